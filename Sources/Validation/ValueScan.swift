/// What one walk over a value's bytes tells. Almost every value is cleared by it at once; only the rest is looked at
/// more closely.
struct ValueScan {
    private(set) var hasControl = false
    /// Control characters other than tab and line break.
    private(set) var hasHardControl = false
    private(set) var isASCII = true
    /// A byte that a certain placeholder has: an angle bracket, brace, asterisk, or four times x.
    private(set) var mayBePlaceholder = false
    private(set) var isBlank = true
    private(set) var characters = 0

    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer) {
        var xs = 0
        for byte in bytes {
            if byte < 0x20 || byte == 0x7F {
                hasControl = true
                if byte != 0x09 && byte != 0x0A && byte != 0x0D { hasHardControl = true }
            }
            if byte >= 0x80 { isASCII = false }
            if byte & 0xC0 != 0x80 { characters &+= 1 }
            if byte | 0x20 == UInt8(ascii: "x") { xs &+= 1 }
            // `gt;` is the half-decoded end of a placeholder whose begin may be lost.
            if byte == UInt8(ascii: "<") || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "*")
                || byte == UInt8(ascii: ";")
            {
                mayBePlaceholder = true
            }
            if byte != 0x20 && !(byte >= 0x09 && byte <= 0x0D) { isBlank = false }
        }
        if xs >= 4 { mayBePlaceholder = true }
    }
}

extension UnsafeRawBufferPointer {
    /// Without the blanks around it.
    var trimmed: UnsafeRawBufferPointer {
        var (start, end) = (0, count)
        while start < end, self[start] == 0x20 || (0x09...0x0D).contains(self[start]) { start += 1 }
        while end > start, self[end - 1] == 0x20 || (0x09...0x0D).contains(self[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: self[start..<end])
    }

    @inline(__always)
    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count where self[index] != text.utf8Start[index] { return false }
        return true
    }

    /// `text` must be in lower case.
    func equalsIgnoringCase(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            let byte = self[index]
            let lower = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
            if lower != text.utf8Start[index] { return false }
        }
        return true
    }

    func equals(_ text: String) -> Bool { text.utf8.elementsEqual(self) }

    var isUTF8: Bool { String(validating: self, as: UTF8.self) != nil }

    var text: String { String(decoding: self, as: UTF8.self) }
}
