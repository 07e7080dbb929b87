internal import CJansson

/// Explains why jansson refused a text: walks the text by JSON's grammar to the first token that does not fit, and
/// recognises there what people really do.
struct SyntaxDiagnosis {
    private enum Expectation { case value, valueOrClose, keyOrClose, key, colon, commaOrClose, end }

    private var scanner: JSONScanner
    /// The open objects and arrays, innermost last.
    private var open: [JSONScanner.Token] = []
    private var expectation = Expectation.value
    private var previous: JSONScanner.Token?

    private init(_ text: UnsafeRawBufferPointer) { scanner = JSONScanner(text) }

    private var text: UnsafeRawBufferPointer { scanner.text }

    /// Nil when there is nothing wrong with the text.
    static func explain(_ text: UnsafeRawBufferPointer, _ error: json_error_t) -> JSONSyntaxError? {
        if let wrongEncoding = EncodingDiagnosis.explain(text) { return wrongEncoding }
        var diagnosis = SyntaxDiagnosis(text)
        if let found = diagnosis.firstViolation() { return found }
        var error = error
        if json_error_code(&error) == json_error_duplicate_key, let found = DuplicateDiagnosis.explain(text) {
            return found
        }
        return json_error_code(&error) == json_error_numeric_overflow ? outOfRange(text, error) : nil
    }

    /// The place where the text nests deeper than the limit, if it does.
    static func tooDeep(_ text: UnsafeRawBufferPointer) -> JSONSyntaxError? {
        var scanner = JSONScanner(text)
        var depth = 0
        while true {
            let token = scanner.next()
            // Behind a broken string nothing is certain.
            if token.flaw != nil { return nil }
            switch token.kind {
            case .objectOpen, .arrayOpen:
                depth += 1
                if depth > Limits.depth { return .tooDeep(at: token.start, in: text) }
            case .objectClose, .arrayClose: depth -= 1
            case .end: return nil
            default: break
            }
        }
    }

    /// What jansson alone objects to: a number out of range.
    private static func outOfRange(_ text: UnsafeRawBufferPointer, _ error: json_error_t) -> JSONSyntaxError {
        let end = min(max(Int(error.position), 0), text.count)
        var scanner = JSONScanner(text)
        var token = scanner.next()
        while token.kind != .end, token.end < end { token = scanner.next() }
        return JSONSyntaxError(
            .syntax, "a number is out of range", hint: "write it as a string, in quotes", at: token.start, in: text)
    }

    private mutating func firstViolation() -> JSONSyntaxError? {
        while true {
            let token = scanner.next()
            if let flaw = token.flaw { return explain(flaw.0, at: flaw.at, of: token) }
            switch (expectation, token.kind) {
            case (.end, .end): return nil
            case (.value, .objectOpen), (.valueOrClose, .objectOpen):
                open.append(token)
                expectation = .keyOrClose
            case (.value, .arrayOpen), (.valueOrClose, .arrayOpen):
                open.append(token)
                expectation = .valueOrClose
            case (.value, .string), (.value, .number), (.value, .literal), (.valueOrClose, .string),
                (.valueOrClose, .number), (.valueOrClose, .literal):
                expectation = open.isEmpty ? .end : .commaOrClose
            case (.keyOrClose, .string), (.key, .string): expectation = .colon
            case (.colon, .colon): expectation = .value
            case (.commaOrClose, .comma): expectation = open.last?.kind == .objectOpen ? .key : .value
            case (.keyOrClose, .objectClose), (.valueOrClose, .arrayClose): close()
            case (.commaOrClose, .objectClose) where open.last?.kind == .objectOpen: close()
            case (.commaOrClose, .arrayClose) where open.last?.kind == .arrayOpen: close()
            default: return explain(token)
            }
            previous = token
        }
    }

    private mutating func close() {
        open.removeLast()
        expectation = open.isEmpty ? .end : .commaOrClose
    }

    // MARK: What the first token that does not fit tells

    private func explain(_ token: JSONScanner.Token) -> JSONSyntaxError {
        if let previous, previous.kind == .string,
            let curly = CharacterDiagnosis.closingTypographicQuote(in: previous, scanner)
        {
            return curly
        }
        if let character = CharacterDiagnosis.explain(token, in: scanner) { return character }
        switch token.kind {
        case .end: return endOfText(token)
        case .objectClose, .arrayClose: return closing(token)
        case .word: return word(token)
        default: break
        }
        switch expectation {
        case .end: return behindTheEnd(token)
        case .colon:
            return error(
                "a colon is missing between key and value", hint: "put : behind the key",
                at: previous?.end ?? token.start)
        case .commaOrClose
        where token.kind == .string || token.kind == .objectOpen || token.kind == .arrayOpen
            || token.kind == .number || token.kind == .literal:
            return missingComma()
        case .key, .keyOrClose:
            if token.kind == .comma {
                return error("a comma stands where a key belongs", hint: "remove the comma", at: token.start)
            }
            return error(
                "a key must be a string in straight quotes", hint: "put the key in \" quotes", at: token.start)
        case .value, .valueOrClose:
            return error("a value is missing", hint: "write a value here, or null", at: token.start)
        case .commaOrClose:
            return error(
                "this character does not belong here", hint: "a comma, or the end of the object or array, belongs here",
                at: token.start)
        }
    }

