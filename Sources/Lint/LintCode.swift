/// What is suspicious about a definition that can be loaded; part of the reply, listed in docs/elements.md.
package enum LintCode: String, Sendable, CaseIterable {
    case defaultBreaksRule = "default-breaks-rule"
    case exampleBreaksRule = "example-breaks-rule"
    case defaultNotAnOption = "default-not-an-option"
    case emptyDefault = "empty-default"
    case unknownPlaceholder = "unknown-placeholder"
    case hostWithoutFormat = "host-without-format"
    case secretNotMarked = "secret-not-marked"
    case secretWithDefault = "secret-with-default"
    case similarKeys = "similar-keys"
    case misspelledKey = "misspelled-key"
    case misspelledMember = "misspelled-member"
    case unknownType = "unknown-type"
    /// Only told by whoever loads the definition: it depends on what is there.
    case replacesBuiltin = "replaces-builtin"
}
