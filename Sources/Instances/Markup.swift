/// Names and tags lose their HTML elements and keep the text inside, as on the platform.
enum Markup {
    /// What is left of one element may form another: `<<b>b>`. Whoever nests deeper than this loses his brackets.
    private static let rounds = 16
    /// How far a `>` inside of quotes is told from the end of a tag; bounds the work on hostile text.
    private static let quotedLength = 256

    static func removed(from text: String) -> String {
        // Nearly every text.
        guard text.utf8.contains(UInt8(ascii: ">")) else { return text }
        var bytes = Array(text.utf8)
        for _ in 0..<rounds {
            let stripped = strip(bytes)
            if stripped.count == bytes.count { return String(decoding: bytes, as: UTF8.self) }
            bytes = stripped
        }
        return String(decoding: bytes.filter { $0 != UInt8(ascii: "<") }, as: UTF8.self)
    }

    private static func strip(_ bytes: [UInt8]) -> [UInt8] {
        guard let last = bytes.lastIndex(of: UInt8(ascii: ">")) else { return bytes }
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var offset = 0
        // Known beforehand, so that comments without an end are not searched for it again and again.
        let lastComment = bytes.indices.last { bytes[$0...].starts(with: "-->".utf8) } ?? 0
        while offset < last {
            if let end = endOfTag(bytes, offset, lastComment) {
                offset = end
            } else {
                kept.append(bytes[offset])
                offset += 1
            }
        }
        return kept + bytes[min(offset, bytes.count)...]
    }

    /// The offset behind the tag or comment that begins at an offset; nil where none does: in `a < b` nothing does.
    private static func endOfTag(_ bytes: [UInt8], _ start: Int, _ lastComment: Int) -> Int? {
        guard bytes[start] == UInt8(ascii: "<"), start + 1 < bytes.count else { return nil }
        let next = bytes[start + 1]
        let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(next | 0x20)
        guard isLetter || "/!?".utf8.contains(next) else { return nil }
        if start + 4 <= lastComment, bytes[start...].starts(with: "<!--".utf8) {
            return bytes.indices[(start + 4)...].first { bytes[$0...].starts(with: "-->".utf8) }.map { $0 + 3 }
        }
        var quote: UInt8?
        var previous = next
        for offset in (start + 1)..<min(bytes.count, start + quotedLength) {
            let byte = bytes[offset]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: ">") {
                return offset + 1
            } else if previous == UInt8(ascii: "="), byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                // Only the value of an attribute is quoted; elsewhere it is an apostrophe.
                quote = byte
            }
            if byte != 0x20 { previous = byte }
        }
        return bytes[start...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 }
    }
}