    private func behindTheEnd(_ token: JSONScanner.Token) -> JSONSyntaxError {
        error(
            "there is more text behind the end of the document", hint: "one document per call; remove the rest",
            at: token.start)
    }

    private func missingComma() -> JSONSyntaxError {
        error(
            "a comma is missing behind the value", hint: "put a comma here, before the next entry",
            at: previous?.end ?? 0)
    }

    private func endOfText(_ token: JSONScanner.Token) -> JSONSyntaxError {
        guard let opener = open.last else {
            return error("the text is empty", hint: "send a JSON object such as {\"element\": ...}", at: 0)
        }
        let place = TextPosition(of: opener.start, in: text)
        let (name, closer) = opener.kind == .objectOpen ? ("{", "}") : ("[", "]")
        return error(
            "the text ends while a \(name) is still open",
            hint: "the \(name) of line \(place.line), column \(place.column) has no \(closer)", at: token.start)
    }

    private func closing(_ token: JSONScanner.Token) -> JSONSyntaxError {
        let found = token.kind == .objectClose ? "}" : "]"
        guard let opener = open.last else {
            return error(
                "a \(found) too many", hint: "remove the \(found), or look for the \(found) that closes too early",
                at: token.start)
        }
        let fits = (opener.kind == .objectOpen) == (token.kind == .objectClose)
        switch (expectation, fits, previous?.kind) {
        case (.key, true, .comma), (.value, true, .comma):
            return error(
                "a comma stands before the closing \(found)", hint: "remove the comma",
                at: previous?.start ?? token.start)
        case (_, false, _):
            let place = TextPosition(of: opener.start, in: text)
            let name = opener.kind == .objectOpen ? "{" : "["
            return error(
                "a \(found) stands where the \(name) of line \(place.line), column \(place.column) must be closed first",
                hint: "close it with \(opener.kind == .objectOpen ? "}" : "]")", at: token.start)
        case (.colon, _, _):
            return error(
                "a key without a value", hint: "write : and a value behind the key", at: previous?.start ?? token.start)
        default:
            return error("a value is missing before the \(found)", hint: "write a value here, or null", at: token.start)
        }
    }

    /// A bare word: it is never repeated, as it may be part of a secret whose quotes are wrong.
    private func word(_ token: JSONScanner.Token) -> JSONSyntaxError {
        if expectation == .end { return behindTheEnd(token) }
        let word = String(decoding: text[token.start..<token.end], as: UTF8.self)
        if ["True", "False", "TRUE", "FALSE", "None", "NULL", "Null", "nil", "undefined"].contains(word) {
            return error(
                "\(word) is not JSON", hint: "JSON knows true, false and null, in small letters", at: token.start)
        }
        if ["NaN", "Infinity", "-Infinity"].contains(word) {
            return error("\(word) is not JSON", hint: "write a number, or null", at: token.start)
        }
        if !text.contains(UInt8(ascii: "\"")) {
            return error(
                "the text has no quotes at all: a shell has probably eaten them",
                hint: "put the document in single quotes, '{...}', or send a file: -d @instance.json", at: token.start)
        }
        if expectation == .commaOrClose, previous?.kind == .string {
            return error(
                "the string ended before this text", hint: "a \" inside a string is written \\\"", at: token.start)
        }
        if expectation == .key || expectation == .keyOrClose {
            return error("a key stands without quotes", hint: "put the key in \" quotes", at: token.start)
        }
        if let first = scanner.byte(token.start), "0123456789+-.".utf8.contains(first) {
            return error(
                "this is no JSON number", hint: "no leading zero, plus sign or bare point; or put it in \" quotes",
                at: token.start)
        }
        return error("a text stands without quotes", hint: "put it in \" quotes", at: token.start)
    }

    private func explain(_ flaw: JSONScanner.Flaw, at offset: Int, of token: JSONScanner.Token) -> JSONSyntaxError {
        if case .unterminated = flaw, let curly = CharacterDiagnosis.closingTypographicQuote(in: token, scanner) {
            return curly
        }
        return switch flaw {
        case .unterminated:
            error(
                "a string has no closing quote", hint: "put a \" at its end; a line break inside is written \\n",
                at: token.start)
        case .control:
            error("a control character stands inside a string", hint: "write it as an escape, such as \\t", at: offset)
        case .escape:
            error(
                "a backslash starts no known escape", hint: "a backslash inside a string is written \\\\", at: offset)
        case .nul: error("\\u0000 is not allowed in a string", hint: "remove it", at: offset)
        case .surrogate:
            error(
                "half of a surrogate pair stands alone", hint: "write both \\u escapes, or the character itself",
                at: offset)
        case .encoding: EncodingDiagnosis.notUTF8(text, at: offset)
        }
    }

    private func error(_ message: String, hint: String, at offset: Int) -> JSONSyntaxError {
        JSONSyntaxError(.syntax, message, hint: hint, at: offset, in: text)
    }
}
