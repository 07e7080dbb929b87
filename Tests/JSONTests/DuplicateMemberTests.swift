import Testing

@testable import JSON

@Suite("Members that stand twice")
struct DuplicateMemberTests {
    private static func twice(_ name: String, _ marked: String, _ message: String, _ hint: String) -> Habit {
        Habit(name, marked, message, hint, code: .duplicateMember)
    }

    @Test(
        arguments: [
            twice("in the document", "{\"a\": 1, ¦\"a\": 2}", "member \"a\" stands twice", "line 1"),
            twice("over lines", "{\n\"a\": 1,\n\"b\": 2,\n¦\"a\": 3}", "member \"a\" stands twice", "line 2"),
            twice("nested", "{\"x\": {\"k\": 1,\n ¦\"k\": 2}}", "member \"k\" stands twice", "line 1"),
            twice("behind an inner object", "{\"a\": {\"b\": 1}, \"b\": [{}], ¦\"a\": 3}", "member \"a\"", "line 1"),
            twice("in an array", "[{\"a\": 1},\n{\"a\": 1, ¦\"a\": 1}]", "member \"a\"", "line 2"),
            twice("escaped spelling", "{\"a\": 1, ¦\"\\u0061\": 2}", "member \"a\"", "line 1"),
            twice("escaped first", "{\"\\u0061/\": 1, ¦\"a\\/\": 2}", "member \"a/\"", "line 1"),
            twice("empty key", "{\"\": 1, ¦\"\": 2}", "member \"\"", "line 1"),
            twice("of equal value", "{\"é\": 1, ¦\"é\": 1}", "member \"é\"", "keep one of them"),
            twice("three times", "{\"a\": 1, ¦\"a\": 2, \"a\": 3}", "member \"a\"", "line 1"),
            twice("the first of two", "{\"a\": 1, \"b\": 1, ¦\"b\": 2, \"a\": 3}", "member \"b\"", "line 1"),
            // To Swift these spell one text, to JSON they are two keys.
            twice(
                "beside keys that Unicode calls equivalent", "{\"\u{E9}\": 1, \"e\u{301}\": 2, \"a\": 3, ¦\"a\": 4}",
                "member \"a\"", "line 1"),
        ])
    func named(_ habit: Habit) throws { try habit.expectTold() }

    @Test(
        "The same key in different objects is right",
        arguments: ["{\"a\": {\"a\": {\"a\": 1}}}", "[{\"a\": 1}, {\"a\": 1}]", "{\"a\": [{\"a\": 1}], \"b\": \"a\"}"])
    func different(_ text: String) { #expect(refusal(text) == nil) }

    @Test("A long key is cut in the message")
    func longKey() throws {
        let key = String(repeating: "k", count: 1_000)
        let error = try #require(refusal("{\"\(key)\": 1, \"\(key)\": 2}"))
        #expect(error.code == .duplicateMember)
        #expect(error.message.count < 200)
    }

    @Test("A key with a line break does not break the message into lines")
    func oneLine() throws {
        let error = try #require(refusal("{\"a\\nb\": 1, \"a\\nb\": 2}"))
        #expect(error.code == .duplicateMember)
        #expect(!error.message.contains { $0.isNewline })
    }

    @Test("Among very many members too")
    func many() throws {
        // As many as fit: finding the duplicate must not cost the square of their number.
        let members = (0..<70_000).map { "\"\($0)\":\($0 % 10)" }.joined(separator: ",")
        try Self.twice("", "{\(members),¦\"69999\":0}", "member \"69999\"", "line 1").expectTold()
    }
}
