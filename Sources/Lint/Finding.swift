internal import Elements
package import JSON

/// One thing that is wrong with a definition, or suspicious about it. Looks like a fault of a request.
package struct Finding: Sendable {
    /// A code of `LintCode`, `DefinitionFault.Code` or `JSONSyntaxError.Code`.
    package let code: String
    /// Whether the definition can't be loaded for it.
    package let isError: Bool
    /// JSON pointer (RFC 6901) into the definition.
    package let path: String
    /// The configuration entry, or the member.
    package let key: String?
    package let message: String
    package let hint: String?
    /// Whether the name of the member is meant rather than its value.
    let isAboutName: Bool
    /// Known when the definition came as text.
    package var position: TextPosition?

    package init(
        _ code: LintCode, at path: String, key: String?, _ message: String, hint: String?, isAboutName: Bool = false
    ) {
        self.code = code.rawValue
        isError = false
        self.path = path
        self.key = key
        self.message = message
        self.hint = hint
        self.isAboutName = isAboutName
    }

    init(_ fault: DefinitionFault) {
        code = fault.code.rawValue
        isError = true
        path = fault.path
        key = fault.key
        message = fault.message
        hint = fault.hint
        isAboutName = false
    }

    init(_ error: JSONSyntaxError) {
        code = error.code.rawValue
        isError = true
        path = ""
        key = nil
        message = error.message
        hint = error.hint
        isAboutName = false
        position = error.position
    }

    init(_ breach: LimitBreach) {
        let code: JSONSyntaxError.Code
        switch breach {
        case .depth:
            (code, message) = (.tooDeep, "objects and arrays nest deeper than \(Limits.depth)")
            hint = "flatten the value; perhaps it contains itself"
        case .size:
            (code, message) = (.tooLarge, "the definition has more than \(Limits.definitionBytes) bytes")
            hint = "leave out what the library does not read, such as scripts and sample data"
        case .encoding:
            (code, message) = (.encoding, "the definition holds a string that is no valid UTF-8")
            hint = "make all strings UTF-8"
        }
        self.code = code.rawValue
        isError = true
        path = ""
        key = nil
        isAboutName = false
    }

    func json() -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("code", .string(code))
        object.set("path", .string(path))
        if let key { object.set("key", .string(key)) }
        object.set("message", .string(message))
        if let hint { object.set("hint", .string(hint)) }
        if let position {
            object.set("line", .integer(Int64(position.line)))
            object.set("column", .integer(Int64(position.column)))
            object.set("offset", .integer(Int64(position.offset)))
        }
        return object
    }
}
