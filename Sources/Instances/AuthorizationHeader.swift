/// `User <secret>, Organization <secret>, Element <token>`: the parts in any order, schemes in any case. The values are
/// opaque: base64 mostly, with `+`, `/` and `=` anywhere.
struct AuthorizationHeader {
    private(set) var user: String?
    private(set) var organization: String?
    private(set) var element: String?

    /// Nil for a header that is none: an unknown scheme, one given twice, a part without value.
    init?(_ text: String) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard words.count == 2 else { return nil }
            let value = String(words[1])
            switch words[0].lowercased() {
            case "user" where user == nil: user = value
            case "organization" where organization == nil: organization = value
            case "element" where element == nil: element = value
            default: return nil
            }
        }
    }
}
