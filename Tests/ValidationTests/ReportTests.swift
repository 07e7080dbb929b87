import Elements
import JSON
import Testing

@testable import Validation

@Suite("Reports")
struct ReportTests {
    let checker: Checker

    init() throws { checker = try Checker() }

    @Test("the sentence names every entry that is missing, in the element's order")
    func sentence() throws {
        let two = try checker.report(with: ["subdomain": "", "password": ""])
        #expect(two.message == "freshservice: 2 required configuration entries are missing: password, subdomain")
        let one = try checker.report(with: ["password": ""])
        #expect(one.message == "freshservice: 1 required configuration entry is missing: password")
        let mixed = try checker.report(with: ["password": "", "subdomain": "\"a.b\"", "base.url": "\"x\""])
        #expect(
            mixed.message
                == "freshservice: 1 required configuration entry is missing: password; 2 values are wrong: base.url, subdomain"
        )
    }

    @Test("faults stand in the order of the request, what is missing where its object stands")
    func order() throws {
        let report = try checker.report(
            """
            {"tags": [1], "configuration": {"pagination.offset": "x", "username": "<INSERT_X>", "foo": 1},
             "name": 5, "element": {"key": "freshservice"}}
            """)
        #expect(
            report.summary == [
                "wrong-type /tags/0", "missing /configuration/password", "missing /configuration/subdomain",
                "not-a-boolean /configuration/pagination.offset", "placeholder /configuration/username",
                "wrong-type /name", "unknown-key /configuration/foo",
            ])
    }

    @Test("events need their callback; entries without events get one warning for all of them")
    func events() throws {
        let url = "event.notification.callback.url"
        #expect(
            try checker.report(with: ["event.notification.enabled": "true"]).summary == [
                "missing /configuration/\(url)"
            ])
        #expect(
            try checker.report(with: ["event.notification.enabled": "true", url: "\"nowhere\""]).summary
                == ["not-a-url /configuration/\(url)"])
        #expect(
            try checker.report(with: ["event.notification.enabled": "\"maybe\"", url: "\"https://a.example/\""]).summary
                == ["not-a-boolean /configuration/event.notification.enabled"])
        let off = try checker.report(with: [url: "\"https://a.example/\"", "event.poller.refresh_interval": "5"])
        #expect(off.summary == ["events-disabled /configuration/\(url)"])
        #expect(off.warnings.first?.message.contains("event.poller.refresh_interval") == true)
        #expect(try checker.report(with: ["event.poller.refresh_interval": "15"]).summary == [])
    }

    @Test("the request's own eventsEnabled counts as the switch for the warning")
    func eventsEnabled() throws {
        let request = """
            {"element": {"key": "freshservice"}, "eventsEnabled": "true", "configuration": {"username": "u",
             "password": "p", "subdomain": "s", "event.notification.callback.url": "https://a.example/"}}
            """
        #expect(try checker.report(request).summary == [])
    }

    @Test("keys: blanks around them, typing mistakes, members of the request")
    func keys() throws {
        let report = try checker.report(
            with: [" username": "\"jane\"", "username": "", "sub_domain": "\"x\"", "tags": "[]", "zzz": "1"])
        #expect(
            report.summary == [
                "surrounding-blanks /configuration/ username", "unknown-key /configuration/sub_domain",
                "misplaced /configuration/tags", "unknown-key /configuration/zzz",
            ])
        #expect(report.warnings.map(\.hint)[1] == "did you mean subdomain?")
        #expect(report.warnings.map(\.hint)[3] == "remove it")
        #expect(report.isValid)
    }

    @Test("a key with a slash or tilde is escaped in the pointer")
    func pointer() throws {
        #expect(try checker.report(with: ["a/b~c": "1"]).summary == ["unknown-key /configuration/a~1b~0c"])
    }

    @Test("strict: warnings are errors, in their place")
    func strict() throws {
        let strict = try Checker(isStrict: true)
        let report = try strict.report(with: ["foo": "1", "subdomain": "\" acme\"", "base.url": "\"x\""])
        #expect(report.warnings.isEmpty)
        #expect(
            report.summary == [
                "not-a-url /configuration/base.url", "unknown-key /configuration/foo",
                "surrounding-blanks /configuration/subdomain",
            ])
        #expect(!report.isValid)
    }

    @Test("status tells what kind of failure it is")
    func status() throws {
        #expect(try checker.report(with: [:]).status == .ok)
        #expect(try checker.report(with: ["password": ""]).status == .invalid)
        #expect(try checker.report("{\"element\": {\"key\": \"x\"}, \"name\": 5}").status == .notFound)
    }

    @Test("entries beyond the limit are refused, up to it they are checked")
    func entryLimit() throws {
        let members = { (count: Int) in (0..<count).map { "\"k\($0)\": 1" }.joined(separator: ",") }
        let request = { (count: Int) in "{\"element\":{\"key\":\"freshservice\"},\"configuration\":{\(members(count))}}"
        }
        #expect(try checker.report(request(1_000)).warnings.count == 1_000)
        let beyond = try checker.report(request(1_001))
        #expect(beyond.summary == ["too-many-entries /configuration"])
        #expect(beyond.status == .malformed)
    }

    @Test("an element that is unknown does not hide the other faults of the request")
    func unknownElement() throws {
        let report = try checker.report("{\"element\": {\"key\": \"freshservise\"}, \"name\": 5, \"tags\": {}}")
        #expect(report.summary == ["unknown-element /element/key", "wrong-type /name", "wrong-type /tags"])
        #expect(report.errors.first?.hint == "did you mean freshservice?")
    }
}
