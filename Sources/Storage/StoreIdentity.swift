/// Who a store is, and which key fits it.
package struct StoreIdentity: Equatable, Sendable {
    /// 16 random bytes. Sealed values are bound to them.
    package let id: [UInt8]
    /// A known text sealed under the store's key.
    package let keyCheck: String
    /// How the key is derived, for a store opened with a passphrase.
    package let passphrase: PassphraseRecord?
    /// The working keys; nil for a store of a version that derived them from its key.
    package var keys: KeyRecord?

    package init(id: [UInt8], keyCheck: String, passphrase: PassphraseRecord?, keys: KeyRecord?) {
        self.id = id
        self.keyCheck = keyCheck
        self.passphrase = passphrase
        self.keys = keys
    }
}

/// The parameters of Argon2id.
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
