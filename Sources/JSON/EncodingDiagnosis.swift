/// Texts that are not the UTF-8 that JSON is exchanged in (RFC 8259 section 8.1).
enum EncodingDiagnosis {
    static func explain(_ text: UnsafeRawBufferPointer) -> JSONSyntaxError? {
        if text.starts(with: [0xEF, 0xBB, 0xBF]) {
            return error(
                "the text begins with a byte-order mark (U+FEFF)",
                hint: "save the file as UTF-8 without a byte-order mark", at: 0, in: text)
        }
        if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) || looksLikeUTF16(text) {
            return error(
                "the text is UTF-16", hint: "save the file as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8", at: 0,
                in: text)
        }
        if let nul = text.firstIndex(of: 0) {
            return error(
                "a NUL byte stands in the text", hint: "pass the length of the text without a closing NUL", at: nul,
                in: text)
        }
        return nil
    }

    static func notUTF8(_ text: UnsafeRawBufferPointer, at offset: Int) -> JSONSyntaxError {
        error(
            "the bytes here are no UTF-8", hint: "save the file as UTF-8; it may be Latin-1 or Windows-1252",
            at: offset,
            in: text)
    }

    /// Without a byte-order mark: every other byte of the beginning is NUL.
    private static func looksLikeUTF16(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count >= 4 else { return false }
        return (text[0] == 0 && text[2] == 0 && text[1] != 0) || (text[1] == 0 && text[3] == 0 && text[0] != 0)
    }

    private static func error(
        _ message: String, hint: String, at offset: Int, in text: UnsafeRawBufferPointer
    ) -> JSONSyntaxError {
        JSONSyntaxError(.encoding, message, hint: hint, at: offset, in: text)
    }
}
