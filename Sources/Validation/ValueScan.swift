/// What one walk over a value's bytes tells. Almost every value is cleared by it at once; only the rest is looked at
/// more closely.
struct ValueScan {
    private let seen: UInt8
    /// In Unicode code points.
    let characters: Int

    private static let control: UInt8 = 1
    /// Control characters other than tab and line break.
    private static let hardControl: UInt8 = 2
    private static let nonASCII: UInt8 = 4
    private static let suspicious: UInt8 = 8
    private static let ink: UInt8 = 16

    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer) {
        var seen: UInt8 = 0
        var (xs, continuations) = (0, 0)
        for byte in bytes {
            // Letters, digits and the punctuation of addresses, which is nearly everything.
            if byte >= 0x40 && byte < 0x7B {
                seen |= Self.ink
                xs &+= byte | 0x20 == UInt8(ascii: "x") ? 1 : 0
                continue
            }
            seen |= Self.classes(byte)
            continuations &+= byte & 0xC0 == 0x80 ? 1 : 0
        }
        self.seen = xs >= 4 ? seen | Self.suspicious : seen
        characters = bytes.count - continuations
    }

    private static func classes(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x20: 0
        case 0x09, 0x0A, 0x0D: control
        case 0x0B, 0x0C: control | hardControl
        case 0..<0x20, 0x7F: control | hardControl | ink
        case 0x80...0xFF: nonASCII | ink
        // What a certain placeholder has: an angle bracket, brace or asterisk, or the end of a half-decoded `gt;`.
        case UInt8(ascii: "<"), UInt8(ascii: "{"), UInt8(ascii: "*"), UInt8(ascii: ";"): suspicious | ink
        default: ink
        }
    }

    var hasControl: Bool { seen & Self.control != 0 }
    var hasHardControl: Bool { seen & Self.hardControl != 0 }
    var isASCII: Bool { seen & Self.nonASCII == 0 }
    var mayBePlaceholder: Bool { seen & Self.suspicious != 0 }
    var isBlank: Bool { seen & Self.ink == 0 }
    /// Nothing but ASCII without control characters, and no sign of a placeholder.
    var isPlain: Bool { seen == Self.ink }
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

    /// Whether it begins with a text that is given in lower case, in any case.
    @inline(__always)
    func begins(with prefix: StaticString) -> Bool {
        guard count >= prefix.utf8CodeUnitCount else { return false }
        return UnsafeRawBufferPointer(rebasing: self[..<prefix.utf8CodeUnitCount]).equalsIgnoringCase(prefix)
    }

    func equals(text: String) -> Bool { text.utf8.elementsEqual(self) }

    var text: String { utf8Text }
}
