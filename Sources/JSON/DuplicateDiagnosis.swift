private import CJansson

/// Finds the member that an object holds twice, in a text whose grammar is right.
enum DuplicateDiagnosis {
    static func explain(_ text: UnsafeRawBufferPointer) -> JSONSyntaxError? {
        var scanner = JSONScanner(text)
        // The keys seen so far with their places, for each open object; nil for an open array.
        var open: [[String: Int]?] = []
        var token = scanner.next()
        while token.kind != .end {
            let following = scanner.next()
            switch token.kind {
            case .objectOpen: open.append([:])
            case .arrayOpen: open.append(nil)
            case .objectClose, .arrayClose: _ = open.popLast()
            case .string where following.kind == .colon:
                guard let key = decode(text, token), var keys = open.last.flatMap({ $0 }) else { break }
                if let first = keys[key] {
                    let line = TextPosition(of: first, in: text).line
                    return JSONSyntaxError(
                        .duplicateMember, "the member \"\(key.prefix(Limits.quotedKey))\" stands twice in one object",
                        hint: "it already stands on line \(line); keep one of them", at: token.start, in: text)
                }
                keys[key] = token.start
                open[open.count - 1] = keys
            default: break
            }
            token = following
        }
        return nil
    }

    /// The key as jansson reads it, so that an escaped spelling counts as the same key.
    private static func decode(_ text: UnsafeRawBufferPointer, _ token: JSONScanner.Token) -> String? {
        let quoted = UnsafeRawBufferPointer(rebasing: text[token.start..<token.end])
        let parsed = quoted.withMemoryRebound(to: CChar.self) {
            OwnedJSON(owning: json_loadb($0.baseAddress, $0.count, Int(JSON_DECODE_ANY), nil))
        }
        return parsed.read(\.string) ?? nil
    }
}
