internal import Problems

/// `where=name='Sales' AND defaultAccount=true`: the conditions that the platform's clients ask for lists by.
enum WhereClause {
    struct Condition {
        let member: String
        let value: String
    }

    /// - Parameter problem: for a clause of another form.
    static func conditions(_ text: String, orElse problem: Problem) throws(Problem) -> [Condition] {
        var conditions: [Condition] = []
        var rest = text[...]
        while true {
            guard let member = member(&rest), let value = value(&rest) else { throw problem }
            conditions.append(Condition(member: member, value: value))
            rest = rest.drop { $0 == " " }
            if rest.isEmpty { return conditions }
            guard rest.prefix(4).lowercased() == "and " else { throw problem }
            rest = rest.dropFirst(4)
        }
    }

    private static func member(_ rest: inout Substring) -> String? {
        guard let equals = rest.firstIndex(of: "=") else { return nil }
        defer { rest = rest[rest.index(after: equals)...].drop { $0 == " " } }
        return rest[..<equals].filter { $0 != " " }
    }

    /// A bare word, or a text in single quotes, in which two of them stand for one.
    private static func value(_ rest: inout Substring) -> String? {
        guard rest.first == "'" else {
            let word = rest.prefix { $0 != " " }
            rest = rest[word.endIndex...]
            return String(word)
        }
        var value = ""
        rest = rest.dropFirst()
        while let quote = rest.firstIndex(of: "'") {
            value += rest[..<quote]
            rest = rest[rest.index(after: quote)...]
            guard rest.first == "'" else { return value }
            value += "'"
            rest = rest.dropFirst()
        }
        return nil
    }
}

/// Which accounts to list.
struct AccountFilter {
    private(set) var name: String?
    private(set) var onlyDefault = false

    init(_ text: String?) throws(Problem) {
        guard let text else { return }
        let problem = Problem(.invalid, "where takes name='...' and defaultAccount=true for accounts, joined by AND")
        for condition in try WhereClause.conditions(text, orElse: problem) {
            switch (condition.member, condition.value) {
            case ("name", let value): name = value
            case ("defaultAccount", "true"): onlyDefault = true
            default: throw problem
            }
        }
    }
}
