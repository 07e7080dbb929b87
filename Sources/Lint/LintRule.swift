internal import Elements
internal import JSON
internal import Problems
internal import Validation

/// A definition under the eyes of the rules.
struct LintSubject {
    let root: JSONValue
    /// Nil where the definition can't be read; then only the names of its members are looked at.
    let rules: ElementRules?

    /// One configuration entry, as it stands and as it was read.
    struct Entry {
        let path: String
        let json: JSONValue
        /// Among the element's entries, which are in display order.
        let index: Int
        let entry: ConfigurationEntry
    }

    /// In the order of the definition.
    var entries: [Entry] {
        guard let rules, let list = root["configuration"] else { return [] }
        return (0..<list.count).compactMap { item in
            guard let json = list[item: item], let key = json["key"]?.string,
                let index = rules.element.index(ofEntry: key)
            else { return nil }
            return Entry(
                path: JSONPointer.item(item, of: "/configuration"), json: json, index: index,
                entry: rules.element.entries[index])
        }
    }

    /// The objects of a list in an object, each with its path.
    static func items(_ name: StaticString, of object: JSONValue, at path: String = "") -> [(JSONValue, String)] {
        guard let list = object[name], list.isArray else { return [] }
        return (0..<list.count).compactMap { item in
            list[item: item].map { ($0, JSONPointer.item(item, of: "\(path)/\(name)")) }
        }
    }
}

/// One rule for definitions. A further rule is a further line in the table.
struct LintRule {
    let findings: (LintSubject) throws(Problem) -> [Finding]

    /// A rule for the whole definition.
    static func definition(_ findings: @escaping (LintSubject) throws(Problem) -> [Finding]) -> LintRule {
        LintRule(findings: findings)
    }

    /// A rule for each entry by itself.
    static func entry(
        _ findings: @escaping (LintSubject.Entry, ElementRules) throws(Problem) -> [Finding]
    ) -> LintRule {
        LintRule { subject throws(Problem) in
            guard let rules = subject.rules else { return [] }
            var all: [Finding] = []
            for entry in subject.entries { all += try findings(entry, rules) }
            return all
        }
    }

    static var all: [LintRule] {
        [
            .definition(MemberNames.misspelled),
            .definition(EntryKeys.similar),
            .entry(EntryKeys.misspelled),
            .entry(EntryValues.unknownType),
            .entry(EntryValues.brokenDefault),
            .entry(EntryValues.brokenExample),
            .entry(EntryValues.defaultNotAnOption),
            .entry(EntryValues.emptyDefault),
            .entry(EntrySecrets.notMarked),
            .entry(EntrySecrets.withDefault),
            .definition(Addresses.unknownPlaceholders),
            .definition(Addresses.hostsWithoutFormat),
        ]
    }
}
