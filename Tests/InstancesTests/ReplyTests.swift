import Foundation
import JSON
import POSIX
import Problems
import Secrets
import Testing

@testable import Instances

@Suite("Times as replies show them")
struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1, "1970-01-01T00:00:01Z"), (86_399, "1970-01-01T23:59:59Z"),
            (68_169_600, "1972-02-29T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"), (1_449_850_071, "2015-12-11T16:07:51Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"), (2_147_483_648, "2038-01-19T03:14:08Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ] as [(Int64, String)])
    func text(seconds: Int64, expected: String) { #expect(Timestamp(seconds: seconds)?.text == expected) }

    @Test("Times that the form has no room for", arguments: [-1, 253_402_300_800, .min, .max] as [Int64])
    func outside(seconds: Int64) { #expect(Timestamp(seconds: seconds) == nil) }

    @Test("Any time is what Foundation makes of it")
    func random() {
        let style = Date.ISO8601FormatStyle(timeZone: .gmt)
        for _ in 0..<2_000 {
            let seconds = Int64.random(in: 0...253_402_300_799)
            let expected = Date(timeIntervalSince1970: Double(seconds)).formatted(style)
            #expect(Timestamp(seconds: seconds)?.text == expected)
        }
    }

    @Test("Now is now")
    func now() throws {
        let before = Int64(Date().timeIntervalSince1970)
        let now = try #require(Timestamp.now).seconds
        #expect(now >= before && now <= Int64(Date().timeIntervalSince1970))
    }
}

@Suite("Replies that tell a problem")
struct ProblemReplyTests {
    private func reply(_ problem: Problem, _ random: RandomSource = .system) throws -> [String: Any] {
        let object = ProblemReply.json(problem, random)
        let text = dumped(object)
        return try Reply(#require(text)).members
    }

    private func isRequestID(_ value: Any?) -> Bool {
        guard let id = value as? String else { return false }
        return id.utf8.count == 24 && id.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }

    @Test(
        "A problem has a request id, its status and its message",
        arguments: [
            (Status.invalid, "invalid"), (.malformed, "malformed"), (.notFound, "not-found"), (.misuse, "misuse"),
            (.store, "store"), (.busy, "busy"), (.key, "key"), (.callback, "callback"), (.noMemory, "no-memory"),
            (.internal, "internal"), (.ok, "ok"), (Status(rawValue: 99), "unknown"), (Status(rawValue: -1), "unknown"),
        ])
    func problem(status: Status, name: String) throws {
        let reply = try reply(Problem(status, "what \"happened\""))
        #expect(reply["status"] as? String == name && reply["message"] as? String == "what \"happened\"")
        #expect(isRequestID(reply["requestId"]) && reply.count == 3)
    }

    @Test("Request ids differ, and come from the caller's source while that works")
    func requestIDs() throws {
        let ids = try (0..<50).map { _ in try reply(.outOfMemory)["requestId"] as? String }
        #expect(Set(ids).count == 50)
        let source = RandomSource { buffer in
            for index in buffer.indices { buffer[index] = 0xAB }
            return true
        }
        #expect(try reply(.outOfMemory, source)["requestId"] as? String == String(repeating: "ab", count: 12))
        #expect(try isRequestID(reply(.outOfMemory, RandomSource { _ in false })["requestId"]))
    }

    @Test("A refused request tells its whole report")
    func report() throws {
        let provisioner = try Provisioner.open(nil, .standard)
        let request = "{\"element\": {\"key\": \"freshservice\"},\n \"configuration\": {\"username\": \"x\"}}"
        let refusal = try #require(throws: Refusal.self) { try provisioner.reply(request) }
        guard case .report(let report) = refusal else { throw refusal }
        let object = ProblemReply.json(report)
        let text = dumped(object)
        let reply = try Reply(#require(text)).members
        #expect(isRequestID(reply["requestId"]) && reply["status"] as? String == "invalid")
        #expect(reply["valid"] as? Bool == false && reply["element"] as? String == "freshservice")
        let message = reply["message"] as? String
        #expect(message == "freshservice: 2 required configuration entries are missing: password, subdomain")
        let errors = try #require(reply["errors"] as? [[String: Any]])
        #expect(errors.map { $0["key"] as? String } == ["password", "subdomain"])
        // What is missing is missing in the object whose key stands here.
        for error in errors {
            #expect(error["line"] as? Int == 2 && error["column"] as? Int == 2 && error["offset"] as? Int == 38)
        }
    }
}
