import Testing

@testable import JSON

@Suite("Texts that are no UTF-8")
struct EncodingTests {
    static let document = "{\"name\": \"Döcs\"}"
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    static func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { unit in
            let bytes = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
            return bigEndian ? bytes.reversed() : bytes
        }
    }

    @Test(arguments: ["{}", "", "{\"name\": \"Döcs\"}", "{\u{201C}a\u{201D}: 1}", "\n[]"])
    func byteOrderMarkIsNamed(_ text: String) throws {
        try Habit(
            "", Self.byteOrderMark + text.bytes, at: 0, "byte-order mark", "without a byte-order mark", code: .encoding
        ).expectTold()
    }

    @Test(arguments: ["{\"name\": \"Docs\"}", "{}", "[1]", "\n{\"a\": \"é\"}"], [false, true])
    func utf16IsNamed(_ text: String, bigEndian: Bool) throws {
        let bytes = Self.utf16(text, bigEndian: bigEndian)
        let mark: [UInt8] = bigEndian ? [0xFE, 0xFF] : [0xFF, 0xFE]
        for text in [bytes, mark + bytes] {
            try Habit("", text, at: 0, "UTF-16", "UTF-8", code: .encoding).expectTold()
        }
    }

    @Test(
        arguments: [
            ("Latin-1 é in a value", "{\"name\": \"caf".bytes, [0xE9], "\"}".bytes),
            ("Latin-1 é in a key", "{\"caf".bytes, [0xE9], "\": 1}".bytes),
            ("Windows-1252 quotes", "{\"name\": ".bytes, [0x93], "Docs\u{94}}".bytes),
            ("a byte of UTF-8 that continues nothing", "[\"é\", \"".bytes, [0x80], "\"]".bytes),
            ("overlong NUL", "[\"".bytes, [0xC0, 0x80], "\"]".bytes),
            ("overlong slash", "[\"".bytes, [0xE0, 0x80, 0xAF], "\"]".bytes),
            ("surrogate", "[\"".bytes, [0xED, 0xA0, 0x80], "\"]".bytes),
            ("beyond Unicode", "[\"".bytes, [0xF4, 0x90, 0x80, 0x80], "\"]".bytes),
            ("sequence cut by a quote", "[\"".bytes, [0xE2, 0x82], "\"]".bytes),
            ("sequence cut by the end", "[\"".bytes, [0xE2, 0x82], []),
            ("outside of strings", "{\"a\": 1 ".bytes, [0xE9], "}".bytes),
            ("before everything", [], [0xE9], "{}".bytes),
            ("behind everything", "{} ".bytes, [0xE9], []),
        ] as [(String, [UInt8], [UInt8], [UInt8])])
    func invalid(_ name: String, before: [UInt8], wrong: [UInt8], behind: [UInt8]) throws {
        try Habit(name, before + wrong + behind, at: before.count, "no UTF-8", "Latin-1", code: .encoding).expectTold()
    }

    @Test(
        arguments: [
            ("behind the document", "{\"a\": 1}", ""), ("in a string", "{\"a\": \"x", "y\"}"),
            ("between", "{\"a\":", " 1}"),
        ])
    func nul(_ name: String, before: String, behind: String) throws {
        let text = before.bytes + [0] + behind.bytes
        try Habit(name, text, at: before.utf8.count, "NUL byte", "without a closing NUL", code: .encoding).expectTold()
    }

    @Test(
        "An invisible character is named",
        arguments: ["\u{A0}", "\u{2007}", "\u{202F}", "\u{200B}", "\u{FEFF}", "\u{3000}"])
    func invisible(_ blank: String) throws {
        let code = String(blank.unicodeScalars.first?.value ?? 0, radix: 16, uppercase: true)
        try Habit("", "{\"a\":¦\(blank)1}", "invisible character U+", "ordinary blank").expectTold()
        #expect(refusal("{\"a\":\(blank)1}")?.message.contains(code) == true)
        try Habit("", "{\n¦\(blank)\(blank)\"a\": 1}", "invisible character U+", "ordinary blank").expectTold()
    }

    @Test("Such characters inside of a string are ordinary text", arguments: ["\u{A0}", "\u{FEFF}", "\u{200B}"])
    func invisibleInString(_ blank: String) { #expect(refusal("[\"\(blank)\"]") == nil) }

    @Test("A replacement character is valid UTF-8, so nobody is told to save the file anew as UTF-8")
    func replacementCharacter() throws {
        let error = try #require(refusal("{\"a\": \u{FFFD}}"))
        #expect(error.code == .syntax)
        #expect(error.position.offset == 6)
    }

    @Test("Another character outside of strings is not named: it may belong to a secret")
    func unexpectedCharacter() throws {
        for character in ["é", "😀", "!", "§"] {
            let error = try #require(refusal("{\"a\": \(character)}"))
            #expect(error.message == "an unexpected character stands here")
            #expect(error.position.offset == 6)
        }
    }
}
