package import Elements
package import JSON
package import Problems
internal import Storage

/// Elements that are defined at run time. Those of the catalogue are everybody's, and nobody changes them.
extension Session {
    /// The elements that the user may use: those of the catalogue, then those that were defined at run time.
    package func elementItems() throws(Problem) -> [CatalogueItem] {
        var items = validator.catalogue.items
        for record in try visibleElements().records() { items.append(try provisioner.elements.item(record)) }
        return items
    }

    // MARK: Whole elements

    package func createElement(_ input: RequestInput) throws(Refusal) -> OwnedJSON {
        try input.read { request throws(Refusal) in
            try problems { () throws(Problem) in
                guard request.isObject else { throw Problem(.invalid, "the element is no JSON object") }
                let name = try Self.name(request)
                let given = request["key"]?.string.flatMap { $0.isEmpty ? nil : $0 }
                let key = given ?? ElementDocument.key(ofName: name)
                return try create(key: key) { id, numbers throws(Problem) in
                    let document = try ElementDocument.make(request, id: id, key: key, old: nil, &numbers)
                    if request["configuration"]?.items.isEmpty ?? true {
                        return try Self.withEntries(document, &numbers)
                    }
                    return document
                }
            }
        }
    }

    private static func name(_ request: JSONValue) throws(Problem) -> String {
        guard let name = request["name"]?.string, !name.allSatisfy(\.isWhitespace) else {
            throw Problem(.invalid, "name is required and missing; an element needs {\"name\": \"...\"}")
        }
        return name
    }

    /// An element without entries gets those that its kind of authentication needs, and those that every element has.
    private static func withEntries(
        _ document: borrowing OwnedJSON, _ numbers: inout ElementDocument.Numbers
    ) throws(Problem) -> OwnedJSON {
        var last = numbers
        let whole = document.read { document in
            let kind = AuthenticationKind(document["authentication"]?["type"]?.string ?? "custom")
            var request = OwnedJSON.object()
            request.set("configuration", StandardEntries.list(kind))
            let entries = request.read { request in
                ElementDocument.parts(.configuration, of: request, &last)
            }
            guard let entries else { return OwnedJSON.object() }
            return ElementDocument.setting("configuration", entries, in: document)
        }
        numbers = last
        guard let whole else { throw .outOfMemory }
        return whole
    }

    /// Creates an element of the caller's account.
    private func create(
        key: String, _ make: (Int64, inout ElementDocument.Numbers) throws(Problem) -> OwnedJSON
    ) throws(Problem) -> OwnedJSON {
        try provisioner.checkProcess()
        try ElementDocument.checkKey(key)
        if let item = validator.catalogue.item(key: key) {
            throw Problem(
                .conflict,
                "\(item.key) is an element of the catalogue; give the new one another name or key, or clone it")
        }
        let record = try storage.createElement(
            key: key, organization: caller.organization, account: caller.account,
            try event(.createElement, ["key": .text(key)])
        ) { id throws(Problem) in
            var numbers = ElementDocument.Numbers(after: 0)
            return try Self.write(make(id, &numbers), numbers)
        }
        return try shown(record)
    }

    /// - Throws: when the document is no definition.
    private static func write(
        _ document: consuming OwnedJSON, _ numbers: ElementDocument.Numbers
    ) throws(Problem) -> DefinitionWrite {
        let text = try ElementDocument.text(document)
        _ = try StoredElements.item(text, definition: 0)
        return DefinitionWrite(text: text, lastPart: numbers.last)
    }

    func shown(_ record: ElementRecord) throws(Problem) -> OwnedJSON {
        _ = try provisioner.elements.look(isFresh: true)
        return try provisioner.elements.item(record).whole()
    }

    /// Replaces the definition of an element. Its key and id stay; so do parts that the request does not mention.
    package func replaceElement(_ name: String, _ input: RequestInput) throws(Refusal) -> OwnedJSON {
        try input.read { request throws(Refusal) in
            try problems { () throws(Problem) in
                guard request.isObject else { throw Problem(.invalid, "the element is no JSON object") }
                let record = try ownElement(name)
                let changed = try changeElement(record, ["definition"]) { old, numbers throws(Problem) in
                    let document = try ElementDocument.make(request, id: record.id, key: record.key, old: old, &numbers)
                    guard request["name"] == nil, let name = old["name"] else { return document }
                    guard let named = document.read({ ElementDocument.setting("name", .shared(name), in: $0) }) else {
                        throw Problem.outOfMemory
                    }
                    return named
                }
                return try shown(changed)
            }
        }
    }

    package func setElement(_ name: String, isActive: Bool) throws(Problem) -> OwnedJSON {
        let changed = try changeElement(try ownElement(name), ["active"]) { old, _ throws(Problem) in
            ElementDocument.setting("active", .boolean(isActive), in: old)
        }
        return try shown(changed)
    }

    /// Instances of the element go on with the definition that it had.
    package func removeElement(_ name: String) throws(Problem) {
        try provisioner.checkProcess()
        let record = try ownElement(name)
        guard try storage.removeElement(record.id, try event(.removeElement, ["key": .text(record.key)])) else {
            throw Self.noElement(record.id)
        }
        _ = try provisioner.elements.look(isFresh: true)
    }

