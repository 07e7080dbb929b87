/// One thing for which a definition can't be read. There may be more: all of them are found at once.
package struct DefinitionFault: Sendable {
    /// Part of the report on a definition, listed in docs/elements.md.
    package enum Code: String, Sendable, CaseIterable {
        case notAnObject = "not-an-object"
        case missing
        case wrongType = "wrong-type"
        case unknownFormat = "unknown-format"
        case duplicateKey = "duplicate-key"
    }

    package let code: Code
    /// JSON pointer (RFC 6901) to the value, or to what should be there.
    package let path: String
    /// The configuration entry, where its key is known, or the member of the definition.
    package let key: String?
    /// A sentence that begins with what is at fault.
    package let message: String
    package let hint: String?
}
