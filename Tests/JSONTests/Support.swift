import Testing

@testable import JSON

/// Parses a text and answers why it was refused; nil when it was accepted.
func refusal(_ text: [UInt8], maximumBytes: Int = Limits.textBytes) -> JSONSyntaxError? {
    text.withUnsafeBytes { bytes in
        do throws(JSONFailure) {
            _ = try OwnedJSON.parse(bytes, maximumBytes: maximumBytes)
        } catch {
            if case .syntax(let why) = error { return why }
            Issue.record("refused without a reason: \(String(decoding: text, as: UTF8.self).debugDescription)")
        }
        return nil
    }
}

func refusal(_ text: String) -> JSONSyntaxError? { refusal(Array(text.utf8)) }

/// Parses a text that must be right, and reads the document.
func read<Result>(_ text: [UInt8], _ body: (borrowing OwnedJSON) throws -> Result) throws -> Result {
    try text.withUnsafeBytes { bytes in
        let document = try OwnedJSON.parse(bytes)
        return try body(document)
    }
}

/// The dump of a value; nil when it is empty.
func dumped(_ value: borrowing OwnedJSON) -> String? { CText.dump(value)?.string }

/// Parses a text that must be right, and dumps it again.
func redump(_ text: [UInt8]) throws -> String? { try read(text) { dumped($0) } }

/// A text that people write for JSON, and what they shall be told about it.
struct Habit: Sendable, CustomTestStringConvertible {
    let name: String
    let text: [UInt8]
    let offset: Int
    let message: String
    let hint: String
    let code: JSONSyntaxError.Code

    /// - Parameter marked: the text with ¦ before the place that must be named.
    init(
        _ name: String, _ marked: String, _ message: String, _ hint: String, code: JSONSyntaxError.Code = .syntax
    ) {
        let parts = marked.split(separator: "¦", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(
            name, Array(parts.joined().utf8), at: parts[0].utf8.count, message, hint, code: code)
    }

    init(
        _ name: String, _ text: [UInt8], at offset: Int, _ message: String, _ hint: String,
        code: JSONSyntaxError.Code = .syntax
    ) {
        self.name = name
        self.text = text
        self.offset = offset
        self.message = message
        self.hint = hint
        self.code = code
    }

    var testDescription: String { name }

    /// What must be told, as one text that shows differences well.
    func expectTold(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let error = try #require(refusal(text), "jansson must refuse it", sourceLocation: sourceLocation)
        #expect(error.code == code, sourceLocation: sourceLocation)
        #expect(error.message.contains(message), sourceLocation: sourceLocation)
        #expect(error.hint.contains(hint), sourceLocation: sourceLocation)
        #expect(error.position == position(of: offset, in: text), sourceLocation: sourceLocation)
    }
}

/// The position of an offset, found in another way than the library does it.
func position(of offset: Int, in text: [UInt8]) -> TextPosition {
    let before = text.prefix(offset).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let line = String(decoding: before.last ?? [], as: UTF8.self)
    return TextPosition(line: max(before.count, 1), column: line.unicodeScalars.count + 1, offset: offset)
}

/// Random numbers that are the same in every run (SplitMix64), so that what fails can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension String {
    var bytes: [UInt8] { Array(utf8) }
}
