/// What the values of an entry look like, where its type does not tell: our extension of the export format, the
/// member `format` of an entry. docs/elements.md describes it for authors of definitions.
package enum EntryFormat: String, Sendable, CaseIterable {
    case text
    /// One label of a host name (RFC 1123): the value becomes part of the address that credentials are sent to.
    case hostLabel = "host-label"
    /// An http or https URL; `{entry}` in it stands for the value of another entry.
    case url
    case integer
    /// An integer, or a JSON object of integers such as `{"users": 50}`.
    case integerOrJSON = "integer-or-json"
    /// JSON text.
    case json
}
