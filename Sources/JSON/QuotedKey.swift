/// A key of the caller's as a message may repeat it: one line, of bounded length.
package enum QuotedKey {
    package static func text(_ key: some Collection<UInt8>) -> String {
        let isLong = key.count > Limits.quotedKey
        if !isLong, key.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return String(decoding: key, as: UTF8.self) }
        let scalars = String(decoding: key.prefix(Limits.quotedKey), as: UTF8.self).unicodeScalars.map {
            $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0)
        }
        return scalars.joined() + (isLong ? "..." : "")
    }
}
