import Foundation
import JSON
import Testing

@testable import Lint

@Suite("Lint")
struct LintTests {
    @Test("A definition without a fault has no findings")
    func clean() throws {
        let report = try lint("{\"key\": \"acme\", \"configuration\": [{\"key\": \"username\", \"required\": true}]}")
        #expect(report.errors.isEmpty && report.warnings.isEmpty && report.status == .ok)
        #expect(report.element == "acme" && report.message == "acme: the definition has no fault")
    }

    @Test("Everything that keeps a definition from being loaded is told at once, with its place")
    func errors() throws {
        let report = try lint(
            """
            {"name": 5, "authentication": {"type": 7},
             "configuration": [{"key": "a", "format": "hostlabel"}, 5, {"key": "a"}, {"required": "yes"}]}
            """)
        #expect(report.status == .invalid && report.element == nil)
        #expect(
            report.errors.map { "\($0.code) \($0.path)" } == [
                "missing /key", "wrong-type /authentication/type", "wrong-type /name",
                "unknown-format /configuration/0/format", "wrong-type /configuration/1",
                "duplicate-key /configuration/2/key", "missing /configuration/3/key",
                "wrong-type /configuration/3/required",
            ])
        #expect(report.errors.first { $0.code == "unknown-format" }?.hint == "did you mean host-label?")
        #expect(report.errors.first { $0.path == "/name" }?.position?.column == 10)
        #expect(report.errors.first { $0.code == "duplicate-key" }?.position?.line == 2)
    }

    @Test(
        "A text that is no JSON has the report of one",
        arguments: [
            ("", "syntax"), ("{\"key\": \"a\", \"key\": \"b\"}", "duplicate-member"), ("\u{FEFF}{}", "encoding"),
        ])
    func malformed(text: String, code: String) throws {
        let report = try lint(text)
        #expect(report.status == .malformed && report.errors.map(\.code) == [code])
        #expect(report.errors.first?.position != nil && report.message.hasPrefix("line 1"))
    }

    @Test("Members that are nearly known ones, also where the definition can't be read for them")
    func misspelledMembers() throws {
        let report = try lint("{\"Key\": \"acme\", \"configuraton\": []}")
        #expect(report.errors.map(\.code) == ["missing"])
        #expect(report.warnings.map(\.hint) == ["did you mean \"key\"?", "did you mean \"configuration\"?"])
        #expect(report.warnings.first?.position?.offset == 1)
        #expect(
            try warnings(
                """
                {"key": "acme", "typeOAuth": true, "vendor.note": 5, "parameters": [{"vendorname": "x"}],
                 "configuration": [{"key": "a", "defaultvalue": "x", "requierd": true, "options": [{"value": "x", "Description": ""}]}],
                 "resources": [{"path": "/a", "vendorpath": "/a", "parameters": [{"nmae": "x"}]}]}
                """) == [
                    "misspelled-member /typeOAuth", "misspelled-member /parameters/0/vendorname",
                    "misspelled-member /configuration/0/defaultvalue", "misspelled-member /configuration/0/requierd",
                    "misspelled-member /configuration/0/options/0/Description",
                    "misspelled-member /resources/0/vendorpath",
                ])
    }

    @Test(
        "Rules for entries",
        arguments: [
            (
                "{\"key\": \"a\", \"type\": \"BOOLEAN\", \"defaultValue\": \"maybe\"}", "default-breaks-rule",
                "defaultValue"
            ),
            (
                "{\"key\": \"a\", \"format\": \"integer\", \"defaultValue\": \"ten\"}", "default-breaks-rule",
                "defaultValue"
            ),
            (
                "{\"key\": \"a\", \"format\": \"url\", \"defaultValue\": \"https;//x\"}", "default-breaks-rule",
                "defaultValue"
            ),
            (
                "{\"key\": \"a\", \"type\": \"TEXTFIELD_2\", \"defaultValue\": \"abc\"}", "default-breaks-rule",
                "defaultValue"
            ),
            ("{\"key\": \"a\", \"defaultValue\": \"<INSERT_IT>\"}", "default-breaks-rule", "defaultValue"),
            ("{\"key\": \"a\", \"format\": \"json\", \"defaultValue\": \"{\"}", "default-breaks-rule", "defaultValue"),
            ("{\"key\": \"a\", \"type\": \"BOOLEAN\", \"example\": \"yes\"}", "example-breaks-rule", "example"),
            ("{\"key\": \"a\", \"example\": \"\"}", "example-breaks-rule", "example"),
            (
                "{\"key\": \"a\", \"example\": \"z\", \"options\": [{\"value\": \"x\"}]}", "example-breaks-rule",
                "example"
            ),
            (
                "{\"key\": \"a\", \"defaultValue\": \"z\", \"options\": [{\"value\": \"x\"}]}", "default-not-an-option",
                "options"
            ),
            ("{\"key\": \"a\", \"required\": true, \"defaultValue\": \"\"}", "empty-default", "defaultValue"),
            ("{\"key\": \"a\", \"type\": \"boolean\"}", "unknown-type", "type"),
            ("{\"key\": \"password\", \"secret\": false}", "secret-not-marked", ""),
            ("{\"key\": \"a\", \"type\": \"PASSWORD\", \"secret\": false}", "secret-not-marked", ""),
            ("{\"key\": \"a\", \"name\": \"API Secret\"}", "secret-not-marked", ""),
            (
                "{\"key\": \"a\", \"type\": \"PASSWORD\", \"defaultValue\": \"geheim\"}", "secret-with-default",
                "defaultValue"
            ),
            ("{\"key\": \"base.ulr\"}", "misspelled-key", "key"),
            ("{\"key\": \"event.notification.enable\"}", "misspelled-key", "key"),
            (
                "{\"key\": \"base.url\", \"defaultValue\": \"https://{site}.x.com\"}", "unknown-placeholder",
                "defaultValue"
            ),
        ])
    func entry(definition: String, code: String, member: String) throws {
        let path = "/configuration/0" + (member.isEmpty ? "" : "/\(member)")
        #expect(try warnings(entries: definition) == ["\(code) \(path)"])
    }

    @Test(
        "What is right has no finding",
        arguments: [
            "{\"key\": \"a\", \"type\": \"BOOLEAN\", \"defaultValue\": \"true\", \"example\": \"false\"}",
            "{\"key\": \"a\", \"required\": true, \"defaultValue\": null}", "{\"key\": \"a\", \"defaultValue\": \"\"}",
            "{\"key\": \"token.url\"}, {\"key\": \"has.password\", \"name\": \"Password?\", \"type\": \"BOOLEAN\"}",
            "{\"key\": \"base.uri\", \"x\": 1}, {\"key\": \"base.url\"}",
            "{\"key\": \"base.url\", \"defaultValue\": \"https://{a}.x.com/{b}\"}, {\"key\": \"a\"}, {\"key\": \"b\"}",
            "{\"key\": \"base.url\", \"defaultValue\": \"{a}\"}, {\"key\": \"a\"}",
            "{\"key\": \"base.url\", \"defaultValue\": \"{a}/x\", \"format\": \"url\"}, {\"key\": \"a\"}",
        ])
    func right(entries: String) throws { #expect(try warnings(entries: entries) == []) }

    @Test("A secret default is in no finding")
    func secretDefault() throws {
        for entry in ["\"format\": \"json\"", "\"format\": \"url\"", "\"options\": [{\"value\": \"x\"}]"] {
            let report = try lint(
                "{\"key\": \"k\", \"configuration\": [{\"key\": \"a\", \"secret\": true, \"defaultValue\": \"{Kettle-42\", \(entry)}]}"
            )
            #expect(report.warnings.count == 2)
            #expect(!report.warnings.contains { "\($0)".contains("Kettle") })
        }
    }

    @Test("Keys that differ in case and separators only")
    func similarKeys() throws {
        #expect(
            try warnings(entries: "{\"key\": \"base.url\"}, {\"key\": \"x\"}, {\"key\": \"baseUrl\"}") == [
                "similar-keys /configuration/2/key"
            ])
    }

    @Test("Hosts: what is a part of one must be a host label")
    func hosts() throws {
        let template = "{\"key\": \"base.url\", \"defaultValue\": \"https://{a}.x.com\"}, "
        #expect(try warnings(entries: template + "{\"key\": \"a\", \"format\": \"host-label\"}") == [])
        // Without a format it is taken for one.
        #expect(try warnings(entries: template + "{\"key\": \"a\"}") == [])
        #expect(
            try warnings(entries: template + "{\"key\": \"a\", \"format\": \"text\"}") == [
                "host-without-format /configuration/0/defaultValue"
            ])
        #expect(
            try warnings(entries: "{\"key\": \"base.url\", \"defaultValue\": \"https://{a}/x\"}, {\"key\": \"a\"}") == [
                "host-without-format /configuration/0/defaultValue"
            ])
        #expect(
            try warnings(
                "{\"key\": \"k\", \"configuration\": [{\"key\": \"a\"}], \"resources\": [{\"vendorPath\": \"https://{a}.x.com/b\"}]}"
            ) == ["host-without-format /resources/0/vendorPath"])
    }

    @Test("Paths of resources: entries, and parameters of the resource or the element")
    func resources() throws {
        #expect(
            try warnings(
                """
                {"key": "k", "configuration": [{"key": "site"}], "parameters": [{"name": "all"}],
                 "resources": [{"path": "/hubs/x/{id}/{all}", "vendorPath": "/{site}/{vendorId}/{nr}",
                                "parameters": [{"name": "id", "vendorName": "vendorId"}]}]}
                """) == ["unknown-placeholder /resources/0/vendorPath"])
    }

    @Test("Every code is documented")
    func documented() throws {
        let page = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/elements.md"),
            encoding: .utf8)
        for code in LintCode.allCases { #expect(page.contains("`\(code.rawValue)`"), "\(code.rawValue)") }
    }
}
