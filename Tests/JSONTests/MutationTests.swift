import CJansson
import Testing

@testable import JSON

/// jansson's verdict and our explanation come from two readers of the same grammar: here they are held against each
/// other on texts that differ from right ones by a few bytes.
@Suite("Mutated documents")
struct MutationTests {
    static let secret = "hunter2SECRETvalue"

    /// Runs of four letters of the secret. Those of "value", a word of our own messages, tell nothing.
    static let runs: [String] = {
        let letters = Array(secret)
        return (0...(letters.count - 4)).map { String(letters[$0..<$0 + 4]) }.filter { !"value".contains($0) }
    }()

    static let documents: [String] = [
        "{\"element\": {\"key\": \"freshservice\"}, \"configuration\": {\"password\": \"\(secret)\"}}",
        """
        {
          "element": {"key": "freshservice"},
          "configuration": {
            "username": "jöe@example.com",
            "password": "\(secret)",
            "subdomain": "acme", "pagination.max": 30, "pagination.offset": false, "pagination.type": null
          },
          "tags": ["Docs", "\\u00e9\\ud83d\\ude00 \\"quoted\\""], "name": "Bob\u{2019}s 😀"
        }

        """,
        "{\"password\":\"\\\"\(secret)\\\\\",\"a\":[1.5e3,-0,{\"b\":{}}],\"c\":\"\(secret)\"}",
        "[\"\(secret)\", {\"\": \"\(secret)\"}, [[[[\"\(secret)\"]]]], \"\(secret) \(secret)\"]",
        "\"\(secret)\"",
    ]

    /// What mutations insert: what JSON is made of, and what people and programs put into it.
    private static let fragments: [[UInt8]] =
        ["\"", "'", "{", "}", "[", "]", ":", ",", "\\", "/", "//", "/*", "#", "\n", "\t", " ", "0", "-", "+", ".", "e"]
        .map(\.bytes)
        + ["\u{201C}", "\u{201D}", "\u{A0}", "\u{FEFF}", "é", "true", "None", "\\u", "\\ud83d", "\\u0000", "=", "<"]
        .map(\.bytes) + [
            [0], [0x01], [0x7F], [0x80], [0xC3], [0xE9], [0xED, 0xA0, 0x80], [0xFF, 0xFE], [0xF4, 0x90],
        ]

    private static func mutated(_ document: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var text = document
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            guard !text.isEmpty else { break }
            let place = Int.random(in: 0..<text.count, using: &generator)
            let other = Int.random(in: 0..<text.count, using: &generator)
            let fragment = fragments[Int.random(in: 0..<fragments.count, using: &generator)]
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: text.remove(at: place)
            case 1: text.insert(contentsOf: fragment, at: place)
            case 2: text.replaceSubrange(place...place, with: fragment)
            case 3: text.swapAt(place, other)
            case 4: text[place] = UInt8.random(in: 0...255, using: &generator)
            case 5: text.removeSubrange(min(place, other)..<min(max(place, other), min(place, other) + 12))
            case 6: text.insert(contentsOf: text[min(place, other)..<max(place, other)].prefix(40), at: place)
            default: if Int.random(in: 0..<4, using: &generator) == 0 { text.removeSubrange(place...) }
            }
        }
        return text
    }

    @Test("Every refusal is explained, in its place, without a part of a secret", arguments: documents, 0..<4)
    func explained(document: String, seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        #expect(refusal(document) == nil)
        var refused = 0
        for _ in 0..<1_000 {
            let text = Self.mutated(document.bytes, &generator)
            guard let error = refusal(text) else {
                expectNoViolation(text)
                continue
            }
            refused += 1
            expectExplained(error, text)
        }
        #expect(refused > 300)
    }

    @Test("Every text that a document begins with is explained", arguments: documents)
    func beginnings(document: String) {
        for count in document.utf8.indices.enumerated().map(\.offset) {
            let text = Array(document.utf8.prefix(count))
            if let error = refusal(text) { expectExplained(error, text) }
        }
    }

    @Test("Every document without one of its bytes is explained", arguments: documents)
    func withoutOneByte(document: String) {
        for index in document.bytes.indices {
            var text = document.bytes
            text.remove(at: index)
            if let error = refusal(text) { expectExplained(error, text) } else { expectNoViolation(text) }
        }
    }

    private func expectExplained(_ error: JSONSyntaxError, _ text: [UInt8]) {
        func shown() -> Comment { "\(error) in \(String(decoding: text, as: UTF8.self).debugDescription)" }
        #expect(!error.message.isEmpty && !error.hint.isEmpty, shown())
        #expect((0...text.count).contains(error.position.offset), shown())
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        #expect((1...max(lines.count, 1)).contains(error.position.line), shown())
        if (1...lines.count).contains(error.position.line) {
            #expect((1...lines[error.position.line - 1].count + 1).contains(error.position.column), shown())
        }
        let told = error.message + " " + error.hint
        #expect(!told.contains { $0.isNewline }, shown())
        for run in Self.runs { #expect(!told.contains(run), shown()) }
    }

    /// In a text that jansson accepts our reader finds no fault either.
    private func expectNoViolation(_ text: [UInt8]) {
        let found = text.withUnsafeBytes { SyntaxDiagnosis.explain($0, json_error_t()) }
        #expect(
            found == nil,
            "\(String(describing: found)) in \(String(decoding: text, as: UTF8.self).debugDescription)")
    }
}
