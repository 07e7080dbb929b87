/// Single characters that people bring into JSON from word processors, other languages and shells.
enum CharacterDiagnosis {
    /// Explains a character that begins no token, or the begin of a comment; nil when it is something else.
    static func explain(_ token: JSONScanner.Token, in scanner: JSONScanner) -> JSONSyntaxError? {
        guard token.kind == .other else { return nil }
        guard let scalar = scalar(at: token.start, scanner) else {
            return EncodingDiagnosis.notUTF8(scanner.text, at: token.start)
        }
        func error(_ message: String, hint: String) -> JSONSyntaxError {
            JSONSyntaxError(.syntax, message, hint: hint, at: token.start, in: scanner.text)
        }
        let code = "U+" + hexadecimal(scalar.value)
        if isTypographicQuote(scalar) {
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
        // Not which one: it may belong to a secret whose quotes are missing.
        return error("an unexpected character stands here", hint: "text must stand in \" quotes")
    }

    /// A string that runs on because a typographic quote stands where it should end: the place of that quote. One that
    /// no end follows, such as an apostrophe, is text.
    static func closingTypographicQuote(in token: JSONScanner.Token, _ scanner: JSONScanner) -> JSONSyntaxError? {
        var offset = token.start + 1
        while offset < token.end {
            let length = max(scanner.sequenceLength(offset), 1)
            if length > 1, let scalar = scalar(at: offset, scanner), isTypographicQuote(scalar),
                endsValue(offset + length, scanner)
            {
                return JSONSyntaxError(
                    .syntax,
                    "a typographic quote \(scalar) (U+\(hexadecimal(scalar.value))) stands where the string should end",
                    hint: "write a straight quote \" instead", at: offset, in: scanner.text)
            }
            offset += length
        }
        return nil
    }

    /// Whether what follows can only follow a whole string.
    private static func endsValue(_ offset: Int, _ scanner: JSONScanner) -> Bool {
        var offset = offset
        while let byte = scanner.byte(offset), byte == 0x20 || byte == 0x09 { offset += 1 }
        guard let byte = scanner.byte(offset) else { return true }
        return ",:}]\r\n".utf8.contains(byte)
    }

    /// Besides what Unicode calls quotation marks: primes and accents that stand for them.
    private static func isTypographicQuote(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.properties.isQuotationMark && scalar.value > 0x7F)
            || "\u{2032}\u{2033}\u{00B4}".unicodeScalars.contains(scalar)
    }

    /// The character at an offset; nil where the bytes are no UTF-8.
    private static func scalar(at offset: Int, _ scanner: JSONScanner) -> Unicode.Scalar? {
        let length = scanner.sequenceLength(offset)
        guard length > 0 else { return nil }
        return String(decoding: scanner.text[offset..<offset + length], as: UTF8.self).unicodeScalars.first
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
