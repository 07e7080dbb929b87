private import Elements
private import JSON
internal import Problems
internal import Validation

/// Rules for the values that a definition itself supplies.
enum EntryValues {
    static func unknownType(_ item: LintSubject.Entry, _ rules: ElementRules) -> [Finding] {
        guard case .other(let name) = item.entry.type else { return [] }
        let nearest = Suggestion.nearest(to: name, among: EntryType.usualNames)
        return [
            Finding(
                .unknownType, at: "\(item.path)/type", key: item.entry.key,
                "\(item.entry.key) has the unknown type \"\(QuotedKey.text(name.utf8))\", which is taken as text",
                hint: nearest.map { "did you mean \($0)?" }
                    ?? "use one of \(EntryType.usualNames.joined(separator: ", "))")
        ]
    }

    static func brokenDefault(_ item: LintSubject.Entry, _ rules: ElementRules) throws(Problem) -> [Finding] {
        guard let value = item.entry.defaultValue else { return [] }
        return try broken(value, item, rules, .defaultBreaksRule, "defaultValue", "default")
    }

    static func brokenExample(_ item: LintSubject.Entry, _ rules: ElementRules) throws(Problem) -> [Finding] {
        guard let value = item.entry.example else { return [] }
        guard !value.isEmpty else {
            return [
                Finding(
                    .exampleBreaksRule, at: "\(item.path)/example", key: item.entry.key,
                    "the example of \(item.entry.key) is empty", hint: "leave it out, or show a value")
            ]
        }
        return try broken(value, item, rules, .exampleBreaksRule, "example", "example")
    }

    private static func broken(
        _ value: String, _ item: LintSubject.Entry, _ rules: ElementRules, _ code: LintCode, _ member: String,
        _ what: String
    ) throws(Problem) -> [Finding] {
        let key = item.entry.key
        return try rules.faults(of: value, entry: item.index).compactMap { fault in
            switch fault.code {
            // A rule of its own; and the name of an entry in braces is no placeholder here.
            case .notAnOption where code == .defaultBreaksRule: return nil
            case .likelyPlaceholder where value.contains("{"): return nil
            // `{site.url}/api`: the entry holds the scheme.
            case .notAURL where beginsWithEntry(value, rules): return nil
            default: break
            }
            return Finding(
                code, at: "\(item.path)/\(member)", key: key, "the \(what) of \(fault.message)", hint: fault.hint)
        }
    }

    private static func beginsWithEntry(_ value: String, _ rules: ElementRules) -> Bool {
        guard let name = URLTemplate.placeholders(in: value).first, value.hasPrefix("{\(name)}") else { return false }
        return rules.element.index(ofEntry: name) != nil
    }

    static func defaultNotAnOption(_ item: LintSubject.Entry, _ rules: ElementRules) -> [Finding] {
        let entry = item.entry
        guard let value = entry.defaultValue, !entry.options.isEmpty,
            !entry.options.contains(where: { $0.value == value })
        else { return [] }
        let options = entry.options.map(\.value)
        return [
            Finding(
                .defaultNotAnOption, at: "\(item.path)/options", key: entry.key,
                "the default of \(entry.key) is not among its options",
                hint: Suggestion.nearest(to: value, among: options).map { "did you mean \($0)?" }
                    ?? "add it, or use \(options.joined(separator: ", "))")
        ]
    }

    static func emptyDefault(_ item: LintSubject.Entry, _ rules: ElementRules) -> [Finding] {
        guard item.entry.isRequired, item.json["defaultValue"]?.utf8?.isEmpty ?? false else { return [] }
        return [
            Finding(
                .emptyDefault, at: "\(item.path)/defaultValue", key: item.entry.key,
                "\(item.entry.key) is required and has an empty default, which counts as none",
                hint: "leave the default out, or give one")
        ]
    }
}

extension EntryType {
    /// Those that the platform's forms offer.
    static let usualNames = [
        "TEXTFIELD_32", "TEXTFIELD_64", "TEXTFIELD_128", "TEXTFIELD_1000", "TEXTAREA", "PASSWORD", "BOOLEAN",
        "BOOLEAN_YESNO", "COMBO", "CODE_EDITOR",
    ]
}
