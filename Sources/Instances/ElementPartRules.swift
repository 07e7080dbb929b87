internal import JSON
internal import Problems

/// What a part of an element must be, beside what makes a definition readable.
enum ElementPartRules {
    /// Keys that belong to the platform: an element has such an entry from the beginning, or not at all.
    private static let reserved: Set<String> = [
        "oauth.basic.header", "oauth.user.refresh_time", "oauth.user.refresh_token", "oauth.user.refresh_interval",
        "oauth.user.token", "oauth.user.token.secret", "oauth.api.key", "oauth.api.secret", "oauth.scope",
        "oauth.token.url", "oauth.token.refresh_url", "oauth.token.revoke_url", "oauth.authorization.url",
        "oauth.callback.url", "oauth.request.authorization.type", "oauth.request.url", "username", "password",
        "base.url", "pagination.type", "pagination.max", "pagination.page.startindex", "aws.api.key",
        "aws.api.secret", "aws.region", "expires", "expires_in",
    ]

    /// - Parameters:
    ///   - element: the whole definition.
    ///   - old: what the part replaces.
    static func check(
        _ part: JSONValue, _ parts: ElementDocument.Parts, of element: JSONValue, old: JSONValue?
    ) throws(Problem) {
        guard part.isObject else { throw Problem(.invalid, "each \(parts.one) is a JSON object") }
        switch parts {
        case .configuration, .models, .fields: break
        case .objects: try require(["name"], part, parts)
        case .resources: try require(["path", "method"], part, parts)
        case .parameters:
            try require(["name"], part, parts)
            guard part["type"]?.string == "configuration", let name = part["name"]?.string else { return }
            let isEntry = element["configuration"]?.items.contains { $0["key"]?.string == name } ?? false
            guard isEntry else {
                throw Problem(
                    .invalid,
                    "a parameter of type configuration is named as an entry is, and the element has no entry "
                        + QuotedKey.text(name.utf8))
            }
        case .hooks:
            try require(["type"], part, parts)
            guard part["isLegacy"]?.boolean ?? false, let old, !(old["isLegacy"]?.boolean ?? false) else { return }
            throw Problem(.invalid, "a hook can't become a legacy one")
        }
    }

    private static func require(
        _ names: [String], _ part: JSONValue, _ parts: ElementDocument.Parts
    ) throws(Problem) {
        for name in names where part.member(name)?.string?.isEmpty ?? true {
            throw Problem(.invalid, "\(name) is required and missing; each \(parts.one) needs it")
        }
    }

    /// A configuration entry that is added to others.
    static func checkNew(_ entry: JSONValue, among entries: [JSONValue]) throws(Problem) {
        guard let key = entry["key"]?.string, !key.isEmpty else {
            throw Problem(.invalid, "key is required and missing; a configuration entry needs it")
        }
        if reserved.contains(key) || key.hasPrefix("event.") || key.hasPrefix("bulk.") {
            throw Problem(
                .invalid, "\(QuotedKey.text(key.utf8)) is a reserved key; it can only be part of a whole definition")
        }
        if entries.contains(where: { $0["key"]?.string == key }) {
            throw Problem(.conflict, "the element has an entry \(QuotedKey.text(key.utf8)) already")
        }
    }
}
