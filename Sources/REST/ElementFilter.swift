internal import Elements
internal import JSON
internal import Problems

/// Which elements to list: `searchText`, and `where=private='true' AND key in ('a', 'b')`. All conditions must hold.
struct ElementFilter {
    private var conditions: [(name: String, values: [String])] = []
    private var searchText: String?
    /// Whether only what elements are is asked for, or also what they are made of; nil when nobody says.
    private(set) var isAbridged: Bool?

    /// Flags of a definition, which are false where it has none.
    private static let flags: Set<String> = [
        "active", "deleted", "private", "extended", "extendable", "beta", "cloneable", "typeOauth", "trialAccount",
        "transformationsEnabled", "bulkDownloadEnabled", "bulkUploadEnabled",
    ]
    private static let texts: Set<String> = ["id", "key", "name", "hub"]

    init(_ query: Query) throws(Problem) {
        searchText = query.text("searchText")?.lowercased()
        isAbridged = try query.boolean("abridged")
        guard let text = query.text("where") else { return }
        var parser = Parser(rest: text[...])
        for (name, values) in try parser.conditions() {
            if name == "abridged" {
                isAbridged = values == ["true"]
            } else if Self.flags.contains(name) || Self.texts.contains(name) {
                conditions.append((name, values))
            } else {
                throw Problem(
                    .invalid,
                    "elements are not asked for by \(name.prefix(Limits.quotedKey)); where takes "
                        + (Self.texts.sorted() + Self.flags.sorted() + ["abridged"]).joined(separator: ", "))
            }
        }
    }

    func fits(_ item: CatalogueItem) throws(Problem) -> Bool {
        if conditions.isEmpty, searchText == nil { return true }
        let element = try item.read()
        if let searchText, ![element.name, element.key].contains(where: { Self.holds($0.lowercased(), searchText) }) {
            return false
        }
        for (name, values) in conditions where try !values.contains(value(of: name, item, element)) { return false }
        return true
    }

    private static func holds(_ text: String, _ part: String) -> Bool {
        text.utf8.indices.contains { text.utf8[$0...].starts(with: part.utf8) }
    }

    private func value(of name: String, _ item: CatalogueItem, _ element: Element) throws(Problem) -> String {
        switch name {
        case "id": return String(element.id)
        case "key": return element.key
        case "name": return element.name
        case "hub": return element.hub ?? ""
        case "active": return String(element.isActive)
        case "deleted": return String(element.isDeleted)
        case "typeOauth": return String(element.isOAuth)
        case "trialAccount": return String(element.isTrialAccount)
        case "private": return String(item.isPrivate)
        default:
            let flag = try item.document().read { document in
                document.members.first { $0.key.elementsEqual(name.utf8) }?.value.boolean
            }
            return String((flag ?? nil) ?? false)
        }
    }

    /// `name = 'value'` and `name in ('a', 'b')`, joined by AND.
    private struct Parser {
        var rest: Substring

        mutating func conditions() throws(Problem) -> [(String, [String])] {
            var conditions: [(String, [String])] = []
            while true {
                let name = word { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }
                guard !name.isEmpty else { throw Self.problem }
                if take("=") {
                    conditions.append((name, [try value()]))
                } else if takeWord("in"), take("(") {
                    var values = [try value()]
                    while take(",") { values.append(try value()) }
                    guard take(")") else { throw Self.problem }
                    conditions.append((name, values))
                } else {
                    throw Self.problem
                }
                skipBlanks()
                if rest.isEmpty { return conditions }
                guard takeWord("and") else { throw Self.problem }
            }
        }

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
                guard !word.isEmpty else { throw Self.problem }
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
            throw Self.problem
        }

        private static let problem = Problem(
            .invalid, "where takes name='value' and name in ('a', 'b') for elements, joined by AND")
    }
}
