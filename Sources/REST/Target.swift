internal import Problems

/// The target of a request: where it goes, and what it asks for there.
struct Target {
    /// The segments of the path, decoded, without the base path and without the slash at the end.
    let path: [String]
    let query: Query

    /// Every path may begin with it.
    private static let basePath = ["elements", "api-v2"]

    init(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        guard bytes.count <= Request.mostTargetBytes else {
            throw .http(.uriTooLong, "the target has more than \(Request.mostTargetBytes) bytes")
        }
        guard bytes.first == UInt8(ascii: "/") else { throw Self.malformed("the target does not begin with /") }
        guard !bytes.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "#") }) else {
            throw Self.malformed("the target holds a blank, a control character or a #; write these as %20, %23, ...")
        }
        let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        path = try Self.path(bytes[1..<end])
        query = try Query(bytes[min(end + 1, bytes.endIndex)...])
    }

    private static func path(_ bytes: Slice<UnsafeRawBufferPointer>) throws(Failure) -> [String] {
        var path: [String] = []
        var rest = bytes
        while let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
            path.append(try PercentCoding.decoded(rest[..<slash], plusIsBlank: false))
            rest = rest[(slash + 1)...]
        }
        path.append(try PercentCoding.decoded(rest, plusIsBlank: false))
        if path.last?.isEmpty ?? false { path.removeLast() }
        return path.starts(with: basePath) ? Array(path.dropFirst(basePath.count)) : path
    }

    static func malformed(_ message: String) -> Failure { .refusal(.problem(Problem(.malformed, message))) }
}

/// The parameters of a request.
struct Query {
    private(set) var pairs: [(name: String, value: String)] = []

    init(_ bytes: Slice<UnsafeRawBufferPointer>) throws(Failure) {
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let value = pair[min(equals + 1, pair.endIndex)...]
            pairs.append(
                (
                    try PercentCoding.decoded(pair[..<equals], plusIsBlank: true),
                    try PercentCoding.decoded(value, plusIsBlank: true)
                ))
        }
    }

    /// The first value of a parameter; nil without one, and for an empty one.
    func text(_ name: String) -> String? { pairs.first { $0.name == name && !$0.value.isEmpty }?.value }

    /// All values of a parameter.
    func texts(_ name: String) -> [String] { pairs.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }

    func boolean(_ name: String) throws(Problem) -> Bool? {
        switch text(name)?.lowercased() {
        case nil: return nil
        case "true": return true
        case "false": return false
        default: throw Problem(.invalid, "\(name) must be true or false")
        }
    }
}

enum PercentCoding {
    /// - Parameter plusIsBlank: as forms write queries.
    static func decoded(_ bytes: Slice<UnsafeRawBufferPointer>, plusIsBlank: Bool) throws(Failure) -> String {
        // Most have nothing to decode.
        let all = UnsafeRawBufferPointer(rebasing: bytes)
        if !all.contains(UInt8(ascii: "%")), !plusIsBlank || !all.contains(UInt8(ascii: "+")) {
            // Nor is there UTF-8 to look for: validating costs ten times as much as the text.
            return all.allSatisfy { $0 < 0x80 } ? String(decoding: all, as: UTF8.self) : try text(all)
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else {
                    throw Target.malformed(
                        "a % in the target is not followed by two hexadecimal digits; write it as %25")
                }
                guard high | low != 0 else { throw Target.malformed("the target holds %00") }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsBlank: decoded.append(0x20)
            default: decoded.append(byte)
            }
        }
        return try text(decoded)
    }

    private static func text(_ bytes: some Collection<UInt8>) throws(Failure) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Target.malformed("the target is no UTF-8")
        }
        return text
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
