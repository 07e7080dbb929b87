/// One label of a host name, RFC 1123 section 2.1: letters, digits and inner hyphens, at most 63.
enum HostLabel {
    @inline(__always)
    static func isValid(_ value: UnsafeRawBufferPointer) -> Bool {
        guard (1...63).contains(value.count) else { return false }
        for byte in value where !isLetterOrDigit(byte) && byte != UInt8(ascii: "-") { return false }
        return value[0] != UInt8(ascii: "-") && value[value.count - 1] != UInt8(ascii: "-")
    }

    @inline(__always)
    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// The label that somebody meant who gave a whole URL or host: `acme` for `https://Acme.freshservice.com/`. Nil when
    /// the host is another one than the element's.
    static func meant(by value: String, suffix: String?) -> String? {
        var host = value[...]
        for scheme in ["https://", "http://", "https//", "http//", "https;//", "//"]
        where host.lowercased().hasPrefix(scheme) {
            host = host.dropFirst(scheme.count)
            break
        }
        host = host.prefix { !"/?#\\".contains($0) }
        // Whoever stands before an @ is a user: the host is what follows.
        if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
        host = host.prefix { $0 != ":" }
        while host.last == "." { host = host.dropLast() }
        guard let suffix = suffix?.lowercased(), host.lowercased().hasSuffix(suffix) else { return nil }
        var label = String(host.lowercased().dropLast(suffix.count))
        return label.withUTF8 { isValid(UnsafeRawBufferPointer($0)) } ? label : nil
    }
}
