internal import Problems

/// `where=name='Sales' AND defaultAccount=true`: the conditions that the platform's clients ask accounts by.
struct AccountFilter {
    private(set) var name: String?
    private(set) var onlyDefault = false

    init(_ text: String?) throws(Problem) {
        guard let text else { return }
        var rest = text[...]
        while true {
            let member = try Self.member(&rest)
            let value = try Self.value(&rest)
            switch (member, value) {
            case ("name", _): name = value
            case ("defaultAccount", "true"): onlyDefault = true
            default: throw Self.problem
            }
            rest = rest.drop { $0 == " " }
            if rest.isEmpty { return }
            guard rest.prefix(4).lowercased() == "and " else { throw Self.problem }
            rest = rest.dropFirst(4)
        }
    }

    private static func member(_ rest: inout Substring) throws(Problem) -> String {
        guard let equals = rest.firstIndex(of: "=") else { throw problem }
        defer { rest = rest[rest.index(after: equals)...].drop { $0 == " " } }
        return rest[..<equals].filter { $0 != " " }
    }

    /// A bare word, or a text in single quotes, in which two of them stand for one.
    private static func value(_ rest: inout Substring) throws(Problem) -> String {
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
        throw problem
    }

    private static let problem = Problem(
        .invalid, "where takes name='...' and defaultAccount=true for accounts, joined by AND")
}
