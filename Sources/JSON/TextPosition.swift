/// A place in a text as people and programs count it.
package struct TextPosition: Equatable, Sendable {
    /// From 1.
    package let line: Int
    /// From 1, in characters (Unicode code points).
    package let column: Int
    /// From 0, in bytes.
    package let offset: Int

    package func below(lines: Int) -> TextPosition {
        TextPosition(line: line.addingReportingOverflow(lines).partialValue, column: column, offset: offset)
    }
}

/// Turns offsets into positions. Ascending offsets cost one walk over the text altogether.
struct PositionFinder {
    private let text: UnsafeRawBufferPointer
    private var offset = 0
    private var line = 1
    private var column = 1

    init(_ text: UnsafeRawBufferPointer) { self.text = text }

    mutating func position(of wanted: Int) -> TextPosition {
        if wanted < offset { (offset, line, column) = (0, 1, 1) }
        let end = max(offset, min(wanted, text.count))
        for byte in text[offset..<end] {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        offset = end
        return TextPosition(line: line, column: column, offset: wanted)
    }
}

extension TextPosition {
    init(of offset: Int, in text: UnsafeRawBufferPointer) {
        var finder = PositionFinder(text)
        self = finder.position(of: offset)
    }
}
