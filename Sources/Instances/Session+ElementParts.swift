internal import Elements
package import JSON
package import Problems
internal import Storage

/// Which list of an element's parts is meant.
package struct ElementPartList: Sendable {
    /// A part that has parts itself.
    struct Owner {
        /// Of which it is one.
        let parts: ElementDocument.Parts
        let id: Int64

        var missing: Problem { Problem(.notFound, "No \(parts.one) found with ID \(id)") }
    }

    let parts: ElementDocument.Parts
    /// Nil for a list of the element itself.
    var owner: Owner?

    package static let configuration = ElementPartList(parts: .configuration)
    package static let resources = ElementPartList(parts: .resources)
    package static let objects = ElementPartList(parts: .objects)
    package static let parameters = ElementPartList(parts: .parameters)
    package static let hooks = ElementPartList(parts: .hooks)
    package static let models = ElementPartList(parts: .models)
    package static let fields = ElementPartList(parts: .fields)

    package func ofResource(_ id: Int64) -> ElementPartList {
        .init(parts: parts, owner: .init(parts: .resources, id: id))
    }
    package func ofObject(_ id: Int64) -> ElementPartList { .init(parts: parts, owner: .init(parts: .objects, id: id)) }
}

/// A part of an element: by its id, or a configuration entry by its key.
package enum ElementPartName: Sendable {
    case id(Int64)
    case key(String)

    func fits(_ part: JSONValue) -> Bool {
        switch self {
        case .id(let id): part["id"]?.integer == id
        case .key(let key): part["key"]?.string == key
        }
    }

    fileprivate var text: String {
        switch self {
        case .id(let id): "ID \(id)"
        case .key(let key): "key \(QuotedKey.text(key.utf8))"
        }
    }
}

extension Session {
    package func elementParts(_ name: String, _ list: ElementPartList) throws(Problem) -> OwnedJSON {
        try element(named: name).parts(list)
    }

    package func elementPart(
        _ name: String, _ list: ElementPartList, _ part: ElementPartName
    ) throws(Problem) -> OwnedJSON {
        try Self.found(part, list, in: element(named: name))
    }

    private static func found(
        _ part: ElementPartName, _ list: ElementPartList, in item: CatalogueItem
    ) throws(Problem) -> OwnedJSON {
        let found = try item.parts(list).read { parts throws(Problem) in
            guard let found = parts.items.first(where: part.fits) else { throw missing(part, list) }
            return OwnedJSON.shared(found)
        }
        guard let found else { throw .outOfMemory }
        return found
    }

    private static func missing(_ part: ElementPartName, _ list: ElementPartList) -> Problem {
        Problem(.notFound, "No \(list.parts.one) found with \(part.text)")
    }

    /// - Returns: the part with its id.
    package func addElementPart(
        _ name: String, _ list: ElementPartList, _ input: RequestInput
    ) throws(Refusal) -> OwnedJSON {
        try input.read { request throws(Refusal) in
            try problems { () throws(Problem) in
                let record = try ownElement(name)
                var id: Int64 = 0
                let changed = try changeParts(record, list) { element, before, numbers throws(Problem) in
                    try ElementPartRules.check(request, list.parts, of: element, old: nil)
                    if list.parts == .configuration { try ElementPartRules.checkNew(request, among: before) }
                    id = numbers.next()
                    var after = OwnedJSON.array()
                    for part in before { after.append(.shared(part)) }
                    after.append(try Self.part(request, id, isNew: true, list, element, &numbers))
                    return after
                }
                return try Self.found(.id(id), list, in: try latest(changed))
            }
        }
    }

    package func replaceElementPart(
        _ name: String, _ list: ElementPartList, _ part: ElementPartName, _ input: RequestInput
    ) throws(Refusal) -> OwnedJSON {
        try input.read { request throws(Refusal) in
            try problems { () throws(Problem) in
                let record = try ownElement(name)
                let changed = try changeParts(record, list) { element, before, numbers throws(Problem) in
                    guard let old = before.first(where: part.fits), let id = old["id"]?.integer else {
                        throw Self.missing(part, list)
                    }
                    try ElementPartRules.check(request, list.parts, of: element, old: old)
                    var after = OwnedJSON.array()
                    for item in before {
                        guard item.pointer == old.pointer else {
                            after.append(.shared(item))
                            continue
                        }
                        var new = try Self.part(request, id, isNew: false, list, element, &numbers)
                        // The path says which entry.
                        if case .key(let key) = part { new.set("key", .string(key)) }
                        after.append(new)
                    }
                    return after
                }
                return try Self.found(part, list, in: try latest(changed))
            }
        }
    }

    package func removeElementPart(
        _ name: String, _ list: ElementPartList, _ part: ElementPartName
    ) throws(Problem) {
        let record = try ownElement(name)
        let changed = try changeParts(record, list) { _, before, _ throws(Problem) in
            guard before.contains(where: part.fits) else { throw Self.missing(part, list) }
            var after = OwnedJSON.array()
            for item in before where !part.fits(item) { after.append(.shared(item)) }
            return after
        }
        _ = try latest(changed)
    }

    private func latest(_ record: ElementRecord) throws(Problem) -> CatalogueItem {
        _ = try provisioner.elements.look(isFresh: true)
        return try provisioner.elements.item(record)
    }

    private static func part(
        _ request: JSONValue, _ id: Int64, isNew: Bool, _ list: ElementPartList, _ element: JSONValue,
        _ numbers: inout ElementDocument.Numbers
    ) throws(Problem) -> OwnedJSON {
        var part = ElementDocument.part(list.parts, request, id: id, isNew: isNew, &numbers)
        switch list.parts {
        case .hooks where request["isLegacy"]?.boolean == nil: part.set("isLegacy", .boolean(false))
        case .resources:
            // Resources are called below their hub.
            if let path = request["path"]?.string, let hub = element["hub"]?.string, !path.hasPrefix("/hubs/") {
                part.set("path", .string("/hubs/\(hub)" + (path.hasPrefix("/") ? path : "/" + path)))
            }
            for inner in [ElementDocument.Parts.parameters, .hooks] where request.member(inner.member) == nil {
                part.set(inner.member, .array())
            }
        case .objects where request["fields"] == nil: part.set("fields", .array())
        default: break
        }
        return part
    }

    /// Gives an element another list of parts.
    private func changeParts(
        _ record: ElementRecord, _ list: ElementPartList,
        _ body: (_ element: JSONValue, [JSONValue], inout ElementDocument.Numbers) throws(Problem) -> OwnedJSON
    ) throws(Problem) -> ElementRecord {
        try changeElement(record, [list.parts.member]) { element, numbers throws(Problem) in
            func changed(
                _ owner: JSONValue, _ numbers: inout ElementDocument.Numbers
            ) throws(Problem) -> OwnedJSON {
                let before = owner.member(list.parts.member)?.items ?? []
                return ElementDocument.setting(
                    list.parts.member, try body(element, before, &numbers), in: owner)
            }
            guard let owner = list.owner else { return try changed(element, &numbers) }
            var owners = OwnedJSON.array()
            var isFound = false
            for item in element.member(owner.parts.member)?.items ?? [] {
                if item["id"]?.integer == owner.id {
                    isFound = true
                    owners.append(try changed(item, &numbers))
                } else {
                    owners.append(.shared(item))
                }
            }
            guard isFound else { throw owner.missing }
            return ElementDocument.setting(owner.parts.member, owners, in: element)
        }
    }
}
