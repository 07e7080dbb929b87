import Testing

@testable import Elements

@Suite("Entries that become a part of the host")
struct HostLabelTests {
    @Test(
        "Labels of the host in the default of base.url",
        arguments: [
            ("https://{subdomain}.freshservice.com", ["subdomain"]), ("http://{a}.example.com/path", ["a"]),
            ("https://{my.sub.domain}.example.com", ["my.sub.domain"]), ("https://{a}.{b}.example.com", ["a", "b"]),
            ("https://api.{region}.example.com", ["region"]), ("https://example.{tld}", ["tld"]),
            ("https://{a}.example.com:8443/{path}", ["a"]), ("https://{a}.example.com?x={y}", ["a"]),
            ("https://{a}.example.com#{z}", ["a"]), ("https://{site}", []), ("https://{site}/api/v2", []),
            ("https://{site}:8443", []), ("{base.url}", []), ("https://example.com/{account}/x", []),
            ("https://example.com", []), ("", []), ("https://", []), ("https:", []), ("{}", []),
            ("https://{}.x.com", []),
            ("https://{a.example.com", []), ("https://a}.example.com", []), ("https://{{a}}.example.com", []),
        ])
    func labels(template: String, expected: [String]) throws {
        let keys = [
            "subdomain", "a", "b", "my.sub.domain", "region", "tld", "site", "account", "path", "base", "", "x",
        ]
        .filter { !$0.isEmpty }
        let others = keys.map { "{\"key\": \"\($0)\"}" }.joined(separator: ", ")
        let element = try element(
            entries: "\(others), {\"key\": \"base.url\", \"defaultValue\": \"\(template)\"}")
        #expect(element.entries.filter { $0.format == .hostLabel }.map(\.key).sorted() == expected.sorted())
    }

    /// One real element has `https://api-{base}.oanda.com`: a value with a `/` leads away from there all the same.
    @Test(
        "A part of a label is a part of the host", arguments: ["https://api-{a}.example.com", "https://{a}-eu.x.com"])
    func partOfLabel(template: String) throws {
        let element = try element(
            entries: "{\"key\": \"a\"}, {\"key\": \"base.url\", \"defaultValue\": \"\(template)\"}")
        #expect(element.entry("a")?.format == .hostLabel)
    }

    @Test("A parameter of the element may put an entry there under another name")
    func parameter() throws {
        let text = """
            {"key": "k", "configuration": [{"key": "subdomain"}, {"key": "account"}, {"key": "token"},
              {"key": "base.url", "defaultValue": "https://{account}.example.com"}],
             "parameters": [
               {"name": "subdomain", "vendorName": "account", "type": "configuration", "vendorType": "path"},
               {"name": "token", "vendorName": "account", "type": "configuration", "vendorType": "header"}, {}]}
            """
        let element = try element(text)
        #expect(element.entries.filter { $0.format == .hostLabel }.map(\.key) == ["subdomain"])
    }

    @Test("What the definition says of an entry counts more than its place in the URL")
    func explicitFormat() throws {
        let element = try element(
            entries: """
                {"key": "a", "format": "text"}, {"key": "b", "format": "host-label"},
                {"key": "base.url", "defaultValue": "https://{a}.example.com"}
                """)
        #expect(element.entry("a")?.format == .text)
        #expect(element.entry("b")?.format == .hostLabel)
    }

    @Test("Every address that is a default tells: secrets are sent to a token's URL as well")
    func otherEntries() throws {
        let element = try element(
            entries: """
                {"key": "a"}, {"key": "b"}, {"key": "base.url", "defaultValue": "https://{b}.example.com"},
                {"key": "oauth.token.url", "defaultValue": "https://{a}.example.com"}, {"key": "c", "defaultValue": "{d}"},
                {"key": "d"}
                """)
        #expect(element.entries.filter { $0.format == .hostLabel }.map(\.key) == ["a", "b"])
    }

    @Test(
        "What stands behind a label",
        arguments: [
            ("https://{a}.freshservice.com", "a", ".freshservice.com"), ("https://{a}.{b}.x.com", "a", nil),
            ("https://{a}.{b}.x.com/y", "b", ".x.com"), ("https://x.{a}", "a", nil), ("https://{a}", "a", nil),
            ("https://{a}.x.com:80", "a", ".x.com"), ("https://{a}.x.com", "b", nil),
            ("https://{a.b}.x.com", "a.b", ".x.com"),
        ] as [(String, String, String?)])
    func suffix(template: String, entry: String, expected: String?) {
        #expect(URLTemplate(template)?.hostSuffix(behind: entry) == expected)
    }
}
