/// Splits JSON text into tokens with their places. It builds no values and judges nothing that jansson has accepted:
/// it serves to find the place of a fault in a text, and to explain why jansson refused one.
struct JSONScanner {
    enum Kind {
        case objectOpen, objectClose, arrayOpen, arrayClose, colon, comma, string, number, literal, word, other, end
    }

    /// What is wrong inside a string, and at which offset.
    enum Flaw { case unterminated, control, escape, nul, surrogate, encoding }

    struct Token {
        let kind: Kind
        /// The first byte, and the byte behind the last.
        let start: Int
        let end: Int
        var flaw: (Flaw, at: Int)?
    }

    let text: UnsafeRawBufferPointer
    private(set) var offset: Int

    init(_ text: UnsafeRawBufferPointer, from offset: Int = 0) {
        self.text = text
        self.offset = offset
    }

    /// The byte at an offset; nil beyond the text.
    func byte(_ at: Int) -> UInt8? { at >= 0 && at < text.count ? text[at] : nil }

    mutating func next() -> Token {
        while let byte = byte(offset), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
        let start = offset
        guard let first = byte(start) else { return Token(kind: .end, start: start, end: start) }
        switch first {
        case UInt8(ascii: "{"): return take(.objectOpen)
        case UInt8(ascii: "}"): return take(.objectClose)
        case UInt8(ascii: "["): return take(.arrayOpen)
        case UInt8(ascii: "]"): return take(.arrayClose)
        case UInt8(ascii: ":"): return take(.colon)
        case UInt8(ascii: ","): return take(.comma)
        case UInt8(ascii: "\""): return string()
        default: break
        }
        guard Self.isWordByte(first) else {
            offset = start + characterLength(start)
            return Token(kind: .other, start: start, end: offset)
        }
        while let byte = byte(offset), Self.isWordByte(byte) { offset += 1 }
        let word = UnsafeRawBufferPointer(rebasing: text[start..<offset])
        let kind: Kind =
            if ["true", "false", "null"].contains(where: { $0.utf8.elementsEqual(word) }) {
                .literal
            } else if Self.isNumber(word) {
                .number
            } else {
                .word
            }
        return Token(kind: kind, start: start, end: offset)
    }

    private mutating func take(_ kind: Kind) -> Token {
        offset += 1
        return Token(kind: kind, start: offset - 1, end: offset)
    }

    private mutating func string() -> Token {
        let start = offset
        var flaw: (Flaw, at: Int)?
        offset += 1
        while let byte = byte(offset) {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return Token(kind: .string, start: start, end: offset, flaw: flaw)
            case UInt8(ascii: "\\"):
                let (length, problem) = escape(offset)
                if let problem, flaw == nil { flaw = (problem, at: offset) }
                offset += length
            case 0..<0x20:
                // A raw line break: the string was most likely never closed, so nothing behind it belongs to it.
                if flaw == nil { flaw = (byte == 0x0A || byte == 0x0D ? .unterminated : .control, at: offset) }
                if byte == 0x0A || byte == 0x0D { return Token(kind: .string, start: start, end: offset, flaw: flaw) }
                offset += 1
            case 0..<0x80: offset += 1
            default:
                let length = sequenceLength(offset)
                if length == 0, flaw == nil { flaw = (.encoding, at: offset) }
                offset += max(length, 1)
            }
        }
        return Token(kind: .string, start: start, end: offset, flaw: flaw ?? (.unterminated, at: offset))
    }

    /// The bytes of the escape at an offset, and what is wrong with it.
    private func escape(_ at: Int) -> (length: Int, Flaw?) {
        guard let letter = byte(at + 1) else { return (1, nil) }
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return (2, nil)
        case UInt8(ascii: "u"):
            guard let unit = hexUnit(at + 2) else { return (2, .escape) }
            switch unit {
            case 0: return (6, .nul)
            case 0xD800..<0xDC00:
                guard byte(at + 6) == UInt8(ascii: "\\"), byte(at + 7) == UInt8(ascii: "u"),
                    let low = hexUnit(at + 8), (0xDC00..<0xE000).contains(low)
                else { return (6, .surrogate) }
                return (12, nil)
            case 0xDC00..<0xE000: return (6, .surrogate)
            default: return (6, nil)
            }
        default: return (1, .escape)
        }
    }

    private func hexUnit(_ at: Int) -> UInt32? {
        var unit: UInt32 = 0
        for index in at..<at + 4 {
            guard let byte = byte(index), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// The bytes of the valid UTF-8 sequence at an offset; 0 when it is none.
    func sequenceLength(_ at: Int) -> Int {
        guard let first = byte(at) else { return 0 }
        let length =
            switch first {
            case 0..<0x80: 1
            case 0xC2..<0xE0: 2
            case 0xE0..<0xF0: 3
            case 0xF0..<0xF5: 4
            default: 0
            }
        guard length > 0, at + length <= text.count else { return 0 }
        let sequence = UnsafeRawBufferPointer(rebasing: text[at..<at + length])
        return String(validating: sequence, as: UTF8.self) == nil ? 0 : length
    }

    private func characterLength(_ at: Int) -> Int { max(sequenceLength(at), 1) }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: "."), UInt8(ascii: "$"), UInt8(ascii: "@"):
            true
        default: false
        }
    }

    /// RFC 8259 section 6.
    private static func isNumber(_ word: UnsafeRawBufferPointer) -> Bool {
        var rest = word[...]
        func digits() -> Int {
            let count = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let leadingZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole == 1 || (whole > 1 && !leadingZero) else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() > 0 else { return false }
        }
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}
