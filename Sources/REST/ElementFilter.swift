internal import Elements
internal import JSON
internal import Problems

/// Which elements to list: `searchText`, and `where=private='true' AND key in ('a', 'b')`. All conditions must hold.
struct ElementFilter {
    private var conditions: [WhereClause.Condition] = []
    private var searchText: String?
    /// Whether only what elements are is asked for, or also what they are made of; nil when nobody says.
    private(set) var isAbridged: Bool?

    /// Flags of a definition, which are false where it has none.
    private static let flags: Set<String> = [
        "active", "deleted", "private", "extended", "extendable", "beta", "cloneable", "typeOauth", "trialAccount",
        "transformationsEnabled", "bulkDownloadEnabled", "bulkUploadEnabled",
    ]
    private static let texts: Set<String> = ["id", "key", "name", "hub"]

    init() {}

    init(_ query: Query) throws(Problem) {
        searchText = query.text("searchText")?.lowercased()
        isAbridged = try query.boolean("abridged")
        guard let text = query.text("where") else { return }
        let problem = Problem(
            .invalid, "where takes name='value' and name in ('a', 'b') for elements, joined by AND")
        for condition in try WhereClause.conditions(text, orElse: problem) {
            if condition.member == "abridged" {
                isAbridged = condition.value == "true"
            } else if Self.flags.contains(condition.member) || Self.texts.contains(condition.member) {
                conditions.append(condition)
            } else {
                throw Problem(
                    .invalid,
                    "elements are not asked for by \(condition.member.prefix(Limits.quotedKey)); where takes "
                        + (Self.texts.sorted() + Self.flags.sorted() + ["abridged"]).joined(separator: ", "))
            }
        }
    }

    mutating func require(_ member: String, _ value: String) {
        conditions.append(WhereClause.Condition(member: member, values: [value]))
    }

    func fits(_ item: CatalogueItem) throws(Problem) -> Bool {
        if conditions.isEmpty, searchText == nil { return true }
        let element = try item.read()
        if let searchText, ![element.name, element.key].contains(where: { Self.holds($0.lowercased(), searchText) }) {
            return false
        }
        for condition in conditions where try !condition.values.contains(value(of: condition.member, item, element)) {
            return false
        }
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
}
