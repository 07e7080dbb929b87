package import JSON
package import Problems
package import Storage

/// Definitions of objects and transformations of an instance. They are kept and shown: what they mean for a vendor's
/// data is up to whoever moves it.
extension Session {
    /// All of a kind by their names.
    package func mappings(_ kind: MappingKind, _ id: Int64) throws(Problem) -> OwnedJSON {
        let record = try stored(id)
        var all = OwnedJSON.object()
        for mapping in try storage.mappings(kind, instance: id) {
            all.set(mapping.name, try StoredJSON.parse(mapping.body, of: record))
        }
        return all
    }

    package func mapping(_ kind: MappingKind, _ name: String, _ id: Int64) throws(Problem) -> OwnedJSON {
        let record = try stored(id)
        guard let mapping = try storage.mapping(kind, name, instance: id) else { throw Self.none(kind, name) }
        return try StoredJSON.parse(mapping.body, of: record)
    }

    /// - Parameter isNew: whether there must be none of the name; else there must be one.
    package func setMapping(
        _ kind: MappingKind, _ name: String, _ id: Int64, isNew: Bool, _ input: RequestInput
    ) throws(Refusal) -> OwnedJSON {
        try input.read { request throws(Refusal) in
            try problems { () throws(Problem) in
                try provisioner.checkProcess()
                let record = try stored(id)
                try Self.checkName(name)
                try Self.check(request, kind)
                var mapping = OwnedJSON.copy(request)
                if request["level"]?.string == nil { mapping.set("level", .string("instance")) }
                guard let body = CText.dump(mapping)?.string else { throw .outOfMemory }
                try storage.changeMapping(kind, name, instance: id, try event(.map, [kind.detail: .text(name)])) {
                    old throws(Problem) in
                    if isNew, old != nil {
                        throw Problem(.conflict, "there is a \(kind.words) of the name \(Self.quoted(name)) already")
                    }
                    if !isNew, old == nil { throw Self.none(kind, name) }
                    return MappingRecord(name: name, body: body)
                }
                return try StoredJSON.parse(body, of: record)
            }
        }
    }

    /// Gives a definition another name: `{"name": "contacts"}`.
    package func renameMapping(
        _ kind: MappingKind, _ name: String, _ id: Int64, _ input: RequestInput
    ) throws(Refusal) -> OwnedJSON {
        try input.read { request throws(Refusal) in
            try problems { () throws(Problem) in
                try provisioner.checkProcess()
                _ = try stored(id)
                guard let new = request["name"]?.string else {
                    throw Problem(.invalid, "the request has no \"name\"; send {\"name\": \"...\"}")
                }
                try Self.checkName(new)
                try storage.changeMapping(
                    kind, name, instance: id, try event(.map, [kind.detail: .names([name, new])])
                ) {
                    old throws(Problem) in
                    guard let old else { throw Self.none(kind, name) }
                    return MappingRecord(name: new, body: old.body)
                }
                return try mapping(kind, new, id)
            }
        }
    }

    package func removeMapping(_ kind: MappingKind, _ name: String, _ id: Int64) throws(Problem) {
        try provisioner.checkProcess()
        _ = try stored(id)
        try storage.changeMapping(kind, name, instance: id, try event(.unmap, [kind.detail: .text(name)])) {
            old throws(Problem) in
            guard old != nil else { throw Self.none(kind, name) }
            return nil
        }
    }

    package func removeMappings(_ kind: MappingKind, _ id: Int64) throws(Problem) {
        try provisioner.checkProcess()
        _ = try stored(id)
        guard try storage.removeMappings(kind, instance: id, try event(.unmap)) else {
            throw Problem(.notFound, "No \(kind.words)s found")
        }
    }

    // MARK: What a mapping must be

    private static let longestName = 255

    private static func checkName(_ name: String) throws(Problem) {
        guard (1...longestName).contains(name.utf8.count) else {
            throw Problem(.invalid, "a name has 1 to \(longestName) bytes")
        }
    }

    /// An object, whose `fields` say where each value comes from; all else is kept as it is.
    private static func check(_ request: JSONValue, _ kind: MappingKind) throws(Problem) {
        guard request.isObject else { throw Problem(.invalid, "a \(kind.words) is a JSON object") }
        if kind == .transformation, request["vendorName"]?.string?.isEmpty ?? true {
            throw Problem(.invalid, "vendorName is required and missing")
        }
        guard let fields = request["fields"], !fields.isNull else { return }
        guard fields.isArray else { throw Problem(.invalid, "fields must be an array of objects") }
        for index in 0..<fields.count {
            guard let path = fields[item: index]?["path"]?.string, !path.isEmpty else {
                throw Problem(.invalid, "fields[\(index)] has no path")
            }
        }
    }

    private static func none(_ kind: MappingKind, _ name: String) -> Problem {
        Problem(.notFound, "No \(kind.words) found with name \(quoted(name))")
    }

    private static func quoted(_ name: String) -> String { String(name.prefix(Limits.quotedKey)) }
}

extension MappingKind {
    fileprivate var words: String {
        switch self {
        case .definition: "object definition"
        case .transformation: "transformation"
        }
    }

    fileprivate var detail: StaticString {
        switch self {
        case .definition: "definition"
        case .transformation: "transformation"
        }
    }
}
