private import Elements
private import JSON
internal import Validation

/// Rules for the keys of entries.
enum EntryKeys {
    /// `base.url` and `baseUrl`: whoever fills in one means the other.
    static func similar(_ subject: LintSubject) -> [Finding] {
        var seen: [String: String] = [:]
        return subject.entries.compactMap { item in
            let key = item.entry.key
            let plain = Suggestion.plain(key)
            guard let other = seen[plain] else {
                seen[plain] = key
                return nil
            }
            return Finding(
                .similarKeys, at: "\(item.path)/key", key: key,
                "\(key) and \(other) are the same key but for case and separators",
                hint: "rename one, or remove it")
        }
    }

    static func misspelled(_ item: LintSubject.Entry, _ rules: ElementRules) -> [Finding] {
        let key = item.entry.key
        guard !platformKeys.contains(key),
            let meant = Suggestion.typingMistake(key, for: platformKeys),
            rules.element.index(ofEntry: meant) == nil
        else { return [] }
        return [
            Finding(
                .misspelledKey, at: "\(item.path)/key", key: key,
                "\(key) is nearly the platform's key \(meant)", hint: "did you mean \(meant)?")
        ]
    }

    /// Keys to which the platform gives a meaning.
    private static let platformKeys: [String] = [
        "authentication.time", "authentication.type", "aws.api.key", "aws.api.secret", "aws.region", "base.url",
        "event.helper.key", "event.metadata", "event.notification.basic.password",
        "event.notification.basic.username", "event.notification.callback.headers",
        "event.notification.callback.url", "event.notification.enabled", "event.notification.instance.finder",
        "event.notification.signature.key", "event.notification.subscription.id", "event.objects",
        "event.poller.configuration", "event.poller.refresh_interval", "event.poller.urls", "event.vendor.type",
        "expires_in", "filter.response.nulls", "oauth.api.key", "oauth.api.secret", "oauth.authorization.url",
        "oauth.basic.header", "oauth.callback.url", "oauth.request.authorization.type", "oauth.request.url",
        "oauth.scope", "oauth.token.refresh_url", "oauth.token.revoke_url", "oauth.token.url", "oauth.user.id",
        "oauth.user.refresh_interval", "oauth.user.refresh_time", "oauth.user.refresh_token", "oauth.user.token",
        "oauth.user.token.secret", "pagination.max", "pagination.offset", "pagination.page.startindex",
        "pagination.type", "password", "subdomain", "username",
    ]
}
