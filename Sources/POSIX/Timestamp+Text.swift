private import Glibc

extension Timestamp {
    /// Reads the platform's form, `2015-12-11T16:07:51Z`, in which thousandths may stand before the Z. Nil for any other
    /// text, and for a day that is in no calendar.
    package init?(text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z") else { return nil }
        func number(_ start: Int, _ count: Int) -> Int32? {
            var number: Int32 = 0
            for byte in bytes[start..<start + count] {
                guard (0x30...0x39).contains(byte) else { return nil }
                number = number * 10 + Int32(byte - 0x30)
            }
            return number
        }
        let marks: [(Int, Character)] = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")]
        guard marks.allSatisfy({ bytes[$0.0] == $0.1.asciiValue }), let year = number(0, 4), let month = number(5, 2),
            let day = number(8, 2), let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2)
        else { return nil }
        let fraction = bytes[19..<bytes.count - 1]
        guard fraction.isEmpty || fraction.first == UInt8(ascii: ".") && fraction.count > 1 else { return nil }
        guard fraction.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1_900, month - 1, day)
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (hour, minute, second)
        self.init(seconds: Int64(timegm(&parts)))
        // What is out of range was carried over.
        guard self.text.utf8.elementsEqual(bytes.prefix(19) + [UInt8(ascii: "Z")]) else { return nil }
    }
}
