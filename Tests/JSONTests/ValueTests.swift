import Testing

@testable import JSON

@Suite("Literals, numbers and strings that are none")
struct ValueTests {
    @Test(arguments: ["True", "False", "TRUE", "FALSE", "None", "NULL", "Null", "nil", "undefined"])
    func literalOfAnotherLanguage(_ word: String) throws {
        try Habit("", "{\"a\": ¦\(word)}", "\(word) is not JSON", "true, false and null").expectTold()
        try Habit("", "[¦\(word)]", "\(word) is not JSON", "true, false and null").expectTold()
    }

    @Test(arguments: ["NaN", "Infinity", "-Infinity"])
    func notANumber(_ word: String) throws {
        try Habit("", "{\"a\": ¦\(word)}", "\(word) is not JSON", "a number, or null").expectTold()
    }

    @Test(
        arguments: [
            Habit("leading zero", "{\"a\": ¦007}", "no JSON number", "leading zero"),
            Habit("leading zero of a negative", "{\"a\": ¦-01}", "no JSON number", "leading zero"),
            Habit("leading plus", "{\"a\": ¦+1}", "no JSON number", "plus sign"),
            Habit("bare point before", "{\"a\": ¦.5}", "no JSON number", "bare point"),
            Habit("bare point behind", "{\"a\": ¦5.}", "no JSON number", "bare point"),
            Habit("no exponent", "{\"a\": ¦1e}", "no JSON number", "in \" quotes"),
            Habit("only a sign", "{\"a\": ¦-}", "no JSON number", "in \" quotes"),
            Habit("hexadecimal", "{\"a\": ¦0x1F}", "no JSON number", "in \" quotes"),
            Habit("a date", "{\"a\": ¦2015-12-11}", "no JSON number", "in \" quotes"),
            Habit("too large", "{\"a\": ¦99999999999999999999}", "out of range", "as a string"),
            Habit("too small", "{\"a\": ¦-99999999999999999999}", "out of range", "as a string"),
            Habit("too large, real", "{\"ä\": [1, ¦1e999, 2]}", "out of range", "as a string"),
            Habit("too large, alone", "¦1e999", "out of range", "as a string"),
            Habit(
                "too large, behind others", "{\"é\": 1,\n \"b\":¦9223372036854775808}", "out of range", "as a string"),
        ])
    func number(_ habit: Habit) throws { try habit.expectTold() }

    @Test(
        arguments: [
            Habit("raw line break", "{\"a\": ¦\"x\ny\"}", "no closing quote", "written \\n"),
            Habit("raw carriage return", "{\"a\": ¦\"x\r\ny\"}", "no closing quote", "written \\n"),
            Habit("no closing quote", "{\"a\": ¦\"x}", "no closing quote", "put a \" at its end"),
            Habit("no closing quote of a key", "{¦\"a: 1,\n\"b\": 2}", "no closing quote", "put a \" at its end"),
            Habit("closing quote escaped", "{\"a\": ¦\"x\\\"}", "no closing quote", "put a \" at its end"),
            Habit("only a quote", "¦\"", "no closing quote", "put a \" at its end"),
            Habit("ends with a backslash", "{\"a\": ¦\"x\\", "no closing quote", "put a \" at its end"),
            Habit("raw tab", "{\"a\": \"x¦\ty\"}", "control character", "such as \\t"),
            Habit("raw escape character", "{\"a\": \"¦\u{1B}[0m\"}", "control character", "as an escape"),
            Habit("Windows path", "{\"a\": \"C:¦\\Users\"}", "no known escape", "written \\\\"),
            Habit("escaped single quote", "{\"a\": \"it¦\\'s\"}", "no known escape", "written \\\\"),
            Habit("hexadecimal escape", "{\"a\": \"¦\\x41\"}", "no known escape", "written \\\\"),
            Habit("short \\u", "{\"a\": \"¦\\u12\"}", "no known escape", "written \\\\"),
            Habit("\\u without hexadecimal digits", "{\"a\": \"¦\\u12G4\"}", "no known escape", "written \\\\"),
            Habit("\\U", "{\"a\": \"¦\\U0041\"}", "no known escape", "written \\\\"),
            Habit("\\u0000", "{\"a\": \"x¦\\u0000y\"}", "\\u0000 is not allowed", "remove it"),
            Habit("\\u0000 in a key", "{\"¦\\u0000\": 1}", "\\u0000 is not allowed", "remove it"),
            Habit("high surrogate alone", "{\"a\": \"¦\\ud83d\"}", "half of a surrogate pair", "both \\u escapes"),
            Habit("low surrogate alone", "{\"a\": \"¦\\ude00\"}", "half of a surrogate pair", "both \\u escapes"),
            Habit("high surrogate before another", "[\"¦\\ud83d\\u0041\"]", "half of a surrogate", "both \\u escapes"),
            Habit("two high surrogates", "[\"¦\\ud83d\\ud83d\"]", "half of a surrogate", "both \\u escapes"),
            Habit("upside-down pair", "[\"¦\\ude00\\ud83d\"]", "half of a surrogate", "both \\u escapes"),
        ])
    func string(_ habit: Habit) throws { try habit.expectTold() }

    @Test("The first flaw of a text is the one that is told")
    func firstFlaw() throws {
        try Habit("", "{\"a\": \"¦\\q \\u0000 \t\", 'b': 1}", "no known escape", "backslash").expectTold()
    }

    @Test(
        "What is right is accepted",
        arguments: [
            "0", "-0", "-0.0", "1e5", "1E+5", "1.25e-3", "9223372036854775807", "-9223372036854775808", "true", "null",
            "\"\"", "\" \"", "{}", "[]", " [ ] ", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"", "\"\u{7F}\"",
            "\"😀é\u{FFFD}\u{FFFF}\"", "{\"\": \"\"}", "\r\n\t{\"a\"\t:\r\n[1 , 2]}\n", "1e-999",
        ])
    func right(_ text: String) { #expect(refusal(text) == nil) }
}
