internal import Elements
internal import JSON
internal import Problems
internal import Storage

/// A definition as JSON, as the elements API reads and writes it. Members that the library does not know are left alone.
enum ElementDocument {
    /// The lists of parts that have ids.
    enum Parts: String {
        case configuration, parameters, hooks, resources, objects
        /// Of a resource.
        case models
        /// Of an object.
        case fields

        /// Those of an element itself.
        static let ofElement: [Parts] = [.configuration, .parameters, .hooks, .resources, .objects]

        /// Those of each item.
        var ofItem: [Parts] {
            switch self {
            case .resources: [.parameters, .hooks, .models]
            case .objects: [.fields]
            case .configuration, .parameters, .hooks, .models, .fields: []
            }
        }

        var member: String { rawValue }

        /// In messages.
        var one: String {
            switch self {
            case .configuration: "configuration"
            case .parameters: "parameter"
            case .hooks: "hook"
            case .resources: "resource"
            case .objects: "object"
            case .models: "model"
            case .fields: "field"
            }
        }
    }

    /// Gives numbers to parts.
    struct Numbers {
        private(set) var last: Int64

        init(after last: Int64) { self.last = last }

        mutating func next() -> Int64 {
            // A loaded definition may have any id.
            last &+= 1
            return last
        }
    }

    // MARK: A whole definition

    /// The definition that a request makes.
    ///
    /// - Parameters:
    ///   - old: the definition that the request replaces: what the request does not say of its parts stays.
    static func make(
        _ request: JSONValue, id: Int64, key: String, old: JSONValue?, _ numbers: inout Numbers
    ) throws(Problem) -> OwnedJSON {
        var document = OwnedJSON.object()
        document.set("id", .integer(id))
        document.set("key", .string(key))
        for (name, value) in request.members {
            switch name.utf8Text {
            // Ours to say.
            case "id", "key", "deleted", "private": continue
            case "hub": document.set("hub", value.string.map { .string($0.lowercased()) } ?? .null())
            case let name:
                if !Parts.ofElement.contains(where: { $0.member == name }) { document.set(name, .shared(value)) }
            }
        }
        if request["active"]?.boolean == nil { document.set("active", .boolean(old?["active"]?.boolean ?? true)) }
        document.set("deleted", .boolean(false))
        document.set("private", .boolean(true))
        for parts in Parts.ofElement {
            let before = old?.member(parts.member)
            var list = before
            if let now = request.member(parts.member), !now.isNull {
                guard now.isArray else { throw Problem(.invalid, "\(parts.member) must be an array") }
                list = now
            }
            guard let list else {
                document.set(parts.member, .array())
                continue
            }
            document.set(parts.member, numbered(parts, list, known: ids(before), &numbers))
        }
        return document
    }

    private static func ids(_ list: JSONValue?) -> Set<Int64> {
        guard let list else { return [] }
        return Set(list.items.compactMap { $0["id"]?.integer })
    }

    /// A list whose items have ids: those that they had, else new ones.
    private static func numbered(
        _ parts: Parts, _ list: JSONValue, known: Set<Int64>, _ numbers: inout Numbers
    ) -> OwnedJSON {
        var free = known
        var numbered = OwnedJSON.array()
        for item in list.items {
            let old = item["id"]?.integer.flatMap { free.remove($0) }
            numbered.append(part(parts, item, id: old ?? numbers.next(), isNew: old == nil, &numbers))
        }
        return numbered
    }

    /// A part with an id, and its own parts with theirs.
    ///
    /// - Parameter isNew: whether ids that it brings along mean nothing here.
    static func part(
        _ parts: Parts, _ item: JSONValue, id: Int64, isNew: Bool, _ numbers: inout Numbers
    ) -> OwnedJSON {
        guard item.isObject else { return .shared(item) }
        var part = OwnedJSON.object()
        part.set("id", .integer(id))
        for (name, value) in item.members {
            let name = name.utf8Text
            if name == "id" { continue }
            guard value.isArray, let inner = parts.ofItem.first(where: { $0.member == name }) else {
                part.set(name, .shared(value))
                continue
            }
            part.set(name, numbered(inner, value, known: isNew ? [] : ids(value), &numbers))
        }
        return part
    }

    /// One of the lists of an element, or of a resource, in which every item has an id.
    static func parts(_ parts: Parts, of owner: JSONValue) -> OwnedJSON {
        var numbers = Numbers(after: ids(owner.member(parts.member)).max() ?? 0)
        return self.parts(parts, of: owner, &numbers)
    }

    /// The same, where further ids come from somewhere.
    static func parts(_ parts: Parts, of owner: JSONValue, _ numbers: inout Numbers) -> OwnedJSON {
        guard let list = owner.member(parts.member), list.isArray else { return .array() }
        return numbered(parts, list, known: ids(list), &numbers)
    }

    // MARK: Changes

    /// An object with another value for a member, at the end when it is new.
    static func setting(_ name: String, _ value: consuming OwnedJSON, in object: JSONValue) -> OwnedJSON {
        var changed = OwnedJSON.object()
        for (key, member) in object.members { changed.set(key.utf8Text, .shared(member)) }
        changed.set(name, value)
        return changed
    }

    // MARK: Keys

    /// Letters and digits of a name, in lower case.
    static func key(ofName name: String) -> String {
        name.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    /// What paths mean otherwise.
    private static let words: Set<String> = ["keys", "metadata", "convert", "docs", "oauthproxies"]

    /// - Throws: for one that paths can't name.
    static func checkKey(_ key: String) throws(Problem) {
        guard !words.contains(key.lowercased()) else {
            throw Problem(.invalid, "no element can have the key \(key); give it another name or key")
        }
        let isPlain = key.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "._-".utf8.contains(byte)
        }
        guard isPlain, (1...64).contains(key.utf8.count), !key.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Problem(
                .invalid,
                "an element's key has 1 to 64 letters, digits, dots, hyphens and underscores, and not digits only; "
                    + "it is made of the name when the request has none")
        }
    }

    static func text(_ document: borrowing OwnedJSON) throws(Problem) -> String {
        guard let text = CText.dump(document) else { throw .outOfMemory }
        guard text.count <= Limits.definitionBytes else {
            throw Problem(.invalid, "the definition has more than the \(Limits.definitionBytes) bytes that are allowed")
        }
        return text.string
    }
}

extension JSONValue {
    /// A member whose name is not known beforehand.
    func member(_ name: String) -> JSONValue? {
        members.first { $0.key.elementsEqual(name.utf8) }?.value
    }
}
