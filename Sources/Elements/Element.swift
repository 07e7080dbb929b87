private import JSON

/// An element: a connector to a vendor, with the configuration entries that an instance of it needs.
package final class Element: Sendable {
    package let id: Int64
    package let key: String
    package let name: String
    package let description: String
    package let image: String?
    package let hub: String?
    /// `basic`, `apiKey`, `custom`, `oauth1`, `oauth2`, ...
    package let authentication: String
    package let isActive: Bool
    package let isDeleted: Bool
    package let isOAuth: Bool
    package let isTrialAccount: Bool
    /// Where the vendor's page of OAuth is, for an element without an entry that tells; nil where nobody knows.
    package let authorizationURL: String?
    /// In display order; entries of equal order in the order of the definition.
    package let entries: [ConfigurationEntry]
    /// From the key of an entry to its index in `entries`.
    package let entryTable: KeyTable
    /// Id of the definition in the store; nil for one that is not kept there.
    package let definition: Int64?

    init(
        id: Int64, key: String, name: String, description: String, image: String?, hub: String?,
        authentication: String, isActive: Bool, isDeleted: Bool, isOAuth: Bool, isTrialAccount: Bool,
        authorizationURL: String?, entries: [ConfigurationEntry]
    ) {
        self.id = id
        self.key = key
        self.name = name
        self.description = description
        self.image = image
        self.hub = hub
        self.authentication = authentication
        self.isActive = isActive
        self.isDeleted = isDeleted
        self.isOAuth = isOAuth
        self.isTrialAccount = isTrialAccount
        self.authorizationURL = authorizationURL
        self.entries = entries
        entryTable = KeyTable(entries.map(\.key))
        definition = nil
    }

    /// The same from a definition that is kept in a store.
    init(_ element: Element, definition: Int64) {
        id = element.id
        key = element.key
        name = element.name
        description = element.description
        image = element.image
        hub = element.hub
        authentication = element.authentication
        isActive = element.isActive
        isDeleted = element.isDeleted
        isOAuth = element.isOAuth
        isTrialAccount = element.isTrialAccount
        authorizationURL = element.authorizationURL
        entries = element.entries
        entryTable = element.entryTable
        self.definition = definition
    }

    package func entry(_ key: String) -> ConfigurationEntry? { index(ofEntry: key).map { entries[$0] } }

    package func index(ofEntry key: String) -> Int? {
        var key = key
        return key.withUTF8 { entryTable.index(of: UnsafeRawBufferPointer($0)) }
    }
}
