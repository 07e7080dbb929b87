/// What is wrong with an http or https URL in which `{entry}` may stand for the value of an entry.
struct URLCheck {
    let message: String
    let hint: String

    private init(_ message: String, _ hint: String) {
        self.message = message
        self.hint = hint
    }

    /// Nil when nothing is wrong.
    static func fault(in value: UnsafeRawBufferPointer) -> URLCheck? {
        let afterScheme: Int
        if value.begins(with: "https://") {
            afterScheme = 8
        } else if value.begins(with: "http://") {
            afterScheme = 7
        } else {
            return schemeFault(value)
        }
        var end = afterScheme
        while end < value.count, !isEndOfHost(value[end]) { end += 1 }
        for byte in value where byte <= 0x20 || byte == 0x7F || "<>\"\\^`|".utf8.contains(byte) {
            return URLCheck(
                "holds a character that no URL may hold", "write blanks as %20, and remove quotes and brackets")
        }
        return hostFault(UnsafeRawBufferPointer(rebasing: value[afterScheme..<end])) ?? braceFault(value)
    }

    private static func isEndOfHost(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    /// People write `https;//`, `https//`, `www.example.com`.
    private static func schemeFault(_ value: UnsafeRawBufferPointer) -> URLCheck {
        for wrong in ["https;//", "http;//", "https//", "http//", "https:", "http:"] as [StaticString]
        where value.begins(with: wrong) {
            return URLCheck("begins with \(wrong) instead of https://", "begin it with https://")
        }
        if let colon = value.firstIndex(of: UInt8(ascii: ":")), value[colon...].starts(with: "://".utf8) {
            return URLCheck("is no http or https URL", "begin it with https://")
        }
        return URLCheck("is no URL: it does not begin with http:// or https://", "begin it with https://")
    }

    private static func hostFault(_ authority: UnsafeRawBufferPointer) -> URLCheck? {
        let afterUser = authority.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? 0
        let host = authority[afterUser...]
        if host.starts(with: "https:".utf8) || host.starts(with: "http:".utf8) {
            return URLCheck("has its scheme twice", "keep one https://")
        }
        if host.first == UInt8(ascii: "[") {
            guard host.contains(UInt8(ascii: "]")) else {
                return URLCheck("has an unclosed [ in its host", "close it with ]")
            }
            return nil
        }
        // A colon inside braces belongs to the name of an entry.
        let portStart = host.lastIndex(of: UInt8(ascii: "}")).map { $0 + 1 } ?? host.startIndex
        if let colon = host[portStart...].firstIndex(of: UInt8(ascii: ":")) {
            let port = host[(colon + 1)...]
            let number = Int(String(decoding: port, as: UTF8.self))
            // `Int` takes a sign too.
            let isDigits = port.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            guard isDigits, port.isEmpty || (0...65_535).contains(number ?? -1) else {
                return URLCheck(
                    "has a port that is no number up to 65535", "write the port as a number, or leave it out")
            }
            return labelFault(host[..<colon])
        }
        return labelFault(host)
    }

    private static func labelFault(_ host: Slice<UnsafeRawBufferPointer>) -> URLCheck? {
        guard !host.isEmpty else { return URLCheck("has no host", "write the host behind //") }
        var previous = UInt8(ascii: ".")
        for byte in host {
            if byte == UInt8(ascii: "."), previous == UInt8(ascii: ".") {
                return URLCheck("has an empty label in its host", "write the whole host, such as www.example.com")
            }
            previous = byte
        }
        return nil
    }

    private static func braceFault(_ value: UnsafeRawBufferPointer) -> URLCheck? {
        var isOpen = false
        for byte in value where byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") {
            guard (byte == UInt8(ascii: "}")) == isOpen else { break }
            isOpen.toggle()
        }
        return isOpen ? URLCheck("has a { without its }", "close the name of the entry with }") : nil
    }
}
