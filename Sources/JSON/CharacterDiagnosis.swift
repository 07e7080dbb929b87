/// Single characters that people bring into JSON from word processors, other languages and shells.
enum CharacterDiagnosis {
    /// Explains a character that begins no token, or the begin of a comment; nil when it is something else.
    static func explain(_ token: JSONScanner.Token, in scanner: JSONScanner) -> JSONSyntaxError? {
        guard token.kind == .other, let scalar = scalar(at: token.start, scanner) else { return nil }
        func error(_ message: String, hint: String) -> JSONSyntaxError {
            JSONSyntaxError(.syntax, message, hint: hint, at: token.start, in: scanner.text)
        }
        let code = "U+" + hexadecimal(scalar.value)
        if typographicQuotes.contains(scalar) {
            return error(
                "a typographic quote \(scalar) (\(code)) stands here", hint: "write a straight quote \" instead")
        }
        switch scalar {
        case "'", "`":
            return error("a string begins with \(scalar)", hint: "JSON strings stand in \" quotes, not in \(scalar)")
        case "/" where scanner.byte(token.end) == UInt8(ascii: "/"),
            "/" where scanner.byte(token.end) == UInt8(ascii: "*"):
            return error("a comment stands here", hint: "JSON has no comments; remove it")
        case "#": return error("a # stands here", hint: "JSON has no comments; remove it")
        case "\\":
            return error(
                "a backslash stands outside of a string",
                hint: "the quotes are escaped once too often: write \", not \\\"")
        case "=": return error("a = stands here", hint: "key and value are separated by :")
        case ";": return error("a ; stands here", hint: "entries are separated by a comma")
        case "<": return error("a < stands here", hint: "a placeholder or value must stand in \" quotes")
        case "\u{A0}", "\u{2007}", "\u{202F}", "\u{200B}", "\u{FEFF}", "\u{3000}":
            return error(
                "an invisible character \(code) stands here", hint: "replace it with an ordinary blank, or remove it")
        default: break
        }
        if scalar == "\u{FFFD}" { return EncodingDiagnosis.notUTF8(scanner.text, at: token.start) }
        return error("an unexpected character (\(code)) stands here", hint: "text must stand in \" quotes")
    }

    /// A string that runs on because a typographic quote closes it: the place of that quote.
    static func typographicQuote(
        in token: JSONScanner.Token, _ flaw: JSONScanner.Flaw, _ scanner: JSONScanner
    ) -> JSONSyntaxError? {
        guard case .unterminated = flaw else { return nil }
        var offset = token.start + 1
        while offset < token.end {
            let length = max(scanner.sequenceLength(offset), 1)
            if length > 1, let scalar = scalar(at: offset, scanner), typographicQuotes.contains(scalar) {
                return JSONSyntaxError(
                    .syntax,
                    "a typographic quote \(scalar) (U+\(hexadecimal(scalar.value))) stands where the string should end",
                    hint: "write a straight quote \" instead", at: offset, in: scanner.text)
            }
            offset += length
        }
        return nil
    }

    private static let typographicQuotes: Set<Unicode.Scalar> = [
        "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}", "\u{201C}", "\u{201D}", "\u{201E}", "\u{201F}", "\u{2032}",
        "\u{2033}", "\u{00AB}", "\u{00BB}", "\u{2039}", "\u{203A}", "\u{00B4}", "\u{300C}", "\u{300D}", "\u{FF02}",
        "\u{FF07}",
    ]

    /// The character at an offset; U+FFFD where the bytes are no UTF-8.
    private static func scalar(at offset: Int, _ scanner: JSONScanner) -> Unicode.Scalar? {
        let length = scanner.sequenceLength(offset)
        guard length > 0 else { return offset < scanner.text.count ? "\u{FFFD}" : nil }
        return String(decoding: scanner.text[offset..<offset + length], as: UTF8.self).unicodeScalars.first
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
