/// Every limit on what a caller hands in, in one place. They are documented in provisor.h.
package enum Limits {
    /// Bytes of a request text, and of the strings of a `json_t` request together.
    package static let textBytes = 1 << 20
    /// How deep objects and arrays may nest. jansson's own dump, copy and free recurse without a limit.
    package static let depth = 32
    /// Entries in the `configuration` of a request.
    package static let configurationEntries = 1_000
    /// Bytes of an element definition file; the largest real export known has about 330,000.
    package static let definitionBytes = 16 << 20
    /// Bytes of a key that a message repeats.
    package static let quotedKey = 80
    /// Tags of an instance.
    package static let tags = 1_000
    /// Placeholders inside of one JSON value that a report lists.
    package static let innerPlaceholders = 100
    /// Bytes of a path into such a value that a report tells.
    package static let innerPath = 512
    /// Unknown keys of one request that get a "did you mean"; comparing costs more than anything else in a validation.
    package static let suggestions = 32
}
