internal import CSodium
package import Problems

/// The key that a store is opened with. All that it seals are the store's working keys, so that it can be replaced by
/// another.
package final class MasterKey: Sendable {
    private let sealing: SealingKey

    /// - Parameter master: 32 bytes, which are not kept.
    package init(_ master: SecretBytes) throws(Problem) {
        sealing = try Derivation(master).sealingKey()
    }

    /// - Parameter nonce: `Sealer.nonceLength` random bytes, never used before.
    package func seal(_ keys: WorkingKeys, store: [UInt8], nonce: ArraySlice<UInt8>) throws(Problem) -> String {
        let sealed: Result<String, Problem> = try keys.encoded().withBytes { bytes in
            do throws(Problem) {
                return .success(
                    try sealing.seal(
                        UnsafeRawBufferPointer(bytes), nonce: nonce, Self.context(store, keys.generation)))
            } catch { return .failure(error) }
        }
        return try sealed.get()
    }

    /// - Returns: nil when the keys were sealed under another key, or are those of another store or time.
    package func open(_ text: String, store: [UInt8], generation: Int64) throws(Problem) -> WorkingKeys? {
        guard let sealed = SealingKey.Sealed(text), sealed.keyID == sealing.id,
            let bytes = try sealing.open(sealed, Self.context(store, generation))
        else { return nil }
        return try WorkingKeys(decoding: bytes)
    }

    private static func context(_ store: [UInt8], _ generation: Int64) -> SealContext {
        SealContext(.keys, store: store, instance: generation)
    }

    // MARK: Key checks

    /// A known text, sealed: tells whether the key fits a store.
    package func check(store: [UInt8], nonce: ArraySlice<UInt8>) throws(Problem) -> String {
        try sealing.seal(
            UnsafeRawBufferPointer(start: nil, count: 0), nonce: nonce, SealContext(.keyCheck, store: store))
    }

    package func fits(_ check: String, store: [UInt8]) throws(Problem) -> Bool {
        guard let sealed = SealingKey.Sealed(check), sealed.keyID == sealing.id else { return false }
        return try sealing.open(sealed, SealContext(.keyCheck, store: store)) != nil
    }
}

/// Keys made of a master key, one for each use.
struct Derivation {
    private let master: SecretBytes

    init(_ master: SecretBytes) throws(Problem) {
        guard master.count == Sealer.keyLength else { throw Problem(.key, "a key has \(Sealer.keyLength) bytes") }
        self.master = master
    }

    func sealingKey() throws(Problem) -> SealingKey {
        let id = try key(3, length: 16).withBytes { Array($0.prefix(SealingKey.idLength)) }
        return SealingKey(id: id, key: try key(1, length: SealingKey.length))
    }

    func key(_ use: UInt64, length: Int) throws(Problem) -> SecretBytes {
        try SecretBytes(count: length) { start throws(Problem) in
            let result = master.withBytes { master -> Int32 in
                guard let master = master.baseAddress else { return -1 }
                return crypto_kdf_derive_from_key(start, length, use, "provisor", master)
            }
            guard result == 0 else { throw Problem(.internal, "a key could not be derived") }
        }
    }
}