    static func noElement(_ id: Int64) -> Problem { Problem(.notFound, "No element found with ID \(id)") }

    /// A copy of any element, which belongs to the caller's account. Without the application of the original.
    package func cloneElement(_ name: String) throws(Problem) -> OwnedJSON {
        let item = try element(named: name)
        let key = try freeKey(item.key)
        let clone = try item.whole().read { original throws(Problem) in
            try create(key: key) { id, numbers throws(Problem) in
                var copy = OwnedJSON.object()
                for (member, value) in original.members { copy.set(member.utf8Text, .shared(value)) }
                copy.set("name", .string("\(original["name"]?.string ?? item.key) Clone"))
                copy.set("configuration", Self.withoutApplication(original["configuration"]))
                var last = numbers
                let made = try copy.read { copy throws(Problem) in
                    try ElementDocument.make(copy, id: id, key: key, old: nil, &last)
                }
                numbers = last
                guard let made else { throw Problem.outOfMemory }
                return made
            }
        }
        guard let clone else { throw .outOfMemory }
        return clone
    }

    private static func withoutApplication(_ entries: JSONValue?) -> OwnedJSON {
        var list = OwnedJSON.array()
        for entry in entries?.items ?? [] {
            let isSecret = ["oauth.api.key", "oauth.api.secret"].contains(entry["key"]?.string ?? "")
            list.append(
                isSecret ? ElementDocument.setting("defaultValue", .string(""), in: entry) : .shared(entry))
        }
        return list
    }

    private func freeKey(_ key: String) throws(Problem) -> String {
        let base = String(key.prefix(52)) + "clone"
        let elements = visibleElements()
        var taken = Set(try elements.records().map(\.key))
        taken.formUnion(validator.catalogue.keys)
        var (free, number) = (base, 1)
        while taken.contains(free) {
            number += 1
            free = base + String(number)
        }
        return free
    }

    // MARK: Changing

    /// An element that the caller may change.
    func ownElement(_ name: String) throws(Problem) -> ElementRecord {
        let item = try element(named: name)
        let elements = visibleElements()
        guard item.isPrivate, let record = try elements.record(id: item.id) else {
            throw Problem(
                .forbidden,
                "\(item.key) is an element of the catalogue, which nobody changes here; clone it "
                    + "(POST /elements/\(item.key)/clone) and change the clone")
        }
        guard elements.isOwn(record) else {
            throw Problem(.forbidden, "\(item.key) belongs to another account; clone it and change the clone")
        }
        return record
    }

    /// Gives an element another definition.
    ///
    /// - Parameter names: what changes, for the audit log.
    func changeElement(
        _ record: ElementRecord, _ names: [String],
        _ body: (JSONValue, inout ElementDocument.Numbers) throws(Problem) -> OwnedJSON
    ) throws(Problem) -> ElementRecord {
        try provisioner.checkProcess()
        let changed = try storage.changeElement(
            record.id, try event(.changeElement, ["key": .text(record.key), "changed": .names(names)])
        ) { before, lastPart throws(Problem) in
            var numbers = ElementDocument.Numbers(after: lastPart)
            let document = try StoredJSON.parse(before.text, of: nil).read { old throws(Problem) in
                try body(old, &numbers)
            }
            guard let document else { throw Problem.outOfMemory }
            return try Self.write(document, numbers)
        }
        guard let changed else { throw Self.noElement(record.id) }
        return changed
    }

    // MARK: Who may use it

    /// Ids of the accounts that may use an element: first the one to which it belongs. Of an element that everybody may
    /// use, none.
    package func elementAccounts(_ name: String) throws(Problem) -> OwnedJSON {
        let item = try element(named: name)
        var list = OwnedJSON.array()
        guard item.isPrivate, let record = try visibleElements().record(id: item.id) else { return list }
        list.append(.integer(record.account))
        for account in record.accounts { list.append(.integer(account)) }
        return list
    }

    package func setElement(_ name: String, visible: Bool, toAccount account: Int64) throws(Problem) -> OwnedJSON {
        try provisioner.checkProcess()
        let record = try ownElement(name)
        let account = try foundAccount(account).id
        guard account != record.account else {
            if visible { return try elementAccounts(name) }
            throw Problem(.invalid, "the element belongs to account \(account), which always sees it")
        }
        try storage.setElement(
            record.id, visible: visible, toAccount: account,
            try event(.shareElement, ["account": .number(account), "visible": .text(visible ? "true" : "false")]))
        _ = try provisioner.elements.look(isFresh: true)
        return try elementAccounts(name)
    }

    /// The definitions that an element has had, the newest first.
    package func elementVersions(_ name: String) throws(Problem) -> OwnedJSON {
        let item = try element(named: name)
        var list = OwnedJSON.array()
        guard item.isPrivate else { return list }
        for definition in try storage.definitions(ofElement: item.id) {
            var object = OwnedJSON.object()
            object.set("version", .integer(definition.version))
            object.set("createdDate", .string(InstanceDates.text(definition.created)))
            list.append(object)
        }
        return list
    }
}
