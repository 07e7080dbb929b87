package import JSON

/// One thing that is wrong, or suspicious, about a request. Never holds a value of a secret entry, nor a part of one.
package struct Fault: Sendable {
    /// What kind of fault it is; part of the reply, listed in docs/faults.md.
    package enum Code: String, Sendable, CaseIterable {
        // The text.
        case syntax, encoding
        case duplicateMember = "duplicate-member"
        case tooLarge = "too-large"
        case tooDeep = "too-deep"
        // The request.
        case notAnObject = "not-an-object"
        case unknownElement = "unknown-element"
        case wrongType = "wrong-type"
        case tooManyEntries = "too-many-entries"
        // An entry.
        case missing, blank, placeholder
        case notABoolean = "not-a-boolean"
        case notAnInteger = "not-an-integer"
        case notAURL = "not-a-url"
        case notAHostLabel = "not-a-host-label"
        case controlCharacter = "control-character"
        // Accepted, but suspicious.
        case unknownKey = "unknown-key"
        case misplaced
        case surroundingBlanks = "surrounding-blanks"
        case tooLong = "too-long"
        case notAnOption = "not-an-option"
        case notJSON = "not-json"
        case notText = "not-text"
        case likelyPlaceholder = "likely-placeholder"
        case eventsDisabled = "events-disabled"
    }

    package let code: Code
    package var isError: Bool
    /// JSON pointer (RFC 6901) to the value.
    package private(set) var path: String
    /// The configuration entry, or the member of the request.
    package let key: String?
    /// One sentence that names the entry.
    package let message: String
    /// What to do about it.
    package let hint: String?
    package var place: JSONPlace
    /// Known when the request came as text.
    package var position: TextPosition?
}

extension Fault {
    func moved(to path: String, in request: JSONValue) -> Fault {
        var fault = self
        fault.path = path
        fault.place = JSONPointer.place(path, in: request, isKey: false)
        return fault
    }
}
