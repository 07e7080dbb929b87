import Foundation
import Problems
import Testing

@testable import Instances

@Suite("What becomes of a request")
struct InstanceContentTests {
    private let provisioner: Provisioner

    init() throws { provisioner = try .open(nil, .with { $0.echoesSecrets = true }) }

    @Test(
        "Every value is kept as text",
        arguments: [
            ("pagination.max", "50", "50"), ("pagination.max", "\" 50 \"", "50"),
            ("pagination.max", "{\"users\": 50, \"default\" : 30}", "{\"users\":50,\"default\":30}"),
            ("pagination.max", "\"{\\\"users\\\": 50}\"", "{\"users\": 50}"), ("pagination.offset", "true", "true"),
            ("pagination.offset", "false", "false"), ("pagination.offset", "\"TRUE\"", "true"),
            ("pagination.offset", "\" False \"", "false"), ("event.poller.refresh_interval", "15", "15"),
            ("event.poller.refresh_interval", "\"20\"", "20"),
            ("event.poller.configuration", "{\"a\": [1, true, null, \"é/\"]}", "{\"a\":[1,true,null,\"é/\"]}"),
            ("event.poller.configuration", "[{}, {}]", "[{},{}]"),
            ("event.poller.configuration", "\" {\\\"a\\\": 1} \"", " {\"a\": 1} "), ("username", "12345", "12345"),
            ("username", "true", "true"), ("username", "\" joe \"", " joe "), ("username", "\"jöe\\u0020\"", "jöe "),
            ("password", "12345", "12345"), ("password", "\" p w \"", " p w "), ("password", "true", "true"),
            ("subdomain", "\" acme \"", "acme"), ("subdomain", "12", "12"),
            ("base.url", "\" https://{subdomain}.freshservice.com/x\"", "https://{subdomain}.freshservice.com/x"),
            ("event.notification.subscription.id", "9007199254740993", "9007199254740993"),
            ("event.notification.subscription.id", "-0.5", "-0.5"),
        ])
    func value(entry: String, json: String, expected: String) throws {
        var members = ["\"username\": \"joe\"", "\"password\": \"secret\"", "\"subdomain\": \"acme\""]
        members.removeAll { $0.hasPrefix("\"\(entry)\"") }
        members.append("\"\(entry)\": \(json)")
        let text = "{\"element\": {\"id\": 650}, \"configuration\": {\(members.joined(separator: ", "))}}"
        let reply = try provisioner.reply(text)
        #expect(reply.configuration[entry] as? String == expected)
        if entry == "password" {
            #expect(try provisioner.opened("password", of: reply.id) == expected)
        } else {
            #expect(try provisioner.kept(reply.id)[entry] as? String == expected)
        }
    }

    @Test(
        "The name loses its markup; where none is left it is the element's",
        arguments: [
            ("", "Freshservice Beta"), (", \"name\": null", "Freshservice Beta"),
            (", \"name\": \"\"", "Freshservice Beta"), (", \"name\": \" \\n\\t \"", "Freshservice Beta"),
            (", \"name\": \"<b></b>\"", "Freshservice Beta"), (", \"name\": \"Docs\"", "Docs"),
            (", \"name\": \"<a href=\\\"#\\\" onClick=\\\"alert('x')\\\">churros-xss</a>\"", "churros-xss"),
            (", \"name\": \"@joe é 😀\"", "@joe é 😀"), (", \"name\": \" Docs \"", " Docs "),
            (", \"name\": \"a < b & c > d\"", "a < b & c > d"),
        ])
    func name(members: String, expected: String) throws {
        let reply = try provisioner.reply(request(members: members))
        #expect(reply.name == expected)
        #expect(reply.tags == [expected], "without tags the name is the tag")
        #expect(try provisioner.record(reply.id).name == expected)
    }

    @Test(
        "Tags are kept as sent, without markup",
        arguments: [
            (", \"tags\": []", []), (", \"tags\": [\"a\", \"b\", \"a\"]", ["a", "b", "a"]),
            (", \"tags\": [\"<i>x</i>\", \"\"]", ["x", ""]), (", \"tags\": null", ["Docs"]), ("", ["Docs"]),
        ])
    func tags(members: String, expected: [String]) throws {
        let reply = try provisioner.reply(request(members: ", \"name\": \"<b>Docs</b>\"" + members))
        #expect(reply.tags == expected)
        let kept = try JSONSerialization.jsonObject(with: Data(provisioner.record(reply.id).tags.utf8))
        #expect(kept as? [String] == expected)
    }

    @Test(
        "Whether events are enabled",
        arguments: [
            ("", "", false), ("\"event.notification.enabled\": \"true\"", "", true),
            ("\"event.notification.enabled\": true", ", \"eventsEnabled\": false", true),
            ("\"event.notification.enabled\": \"False\"", "", false), ("", ", \"eventsEnabled\": true", true),
            ("", ", \"eventsEnabled\": \"true\"", true), ("", ", \"eventsEnabled\": \"false\"", false),
        ])
    func events(configuration: String, members: String, expected: Bool) throws {
        let callback = "\"event.notification.callback.url\": \"https://example.com/events\""
        let entries = configuration.isEmpty ? callback : "\(callback), \(configuration)"
        let reply = try provisioner.reply(request(entries, members: members))
        #expect(reply.members["eventsEnabled"] as? Bool == expected)
    }

    @Test(
        "External authentication",
        arguments: [
            ("", "none"), (", \"externalAuthentication\": \"initial\"", "initial"),
            (", \"externalAuthentication\": \"none\"", "none"), (", \"externalAuthentication\": \"other\"", "none"),
            (", \"externalAuthentication\": null", "none"),
        ])
    func externalAuthentication(members: String, expected: String) throws {
        let reply = try provisioner.reply(request(members: members))
        #expect(reply.members["externalAuthentication"] as? String == expected)
        #expect(try provisioner.record(reply.id).externalAuthentication == expected)
    }

    @Test("A whole instance, as a reply gave it, is a request again")
    func wholeInstance() throws {
        let first = try provisioner.reply(request(members: ", \"name\": \"Docs\", \"tags\": [\"a\"]"))
        let second = try provisioner.reply(first.text)
        #expect(second.id == first.id + 1 && second.token != first.token)
        #expect(second.configuration as NSDictionary == first.configuration as NSDictionary)
        #expect(second.name == "Docs" && second.tags == ["a"])
    }
}
