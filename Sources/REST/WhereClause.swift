internal import Problems

/// `where=name='Sales' AND key in ('a', 'b')`: the conditions that the platform's clients ask for lists by.
struct WhereClause {
    struct Condition {
        let member: String
        /// One of them must fit.
        let values: [String]

        /// Nil for a choice of several.
        var value: String? { values.count == 1 ? values.first : nil }
    }

    private var rest: Substring
    private let problem: Problem

    /// - Parameter problem: for a clause of another form.
    static func conditions(_ text: String, orElse problem: Problem) throws(Problem) -> [Condition] {
        var clause = WhereClause(rest: text[...], problem: problem)
        var conditions = [try clause.condition()]
        while !clause.isAtEnd {
            guard clause.takeWord("and") else { throw problem }
            conditions.append(try clause.condition())
        }
        return conditions
    }

    private mutating func condition() throws(Problem) -> Condition {
        let member = word { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }
        guard !member.isEmpty else { throw problem }
        if take("=") { return Condition(member: member, values: [try value()]) }
        guard takeWord("in"), take("(") else { throw problem }
        var values = [try value()]
        while take(",") { values.append(try value()) }
        guard take(")") else { throw problem }
        return Condition(member: member, values: values)
    }

    // MARK: Parts

    private var isAtEnd: Bool { rest.allSatisfy { $0 == " " } }

    private mutating func skipBlanks() { rest = rest.drop { $0 == " " } }

    private mutating func word(_ isPart: (Character) -> Bool) -> String {
        skipBlanks()
        let word = rest.prefix(while: isPart)
        rest = rest[word.endIndex...]
        return String(word)
    }

    private mutating func take(_ character: Character) -> Bool {
        skipBlanks()
        guard rest.first == character else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func takeWord(_ expected: String) -> Bool {
        let before = rest
        if word(\.isLetter).lowercased() == expected { return true }
        rest = before
        return false
    }

    /// A bare word, or a text in single quotes, in which two of them stand for one.
    private mutating func value() throws(Problem) -> String {
        guard take("'") else {
            let word = word { !" ,()'".contains($0) }
            guard !word.isEmpty else { throw problem }
            return word
        }
        var value = ""
        while let quote = rest.firstIndex(of: "'") {
            value += rest[..<quote]
            rest = rest[rest.index(after: quote)...]
            guard rest.first == "'" else { return value }
            value += "'"
            rest = rest.dropFirst()
        }
        throw problem
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
            case ("name", let value?): name = value
            case ("defaultAccount", "true"?): onlyDefault = true
            default: throw problem
            }
        }
    }
}
