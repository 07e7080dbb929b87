/// One configuration entry of an element: what it is called, what it takes, what it is when nobody says.
package struct ConfigurationEntry: Equatable, Sendable {
    package let key: String
    /// The label that people see.
    package let name: String
    package let description: String
    package let type: EntryType
    package let format: EntryFormat
    package let isRequired: Bool
    /// Always text, for booleans too; nil where there is none. An empty default is none.
    package let defaultValue: String?
    package let displayOrder: Int64
    package let isHidden: Bool
    package let isInternal: Bool
    /// Sealed in the store, masked in replies, kept out of every message.
    package let isSecret: Bool
    /// What a choice offers; empty where any value goes.
    package let options: [EntryOption]
    /// The ways to authenticate for which the entry counts; empty for all.
    package let authenticationTypes: [String]
    /// A value as a real one may look.
    package let example: String?

    /// Whether the caller must supply a value. What is internal, the platform supplies.
    package var mustBeSupplied: Bool { isRequired && defaultValue == nil && !isInternal }
}

/// One of the values that a choice offers.
package struct EntryOption: Equatable, Sendable {
    package let value: String
    /// What people see; the value where the definition says nothing.
    package let label: String
}

/// Which entries are secret when the definition does not say: those of type PASSWORD, and those whose key names a
/// secret. The platform masks `oauth.api.key` and `oauth.api.secret` whatever their type.
package enum SecretKeys {
    private static let lastWords: Set<Substring> = [
        "password", "passwd", "passphrase", "secret", "token", "apikey", "credentials", "pin",
    ]
    private static let lastPairs: Set<String> = ["api key", "private key", "signature key", "access key", "secret key"]

    package static func isSecret(_ key: String) -> Bool {
        let words = words(of: key)
        guard let last = words.last else { return false }
        if lastWords.contains(last) { return true }
        return words.count > 1 && lastPairs.contains("\(words[words.count - 2]) \(last)")
    }

    /// `oauth.user.refresh_token` and `apiKey` in lower-case words.
    private static func words(of key: String) -> [Substring] {
        var spaced = ""
        var previousIsLower = false
        for character in key {
            if character.isUppercase && previousIsLower { spaced.append(" ") }
            spaced.append(character.isLetter || character.isNumber ? character : " ")
            previousIsLower = character.isLowercase
        }
        return spaced.lowercased().split(separator: " ")
    }
}
