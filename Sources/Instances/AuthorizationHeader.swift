/// `User <secret>, Organization <secret>, Element <token>`: the parts in any order, schemes in any case. The values are
/// opaque: base64 mostly, with `+`, `/` and `=` anywhere.
struct AuthorizationHeader {
    private(set) var user: String?
    private(set) var organization: String?
    private(set) var element: String?

    /// Nil for a header that is none: an unknown scheme, one given twice, a part without value.
    init?(_ text: String) {
        // By bytes: every request comes by here, and a walk by characters costs more than all that follows.
        var text = text
        let isRead = text.withUTF8 { bytes in
            var rest = bytes[...]
            while let comma = rest.firstIndex(of: UInt8(ascii: ",")) {
                guard add(rest[..<comma]) else { return false }
                rest = rest[(comma + 1)...]
            }
            return add(rest)
        }
        guard isRead else { return nil }
    }

    private mutating func add(_ part: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var rest = part
        let (scheme, value) = (Self.word(&rest), Self.word(&rest))
        guard !value.isEmpty, Self.word(&rest).isEmpty else { return false }
        switch scheme.lowercased() {
        case "user" where user == nil: user = value
        case "organization" where organization == nil: organization = value
        case "element" where element == nil: element = value
        default: return false
        }
        return true
    }

    /// The next word; empty at the end.
    private static func word(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> String {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let start = rest.firstIndex { !isBlank($0) } ?? rest.endIndex
        let end = rest[start...].firstIndex(where: isBlank) ?? rest.endIndex
        defer { rest = rest[end...] }
        return String(decoding: UnsafeBufferPointer(rebasing: rest[start..<end]), as: UTF8.self)
    }

    /// Whether only User and Element are there: enough for the resources of the instance, and for nothing else.
    var isForResourcesOnly: Bool { organization == nil && element != nil }

    /// What names the caller. No secret holds a comma, so that no two callers have the same.
    var principal: String {
        isForResourcesOnly ? user ?? "" : "\(user ?? ""),\(organization ?? "")"
    }
}
