/// Why a text gives no document.
package enum JSONFailure: Error, Equatable, Sendable {
    case syntax(JSONSyntaxError)
    /// Nothing is wrong with the text.
    case outOfMemory
}

/// Why a text is no JSON that we take, and where. Holds no letter or digit of the text: it might be a secret's.
package struct JSONSyntaxError: Error, Equatable, Sendable {
    package enum Code: String, Sendable {
        case syntax
        case encoding
        case duplicateMember = "duplicate-member"
        case tooLarge = "too-large"
        case tooDeep = "too-deep"
    }

    package let code: Code
    /// One sentence without the place.
    package let message: String
    /// What to do about it.
    package let hint: String
    package let position: TextPosition

    init(_ code: Code, _ message: String, hint: String, at offset: Int, in text: UnsafeRawBufferPointer) {
        self.code = code
        self.message = message
        self.hint = hint
        position = TextPosition(of: offset, in: text)
    }

    static func tooLarge(_ text: UnsafeRawBufferPointer, maximumBytes: Int) -> JSONSyntaxError {
        JSONSyntaxError(
            .tooLarge, "the text has \(text.count) bytes, more than the \(maximumBytes) that are allowed",
            hint: "send only what one request needs", at: maximumBytes, in: text)
    }

    static func tooDeep(at offset: Int, in text: UnsafeRawBufferPointer) -> JSONSyntaxError {
        JSONSyntaxError(
            .tooDeep, "objects and arrays nest deeper than \(Limits.depth)",
            hint: "flatten the value, or send it as text", at: offset, in: text)
    }
}
