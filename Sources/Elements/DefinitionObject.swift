internal import JSON

/// One object of a definition, read member by member. What is wrong is collected, and something harmless read in its
/// place, so that the rest gets its look too.
struct DefinitionObject {
    let value: JSONValue
    let path: String
    /// As messages call it: `configuration entry 2`.
    let what: String
    let faults: Faults

    final class Faults {
        fileprivate(set) var list: [DefinitionFault] = []
    }

    /// The key of an entry, for its faults.
    private var key: String? { path.isEmpty ? nil : value["key"]?.string }

    func add(_ code: DefinitionFault.Code, at member: String? = nil, _ message: String, hint: String? = nil) {
        faults.list.append(
            DefinitionFault(
                code: code, path: member.map { JSONPointer.member($0, of: path) } ?? path, key: key ?? member,
                message: "\(what) \(message)", hint: hint))
    }

    /// Another object inside of this one.
    func object(_ value: JSONValue, at path: String, what: String) -> DefinitionObject {
        DefinitionObject(value: value, path: path, what: what, faults: faults)
    }

    /// Nil where the member is absent or null.
    func member(_ name: StaticString) -> JSONValue? {
        guard let value = value[name], !value.isNull else { return nil }
        return value
    }

    func text(_ name: StaticString) -> String? {
        guard let value = member(name) else { return nil }
        if let text = value.string { return text }
        add(.wrongType, at: "\(name)", "has a \"\(name)\" that is no string", hint: "write it in quotes")
        return nil
    }

    func requiredText(_ name: StaticString) -> String {
        if let value = member(name), value.string == nil { return text(name) ?? "" }
        if let text = text(name), !text.isEmpty { return text }
        add(.missing, at: "\(name)", "has no \"\(name)\"", hint: "add it")
        return ""
    }

    /// Empty where the member is absent or null.
    func texts(_ name: StaticString) -> [String] {
        guard let value = member(name) else { return [] }
        let texts = (0..<value.count).compactMap { value[item: $0]?.string }
        if value.isArray, texts.count == value.count { return texts }
        add(.wrongType, at: "\(name)", "has a \"\(name)\" that is no array of strings", hint: "write [\"...\"]")
        return []
    }

    func boolean(_ name: StaticString) -> Bool? {
        guard let value = member(name) else { return nil }
        if let boolean = value.boolean { return boolean }
        add(
            .wrongType, at: "\(name)", "has a \"\(name)\" that is neither true nor false",
            hint: "write true or false, without quotes")
        return nil
    }

    func integer(_ name: StaticString) -> Int64? {
        guard let value = member(name) else { return nil }
        if let integer = value.integer { return integer }
        add(.wrongType, at: "\(name)", "has a \"\(name)\" that is no integer", hint: "write digits, without quotes")
        return nil
    }

    /// The items of a list; none where the member is absent or null.
    func list(_ name: StaticString, _ fault: String) -> [(index: Int, value: JSONValue)] {
        guard let list = member(name) else { return [] }
        guard list.isArray else {
            add(.wrongType, at: "\(name)", fault, hint: "write [...]")
            return []
        }
        return (0..<list.count).compactMap { index in list[item: index].map { (index, $0) } }
    }
}
