import Testing

@testable import Elements

@Suite("Did you mean")
struct SuggestionTests {
    static let keys = [
        "username", "password", "subdomain", "base.url", "pagination.max", "pagination.offset", "pagination.type",
        "event.vendor.type", "event.poller.refresh_interval", "event.notification.enabled",
        "event.notification.callback.url",
    ]

    @Test(
        arguments: [
            ("subdomian", "subdomain"), ("sub.domain", "subdomain"), ("sub-domain", "subdomain"),
            ("SubDomain", "subdomain"), ("subdomains", "subdomain"), ("ubdomain", "subdomain"),
            ("pasword", "password"), ("passwrod", "password"), ("Password", "password"), ("user_name", "username"),
            ("usrname", "username"), ("base_url", "base.url"), ("Base URL", "base.url"), ("baseurl", "base.url"),
            ("baseUrl", "base.url"), ("pagination_max", "pagination.max"), ("pagination.ofset", "pagination.offset"),
            ("event.notification.enable", "event.notification.enabled"),
            ("event.notification.callback_url", "event.notification.callback.url"),
        ])
    func nearest(typed: String, expected: String) {
        #expect(Suggestion.nearest(to: typed, among: Self.keys) == expected)
    }

    @Test(
        arguments: [
            "", ".", "___", "x", "token", "hunter2", "freshservice", "domainname", "completely.different.key",
            "event", String(repeating: "subdomain", count: 20),
        ])
    func none(typed: String) { #expect(Suggestion.nearest(to: typed, among: Self.keys) == nil) }

    @Test("The nearest counts, of equally near ones the first")
    func nearestOfSeveral() {
        #expect(Suggestion.nearest(to: "cat", among: ["bat", "cats", "cat"]) == "cat")
        #expect(Suggestion.nearest(to: "cat", among: ["hat", "bat"]) == "hat")
        #expect(Suggestion.nearest(to: "freshservise", among: ["freshdesk", "freshservice"]) == "freshservice")
        #expect(Suggestion.nearest(to: "a", among: []) == nil)
    }
}
