private import CJansson

/// Finds the member that an object holds twice, in a text whose grammar is right.
enum DuplicateDiagnosis {
    static func explain(_ text: UnsafeRawBufferPointer) -> JSONSyntaxError? {
        var scanner = JSONScanner(text)
        // The keys seen so far with their places, for each open object; nil for an open array.
        var open: [[[UInt8]: Int]?] = []
        var token = scanner.next()
        while token.kind != .end {
            let following = scanner.next()
            switch token.kind {
            case .objectOpen: open.append([:])
            case .arrayOpen: open.append(nil)
            case .objectClose, .arrayClose: _ = open.popLast()
            case .string where following.kind == .colon:
                guard let key = decode(text, token), let object = open.indices.last else { break }
                if let first = open[object]?[key] {
                    let line = TextPosition(of: first, in: text).line
                    // Deeper keys may belong to a secret value.
                    let name = open.count <= 2 ? "the member \"\(QuotedKey.text(key))\"" : "a member"
                    return JSONSyntaxError(
                        .duplicateMember, "\(name) stands twice in one object",
                        hint: "it already stands on line \(line); keep one of them", at: token.start, in: text)
                }
                // In place: a copy of the keys for each key would cost the square of their number.
                open[object]?[key] = token.start
            default: break
            }
            token = following
        }
        return nil
    }

    /// The key as jansson reads it: an escaped spelling is the same key, another composition of a letter is not.
    private static func decode(_ text: UnsafeRawBufferPointer, _ token: JSONScanner.Token) -> [UInt8]? {
        let quoted = UnsafeRawBufferPointer(rebasing: text[token.start..<token.end])
        let parsed = quoted.withMemoryRebound(to: CChar.self) {
            OwnedJSON(owning: json_loadb($0.baseAddress, $0.count, Int(JSON_DECODE_ANY), nil))
        }
        return parsed.read { $0.utf8.map(Array.init) } ?? nil
    }
}
