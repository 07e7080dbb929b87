internal import CSodium
package import Problems

/// Starts libsodium, which may be asked for any number of times, from any thread.
package enum Sodium {
    package static func start() throws(Problem) {
        guard sodium_init() >= 0 else { throw Problem(.internal, "libsodium can't be started: no random source") }
    }
}

/// Bytes that nobody else should see: in memory that is locked where the system allows it, guarded against overruns,
/// and wiped when it is released.
package final class SecretBytes: @unchecked Sendable {
    // Sendable: written only by `init`, before anybody else has the object.
    private let start: UnsafeMutablePointer<UInt8>
    package let count: Int

    /// - Parameter fill: writes `count` bytes.
    package init(count: Int, fill: (UnsafeMutablePointer<UInt8>) throws(Problem) -> Void) throws(Problem) {
        // Whoever makes the first secret starts the library: its allocator aborts before.
        try Sodium.start()
        guard let start = sodium_malloc(max(count, 1)) else { throw .outOfMemory }
        self.start = start.bindMemory(to: UInt8.self, capacity: count)
        self.count = count
        try fill(self.start)
    }

    package convenience init(copying bytes: UnsafeRawBufferPointer) throws(Problem) {
        try self.init(count: bytes.count) { start throws(Problem) in
            UnsafeMutableRawBufferPointer(start: start, count: bytes.count).copyMemory(from: bytes)
        }
    }

    deinit { sodium_free(start) }

    /// Reads the bytes, which live at least as long as the body runs: Swift may release an object right behind its last
    /// use, so no pointer may be carried out of here.
    package func withBytes<Result: ~Copyable>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withExtendedLifetime(self) { body(UnsafeBufferPointer(start: start, count: count)) }
    }
}

package enum Wipe {
    /// Overwrites an array's bytes, in place.
    package static func bytes(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { sodium_memzero($0.baseAddress, $0.count) }
    }
}

enum Base64 {
    private static let digits: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    /// For what is no secret, such as ciphertexts: what it takes depends on the bytes.
    static func encode(_ bytes: UnsafeRawBufferPointer) -> String {
        let (whole, rest) = bytes.count.quotientAndRemainder(dividingBy: 3)
        let digits = digits.utf8Start
        return String(unsafeUninitializedCapacity: (whole + (rest > 0 ? 1 : 0)) * 4) { text in
            var (from, to) = (0, 0)
            func put(_ group: UInt32, _ count: Int) {
                for index in 0..<4 {
                    text[to + index] =
                        index < count ? digits[Int(group >> (18 - 6 * UInt32(index)) & 63)] : UInt8(ascii: "=")
                }
                to += 4
            }
            while from + 3 <= bytes.count {
                put(UInt32(bytes[from]) << 16 | UInt32(bytes[from + 1]) << 8 | UInt32(bytes[from + 2]), 4)
                from += 3
            }
            if rest == 1 { put(UInt32(bytes[from]) << 16, 2) }
            if rest == 2 { put(UInt32(bytes[from]) << 16 | UInt32(bytes[from + 1]) << 8, 3) }
            return to
        }
    }

    /// In a time that depends on the length alone.
    static func encodeSecret(_ bytes: UnsafeRawBufferPointer) -> String {
        let capacity = sodium_base64_encoded_len(bytes.count, sodium_base64_VARIANT_ORIGINAL)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { text in
            guard let start = text.baseAddress else { return "" }
            sodium_bin2base64(
                start, capacity, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count,
                sodium_base64_VARIANT_ORIGINAL)
            return String(decoding: UnsafeRawBufferPointer(start: start, count: capacity - 1), as: UTF8.self)
        }
    }

    static func decode(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: text.utf8.count / 4 * 3)
        var length = 0
        let result = sodium_base642bin(
            &bytes, bytes.count, text, text.utf8.count, nil, &length, nil, sodium_base64_VARIANT_ORIGINAL)
        guard result == 0, length <= bytes.count else { return nil }
        bytes.removeLast(bytes.count - length)
        return bytes
    }
}

package enum Hexadecimal {
    /// Lower-case digits, two for a byte.
    package static func encode(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            for (index, byte) in bytes.enumerated() {
                text[index * 2] = digit(byte >> 4)
                text[index * 2 + 1] = digit(byte & 15)
            }
            return bytes.count * 2
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }

    /// Nil for anything but an even number of digits.
    package static func decode(_ digits: some Collection<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in digits {
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
            if let first = high {
                bytes.append(first << 4 | UInt8(value))
                high = nil
            } else {
                high = UInt8(value)
            }
        }
        return bytes
    }
}
