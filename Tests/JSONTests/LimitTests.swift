import CJansson
import Testing

@testable import JSON

@Suite("Limits")
struct LimitTests {
    @Test("An empty text is told as such", arguments: ["", " ", "\n", "\r\n\t  \n"])
    func empty(_ text: String) throws {
        try Habit("", text.bytes, at: 0, "the text is empty", "JSON object").expectTold()
    }

    @Test("32 levels are accepted, the 33rd is named")
    func depth() throws {
        for (opening, closing) in [("[", "]"), ("{\"a\":", "}")] {
            let opened = String(repeating: opening, count: 31)
            let closed = String(repeating: closing, count: 31)
            let (innermost, marked) = opening == "[" ? ("[]", "[¦[]]") : ("{}", "{\"a\":¦{}}")
            #expect(refusal(opened + innermost + closed) == nil)
            try Habit("", opened + marked + closed, "nest deeper than 32", "flatten", code: .tooDeep).expectTold()
        }
        let both = String(repeating: "{\"a\":[", count: 16) + "¦{}" + String(repeating: "]}", count: 16)
        try Habit("", both, "nest deeper than 32", "flatten", code: .tooDeep).expectTold()
    }

    @Test("A text that nests without end is refused before it is parsed")
    func veryDeep() throws {
        let text = String(repeating: "[", count: 32) + "¦" + String(repeating: "[", count: 500_000)
        try Habit("", text, "nest deeper than 32", "flatten", code: .tooDeep).expectTold()
    }

    @Test("Only what is open counts: neither brackets inside of strings nor many beside each other")
    func brackets() {
        #expect(refusal("[\"\(String(repeating: "[{", count: 500))\"]") == nil)
        #expect(refusal("[\(String(repeating: "[],{},", count: 500))[]]") == nil)
        #expect(refusal("[\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"]") == nil)
    }

    @Test("A text that breaks off inside of a string is not called too deep for what stands behind it")
    func deepBehindFlaw() throws {
        let text = "{\"a\": ¦\"x\n\(String(repeating: "[", count: 40))\"}"
        try Habit("", text, "no closing quote", "written \\n").expectTold()
    }

    @Test("1 MiB is accepted, one byte more is refused unread")
    func size() throws {
        let limit = 1 << 20
        let document = "{\"a\": 1}".bytes
        let blanks = [UInt8](repeating: 0x20, count: limit - document.count)
        #expect(refusal(document + blanks) == nil)
        let tooLarge = document + blanks + [0x20]
        try Habit("", tooLarge, at: limit, "1048577 bytes", "only what", code: .tooLarge).expectTold()
        let noJSON = [UInt8](repeating: 0, count: limit + 1)
        #expect(refusal(noJSON)?.code == .tooLarge)
    }

    @Test("A caller may set another limit")
    func otherSize() {
        #expect(refusal("[1]".bytes, maximumBytes: 3) == nil)
        #expect(refusal("[1] ".bytes, maximumBytes: 3)?.code == .tooLarge)
        #expect(refusal("[1] ".bytes, maximumBytes: 3)?.position == TextPosition(line: 1, column: 4, offset: 3))
    }

    // MARK: Values that a caller hands in

    /// What a new value breaks, which is released then.
    private func breach(_ value: UnsafeMutablePointer<json_t>?) throws -> LimitBreach? {
        defer { json_decref(value) }
        return try #require(JSONValue(borrowing: value)).limitBreach()
    }

    private enum Container: CaseIterable { case array, object }

    private func nested(
        _ levels: Int, in container: Container, around innermost: UnsafeMutablePointer<json_t>? = json_true()
    ) -> UnsafeMutablePointer<json_t>? {
        var value = innermost
        for _ in 0..<levels {
            let outer = container == .array ? json_array() : json_object()
            if container == .array {
                json_array_append_new(outer, value)
            } else {
                json_object_set_new(outer, "a", value)
            }
            value = outer
        }
        return value
    }

    @Test("A value of the caller's may nest 32 deep, not 33", arguments: Container.allCases)
    private func valueDepth(container: Container) throws {
        #expect(try breach(nested(32, in: container)) == nil)
        #expect(try breach(nested(33, in: container)) == .depth)
        #expect(try breach(nested(2_000, in: container)) == .depth)
        #expect(try breach(nested(31, in: container, around: json_array())) == nil)
        #expect(try breach(nested(32, in: container, around: json_object())) == .depth)
    }

    @Test("A value that contains itself is refused")
    func cycle() throws {
        let array = json_array()
        let object = json_object()
        json_array_append(array, object)
        json_object_set(object, "again", array)
        #expect(try breach(json_incref(array)) == .depth)
        #expect(try breach(json_incref(object)) == .depth)
        json_object_clear(object)
        json_decref(object)
        json_decref(array)
    }

    @Test("A small graph that spells a huge tree is refused")
    func sharing() throws {
        var value = json_array()
        for _ in 0..<25 {
            let outer = json_array()
            json_array_append(outer, value)
            json_array_append_new(outer, value)
            value = outer
        }
        #expect(try breach(value) == .size)
    }

    @Test("A value whose strings and keys have more than 1 MiB is refused")
    func valueSize() throws {
        func string(_ count: Int) -> UnsafeMutablePointer<json_t>? { json_string(String(repeating: "x", count: count)) }
        #expect(try breach(string((1 << 20) - 2)) == nil)
        #expect(try breach(string(1 << 20)) == .size)
        #expect(try breach(nested(2, in: .array, around: string(1 << 20))) == .size)
        let object = json_object()
        json_object_set_new(object, String(repeating: "k", count: 1 << 20), json_null())
        #expect(try breach(object) == .size)
        // One string, many times.
        let array = json_array()
        let shared = string(1 << 10)
        for _ in 0..<1_025 { json_array_append(array, shared) }
        json_decref(shared)
        #expect(try breach(array) == .size)
    }

    @Test(
        "Whatever a text of 1 MiB can hold keeps the limits as a value too",
        arguments: [
            ("[", "1,", "1]"), ("[", "[1],", "[1]]"), ("[", "[],", "[]]"), ("[", "\"\",", "\"\"]"), ("[", "10,", "1]"),
            ("\"", "x", "\""), ("\"", "\\n", "\""), ("{\"a\":[", "{\"\":1},", "{}]}"),
        ])
    func most(beginning: String, part: String, end: String) throws {
        let count = ((1 << 20) - beginning.utf8.count - end.utf8.count) / part.utf8.count
        let text = beginning + String(repeating: part, count: count) + end
        let breach: LimitBreach?? = try read(text.bytes) { document in document.read { $0.limitBreach() } }
        #expect(breach == .some(nil))
    }
}
