/// The characters of a text, decoded from its bytes without making a `String`: nearly all are ASCII.
struct ScalarsOfUTF8: Sequence, IteratorProtocol {
    private let bytes: UnsafeRawBufferPointer
    /// Behind the last character.
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    @inline(__always)
    mutating func next() -> Unicode.Scalar? {
        guard offset < bytes.count else { return nil }
        let byte = bytes[offset]
        guard byte < 0x80 else { return decoded() }
        offset += 1
        return Unicode.Scalar(byte)
    }

    /// Invalid UTF-8 reads as U+FFFD, one byte at a time.
    private mutating func decoded() -> Unicode.Scalar {
        var rest = bytes[offset...].makeIterator()
        var decoder = UTF8()
        guard case .scalarValue(let scalar) = decoder.decode(&rest) else {
            offset += 1
            return "\u{FFFD}"
        }
        offset += UTF8.width(scalar)
        return scalar
    }
}

extension Unicode.Scalar {
    @inline(__always)
    var isSmallLetter: Bool { isASCII ? ("a"..."z").contains(self) : properties.isLowercase }

    @inline(__always)
    var isCapitalLetter: Bool { isASCII ? ("A"..."Z").contains(self) : properties.isUppercase }

    @inline(__always)
    var isLetter: Bool { isASCII ? isSmallLetter || isCapitalLetter : properties.isAlphabetic }

    @inline(__always)
    var isDigit: Bool { isASCII ? ("0"..."9").contains(self) : properties.numericType != nil }
}

extension UnsafeRawBufferPointer {
    @inline(__always)
    func starts(with prefix: StaticString) -> Bool {
        count >= prefix.utf8CodeUnitCount
            && UnsafeRawBufferPointer(rebasing: self[..<prefix.utf8CodeUnitCount]).equals(prefix)
    }

    @inline(__always)
    func ends(with suffix: StaticString) -> Bool {
        count >= suffix.utf8CodeUnitCount
            && UnsafeRawBufferPointer(rebasing: self[(count - suffix.utf8CodeUnitCount)...]).equals(suffix)
    }

    /// Without some bytes at both ends; empty when there are no more.
    @inline(__always)
    func dropped(_ first: Int, _ last: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: dropFirst(first).dropLast(last))
    }

    /// Without the spaces around it.
    var withoutSpaces: UnsafeRawBufferPointer {
        var (start, end) = (0, count)
        while start < end, self[start] == 0x20 { start += 1 }
        while end > start, self[end - 1] == 0x20 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: self[start..<end])
    }

    /// Whether it is one of some words, which must be in lower case.
    func isOne(of words: [StaticString]) -> Bool { words.contains { equalsIgnoringCase($0) } }
}
