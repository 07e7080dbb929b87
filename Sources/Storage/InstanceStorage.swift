package import Problems

/// What is kept, whatever keeps it. Knows nothing of what elements mean; secrets reach it sealed.
package protocol InstanceStorage: Sendable {
    /// Who the store is; nil for one that was never set up.
    func identity() throws(Problem) -> StoreIdentity?

    /// Sets up a new store. When another process was faster, its identity stays and is the answer.
    func setUp(_ identity: StoreIdentity) throws(Problem) -> StoreIdentity

    /// Stores an instance, durable when the call returns.
    ///
    /// - Parameter make: the record for the id that the instance gets: ascending, and never given before. Called with
    ///   the store locked, so it must not call back in.
    func insert(_ make: (Int64) throws(Problem) -> InstanceRecord) throws(Problem) -> InstanceRecord

    /// The stored instance with an id; nil where there is none.
    func instance(_ id: Int64) throws(Problem) -> InstanceRecord?
}

/// Who a store is, and which key fits it.
package struct StoreIdentity: Equatable, Sendable {
    /// 16 random bytes. Sealed values are bound to them.
    package let id: [UInt8]
    /// A known text sealed under the store's key.
    package let keyCheck: String
    /// How the key is derived, for a store opened with a passphrase: salt, operations, bytes of memory.
    package let passphrase: PassphraseRecord?

    package init(id: [UInt8], keyCheck: String, passphrase: PassphraseRecord?) {
        self.id = id
        self.keyCheck = keyCheck
        self.passphrase = passphrase
    }
}

package struct PassphraseRecord: Equatable, Sendable {
    package let salt: [UInt8]
    package let operations: Int64
    package let memoryBytes: Int64

    package init(salt: [UInt8], operations: Int64, memoryBytes: Int64) {
        self.salt = salt
        self.operations = operations
        self.memoryBytes = memoryBytes
    }
}

/// An instance as it is kept.
package struct InstanceRecord: Equatable, Sendable {
    package let id: Int64
    /// The user who provisioned it.
    package let user: Int64
    /// Key of the element.
    package let element: String
    package let name: String
    /// JSON array of strings.
    package let tags: String
    /// JSON object of every entry: a string, null, or `{"sealed": "..."}` for a secret.
    package let configuration: String
    package let externalAuthentication: String
    /// Seconds since 1970.
    package let created: Int64
    package let sealedToken: String
    /// Keyed hash of the token.
    package let tokenFingerprint: [UInt8]

    package init(
        id: Int64, user: Int64, element: String, name: String, tags: String, configuration: String,
        externalAuthentication: String, created: Int64, sealedToken: String, tokenFingerprint: [UInt8]
    ) {
        self.id = id
        self.user = user
        self.element = element
        self.name = name
        self.tags = tags
        self.configuration = configuration
        self.externalAuthentication = externalAuthentication
        self.created = created
        self.sealedToken = sealedToken
        self.tokenFingerprint = tokenFingerprint
    }
}
