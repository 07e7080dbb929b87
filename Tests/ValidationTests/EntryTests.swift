import Testing

@testable import Validation

@Suite("Values of entries")
struct EntryTests {
    let checker: Checker

    init() throws { checker = try Checker() }

    /// What the report says of one entry's value, given as JSON.
    private func summary(_ key: String, _ value: String) throws -> [String] {
        var entries = [key: value]
        // So that event entries are judged for themselves.
        if key.hasPrefix("event."), key != "event.notification.enabled" {
            entries["event.notification.enabled"] = "true"
            if key != "event.notification.callback.url" {
                entries["event.notification.callback.url"] = "\"https://hooks.acme.example/\""
            }
        }
        return try checker.report(with: entries).summary
    }

    @Test(
        "a subdomain is one label of a host name",
        arguments: ["acme", "Acme", "a", "acme-2", "0", "xn--bcher-kva", String(repeating: "a", count: 32)])
    func hostLabels(label: String) throws { #expect(try summary("subdomain", "\"\(label)\"") == []) }

    @Test(
        "anything else would send credentials elsewhere",
        arguments: [
            "acme.freshservice.com", "https://acme.freshservice.com", "acme.evil", "evil.example/", "evil.example#",
            "evil.example?", "a b", "-acme", "acme-", "a_b", "acme:8080", "user@evil", "a/../b", "bücher", "a%2eb",
            "a\\\\b",
            "[::1]", String(repeating: "a", count: 64),
        ])
    func notHostLabels(label: String) throws {
        #expect(try summary("subdomain", "\"\(label)\"") == ["not-a-host-label /configuration/subdomain"])
    }

    @Test(
        "the hint gives the name that was meant, and only for the element's own host",
        arguments: [
            ("https://Acme.freshservice.com/", "use `acme`"), ("acme.freshservice.com", "use `acme`"),
            ("http://acme.freshservice.com:443/x?y", "use `acme`"), ("//ACME.FRESHSERVICE.COM", "use `acme`"),
            ("https//acme.freshservice.com", "use `acme`"), ("https://acme.freshservice.com.", "use `acme`"),
            ("https://u:p@acme.freshservice.com/", "use `acme`"),
            ("https://acme.freshservice.com.evil.example/", "give what stands before .freshservice.com"),
            ("https://acme.freshservice.com@evil.example/", "give what stands before .freshservice.com"),
            ("https://a.b.freshservice.com/", "give what stands before .freshservice.com"),
            (".freshservice.com", "give what stands before .freshservice.com"),
        ])
    func meantLabel(value: String, hint: String) throws {
        let report = try checker.report(with: ["subdomain": "\"\(value)\""])
        #expect(report.errors.map(\.hint) == [hint])
    }

    @Test(
        "URLs",
        arguments: [
            "http://localhost:3000/api", "https://acme.example", "HTTPS://ACME.EXAMPLE/", "https://[::1]:8080/",
            "https://{subdomain}.freshservice.com/api/{x.y}", "https://a.b.c./x?y=z#w", "https://u:p@acme.example/",
            "https://acme.example:/", "https://bücher.example/",
        ])
    func urls(url: String) throws { #expect(try summary("base.url", "\"\(url)\"") == []) }

    @Test(
        "malformed URLs",
        arguments: [
            "https;//acme.example", "https//acme.example", "http:/acme.example", "https:acme.example",
            "www.acme.example",
            "acme", "ftp://acme.example", "https://", "https:///x", "https://https://acme.example",
            "https://a b.example",
            "https://acme..example", "https://.example", "https://acme.example:port", "https://acme.example:70000",
            "https://acme.example/{x", "javascript:alert(1)", "https://[::1", "\\u201chttps://acme.example\\u201d",
        ])
    func notURLs(url: String) throws {
        #expect(try summary("base.url", "\"\(url)\"") == ["not-a-url /configuration/base.url"])
    }

    @Test(
        "booleans in every spelling that the platform takes",
        arguments: ["true", "false", "\"true\"", "\"FALSE\"", "\"True\""])
    func booleans(value: String) throws { #expect(try summary("pagination.offset", value) == []) }

    @Test("and in none other", arguments: ["\"yes\"", "\"1\"", "1", "0", "\"on\"", "{}", "[true]", "1.5"])
    func notBooleans(value: String) throws {
        #expect(try summary("pagination.offset", value) == ["not-a-boolean /configuration/pagination.offset"])
    }

    @Test("integers", arguments: ["15", "\"15\"", "\"-1\"", "\"0\"", "\"9223372036854775807\"", "\"007\""])
    func integers(value: String) throws { #expect(try summary("event.poller.refresh_interval", value) == []) }

    @Test(
        "no integers",
        arguments: [
            "15.5", "\"15.0\"", "\"fifteen\"", "\"+15\"", "\"9223372036854775808\"", "true", "[]", "\"1e3\"", "\"-\"",
        ])
    func notIntegers(value: String) throws {
        let expected = ["not-an-integer /configuration/event.poller.refresh_interval"]
        #expect(try summary("event.poller.refresh_interval", value) == expected)
    }

    @Test(
        "an entry that must be supplied: absent, null and empty are missing; blanks are a fault of their own",
        arguments: [
            ("", "missing"), ("null", "missing"), ("\"\"", "missing"), ("\"  \"", "blank"),
            ("\"a\\u0001\"", "control-character"), ("\"a\\nb\"", "control-character"),
            ("\"\\u007f\"", "control-character"),
        ])
    func required(value: String, code: String) throws {
        for key in ["username", "password", "subdomain"] {
            #expect(try summary(key, value) == ["\(code) /configuration/\(key)"])
        }
    }

    @Test("an optional entry may be null, empty, or its default however odd that is")
    func optional() throws {
        #expect(try summary("pagination.type", "null") == [])
        #expect(try summary("base.url", "\"\"") == [])
        #expect(try summary("event.poller.configuration", "\" \"") == [])
        #expect(try summary("base.url", "\" \"") == ["surrounding-blanks /configuration/base.url"])
    }

    @Test("a text of several lines may have line breaks, and JSON any layout")
    func lines() throws {
        #expect(try summary("event.poller.configuration", "\"{\\n\\t\\\"a\\\": 1\\r\\n}\"") == [])
        let control = ["control-character /configuration/event.poller.configuration"]
        #expect(try summary("event.poller.configuration", "\"{}\\u0007\"") == control)
    }

    @Test("an object is text only where JSON is expected")
    func objects() throws {
        #expect(try summary("event.poller.configuration", "{\"a\": [1, {\"b\": null}]}") == [])
        #expect(try summary("username", "{\"a\": 1}") == ["not-text /configuration/username"])
        #expect(try summary("subdomain", "[]") == ["not-a-host-label /configuration/subdomain"])
    }

    @Test("lengths count characters, not bytes")
    func lengths() throws {
        #expect(try summary("username", "\"\(String(repeating: "ü", count: 32))\"") == [])
        #expect(
            try summary("username", "\"\(String(repeating: "ü", count: 33))\"") == ["too-long /configuration/username"])
    }
}
