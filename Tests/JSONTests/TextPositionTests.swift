import Testing

@testable import JSON

@Suite("Positions in a text")
struct TextPositionTests {
    private func position(_ offset: Int, _ text: String) -> TextPosition {
        text.bytes.withUnsafeBytes { TextPosition(of: offset, in: $0) }
    }

    @Test(
        "Lines and columns count from 1, columns in characters, offsets from 0 in bytes",
        arguments: [
            ("", 0, 1, 1), ("abc", 0, 1, 1), ("abc", 2, 1, 3), ("abc", 3, 1, 4), ("a\nb", 1, 1, 2), ("a\nb", 2, 2, 1),
            ("a\n\n\nb", 4, 4, 1), ("a\r\nb", 3, 2, 1), ("äb", 2, 1, 2), ("äb", 3, 1, 3), ("😀b", 4, 1, 2),
            ("ä\nöü!", 7, 2, 3), ("e\u{301}x", 3, 1, 3), ("\n", 1, 2, 1),
        ])
    func counts(_ text: String, offset: Int, line: Int, column: Int) {
        #expect(position(offset, text) == TextPosition(line: line, column: column, offset: offset))
    }

    @Test("A finder answers offsets in any order")
    func anyOrder() {
        let text = "{\n  \"ä\": [1,\n\n 2]\n}"
        text.bytes.withUnsafeBytes { bytes in
            var finder = PositionFinder(bytes)
            var generator = SeededGenerator(seed: 1)
            for offset in (0...bytes.count).shuffled(using: &generator) {
                #expect(finder.position(of: offset) == TextPosition(of: offset, in: bytes))
            }
        }
    }
}
