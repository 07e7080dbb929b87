import Testing

@testable import JSON

@Suite("Quotes that are none")
struct QuoteTests {
    /// Every quotation mark that Unicode knows but the two of ASCII, and the primes and accent that are typed for one.
    static let typographicQuotes: [String] =
        (0x80...0xFFFF).compactMap { Unicode.Scalar($0 as UInt32) }
        .filter { $0.properties.isQuotationMark || ["\u{2032}", "\u{2033}", "\u{B4}"].contains($0) }.map(String.init)

    @Test("A typographic quote that begins a key is named", arguments: typographicQuotes)
    func beginsKey(quote: String) throws {
        try Habit("", "{\n  ¦\(quote)element\(quote): {}}", "typographic quote \(quote)", "straight quote \"")
            .expectTold()
    }

    @Test("A typographic quote that begins a value is named", arguments: typographicQuotes)
    func beginsValue(quote: String) throws {
        try Habit("", "{\"name\": ¦\(quote)Docs\(quote)}", "typographic quote \(quote)", "straight quote \"")
            .expectTold()
    }

    @Test("A typographic quote that ends a value is named, with more lines behind it", arguments: typographicQuotes)
    func endsValueOfLine(quote: String) throws {
        let text = "{\n  \"name\": \"Docs¦\(quote),\n  \"tags\": [\"a\"]\n}"
        try Habit("", text, "typographic quote \(quote)", "straight quote \"").expectTold()
    }

    @Test("A typographic quote that ends the last value is named", arguments: typographicQuotes)
    func endsLastValue(quote: String) throws {
        try Habit("", "{\"name\": \"Docs¦\(quote)}", "typographic quote \(quote)", "straight quote \"").expectTold()
    }

    @Test("A typographic quote that ends a value is named, with more entries in its line", arguments: typographicQuotes)
    func endsValueWithinLine(quote: String) throws {
        let text = "{\"username\": \"joe¦\(quote), \"password\": \"x\"}"
        try Habit("", text, "typographic quote \(quote)", "straight quote \"").expectTold()
    }

    @Test("A typographic quote that ends a key is named", arguments: ["\u{201D}", "\u{201C}", "\u{2019}"])
    func endsKey(quote: String) throws {
        try Habit("", "{\"name¦\(quote): \"Docs\"}", "typographic quote \(quote)", "straight quote \"").expectTold()
    }

    @Test("The message names the character by its number too")
    func names() throws {
        let error = try #require(refusal("{\u{201C}a\u{201D}: 1}"))
        #expect(error.message.contains("U+201C"))
    }

    @Test("Typographic quotes inside of a string are ordinary text", arguments: typographicQuotes)
    func insideString(quote: String) {
        #expect(refusal("{\"name\": \"\(quote)Docs\(quote)\"}") == nil)
    }

    @Test(
        "An apostrophe inside of a word is not blamed for a string without end",
        arguments: ["{\"name\": ¦\"Bob\u{2019}s desk\nand chair\"}", "{\"name\": ¦\"l\u{2019}été\n\"}"])
    func apostrophe(text: String) throws {
        try Habit("", text, "no closing quote", "put a \" at its end").expectTold()
    }

    @Test(
        arguments: [
            Habit("single quote before a key", "{¦'element': {}}", "begins with '", "in \" quotes"),
            Habit("single quote before a value", "{\"name\": ¦'Docs'}", "begins with '", "in \" quotes"),
            Habit("single quote before an item", "[\"a\", ¦'b']", "begins with '", "in \" quotes"),
            Habit("single quotes around the document", "¦'{\"a\": 1}'", "begins with '", "in \" quotes"),
            Habit("backtick", "{\"name\": ¦`Docs`}", "begins with `", "in \" quotes"),
            Habit("escaped quotes", "{¦\\\"element\\\": {}}", "backslash stands outside", "write \", not \\\""),
            Habit("escaped quote of a value", "{\"a\": ¦\\\"b\\\"}", "backslash stands outside", "once too often"),
            Habit(
                "shell that ate the quotes",
                "{¦element: {key: freshservice}, configuration: {username: joe@example.com}, name: Docs}",
                "no quotes at all", "'{...}'"),
            Habit("shell that ate the quotes, a file", "{¦element:{key:freshservice}}", "shell", "-d @instance.json"),
            Habit("shell that ate the quotes of a string", "¦freshservice", "shell", "single quotes"),
            Habit(
                "quote inside of a string", "{\"a\": \"say \"¦hi\" there\"}", "the string ended before", "written \\\""),
            Habit("key without quotes", "{¦element: {\"key\": \"x\"}}", "key stands without quotes", "in \" quotes"),
            Habit("later key without quotes", "{\"a\": \"b\", ¦c: 1}", "key stands without quotes", "in \" quotes"),
            Habit("value without quotes", "{\"name\": ¦Docs}", "text stands without quotes", "put it in \" quotes"),
            Habit("value with a shell's variable", "{\"a\": ¦$PASSWORD}", "text stands without quotes", "in \" quotes"),
            Habit("value that begins with @", "{\"a\": ¦@joe}", "text stands without quotes", "in \" quotes"),
            Habit("value that begins with _", "{\"a\": ¦_joe}", "text stands without quotes", "in \" quotes"),
            Habit("placeholder without quotes", "{\"a\": ¦<INSERT_X>}", "a < stands here", "in \" quotes"),
        ])
    func habit(_ habit: Habit) throws { try habit.expectTold() }
}
