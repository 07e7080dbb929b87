internal import CSodium
package import Problems
private import Synchronization

/// Seals, opens and hashes with the working keys of a store, which may be replaced while others use them.
package final class Sealer: Sendable {
    package static let keyLength = Int(crypto_kdf_KEYBYTES)
    /// Random bytes that sealing one value takes.
    package static let nonceLength = SealingKey.nonceLength

    private struct State {
        var keys: WorkingKeys
        /// Sealing keys that were replaced: somebody may hold a value that he has read before.
        var former: [SealingKey] = []
    }

    private let state: Mutex<State>

    package init(_ keys: WorkingKeys) { state = Mutex(State(keys: keys)) }

    package var keys: WorkingKeys { state.withLock { $0.keys } }
    package var generation: Int64 { state.withLock { $0.keys.generation } }

    package func install(_ keys: WorkingKeys) {
        state.withLock { state in
            let known = state.keys.sealing
            state.former = known.filter { old in !keys.sealing.contains { $0.id == old.id } }
            state.keys = keys
        }
    }

    // MARK: Sealing

    /// - Parameter nonce: `nonceLength` random bytes, never used before.
    package func seal(
        _ value: UnsafeRawBufferPointer, nonce: ArraySlice<UInt8>, _ context: SealContext
    ) throws(Problem) -> String {
        guard let key = state.withLock({ $0.keys.sealing.first }) else {
            throw Problem(.internal, "there is no key to seal with")
        }
        return try key.seal(value, nonce: nonce, context)
    }

    package func seal(_ text: String, nonce: ArraySlice<UInt8>, _ context: SealContext) throws(Problem) -> String {
        var bytes = Array(text.utf8)
        defer { Wipe.bytes(&bytes) }
        let sealed: Result<String, Problem> = bytes.withUnsafeBytes { bytes in
            do throws(Problem) { return .success(try seal(bytes, nonce: nonce, context)) } catch {
                return .failure(error)
            }
        }
        return try sealed.get()
    }

    /// - Returns: nil when the value was sealed under another key, belongs elsewhere or was changed.
    package func open(_ text: String, _ context: SealContext) throws(Problem) -> SecretBytes? {
        guard let (key, sealed) = key(of: text) else { return nil }
        return try key.open(sealed, context)
    }

    /// The same for a text that replies show anyway, such as a token: without the locked memory of a secret, which costs
    /// more than opening.
    package func openShown(_ text: String, _ context: SealContext) -> String? {
        guard let (key, sealed) = key(of: text) else { return nil }
        return key.withOpened(sealed, context) { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether a value can be opened, and is genuine.
    package func opens(_ text: String, _ context: SealContext) -> Bool {
        guard let (key, sealed) = key(of: text) else { return false }
        return key.withOpened(sealed, context) { _ in true } ?? false
    }

    /// Seals a value anew under the key that seals now; nil when it could not be opened.
    package func reseal(
        _ text: String, nonce: ArraySlice<UInt8>, _ context: SealContext
    ) throws(Problem) -> String? {
        guard let (key, sealed) = key(of: text) else { return nil }
        let resealed: Result<String, Problem>? = key.withOpened(sealed, context) { value in
            do throws(Problem) { return .success(try seal(value, nonce: nonce, context)) } catch {
                return .failure(error)
            }
        }
        return try resealed?.get()
    }

    /// Whether the key that sealed a value is there; not whether the value is genuine.
    package func knowsKey(of text: String) -> Bool { key(of: text) != nil }

    /// Whether a value is sealed under the key that seals now.
    package func isCurrent(_ text: String) -> Bool {
        SealingKey.Sealed(text)?.keyID == state.withLock { $0.keys.sealing.first?.id }
    }

    private func key(of text: String) -> (SealingKey, SealingKey.Sealed)? {
        guard let sealed = SealingKey.Sealed(text) else { return nil }
        let key = state.withLock { state in
            state.keys.sealing.first { $0.id == sealed.keyID } ?? state.former.first { $0.id == sealed.keyID }
        }
        return key.map { ($0, sealed) }
    }

    // MARK: Hashing

    /// Bytes that only whoever has the store's key can know: the same for every handle on the store.
    package func derivedBytes(_ count: Int) throws(Problem) -> ArraySlice<UInt8> {
        guard count <= WorkingKeys.standardSecretsLength else { throw Problem(.internal, "too many derived bytes") }
        return keys.standardSecrets.withBytes { Array($0)[..<count] }
    }

    /// What a secret is for: the same text hashes differently for each.
    package enum SecretKind: UInt8, Sendable { case user = 1, organization = 2, caller = 3 }

    package func fingerprint(_ kind: SecretKind, _ secret: String) throws(Problem) -> [UInt8] {
        // No token begins with such a byte, so no secret's hash is a token's.
        try fingerprint([kind.rawValue] + Array(secret.utf8))
    }

    /// A keyed hash by which a token is found without being kept: nobody without the key can tell tokens apart by it.
    package func fingerprint(_ token: String) throws(Problem) -> [UInt8] { try fingerprint(Array(token.utf8)) }

    package func fingerprint(_ bytes: [UInt8]) throws(Problem) -> [UInt8] {
        let key = state.withLock { $0.keys.lookup }
        return try Self.hash(bytes, key, length: Int(crypto_generichash_BYTES_MIN))
    }

    /// What only whoever has the store's key can make for these bytes: 32 bytes that prove a record of the audit log.
    package func authenticationCode(record sequence: Int64, _ bytes: [UInt8]) throws(Problem) -> [UInt8] {
        let key = state.withLock { state in state.keys.audit.last { $0.first <= sequence } }
        guard let key else { throw Problem(.internal, "there is no key for record \(sequence)") }
        return try Self.hash(bytes, key.key, length: Int(crypto_generichash_BYTES))
    }

    private static func hash(_ bytes: [UInt8], _ key: SecretBytes, length: Int) throws(Problem) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: length)
        let result = key.withBytes { key in
            crypto_generichash(&hash, hash.count, bytes, UInt64(bytes.count), key.baseAddress, key.count)
        }
        guard result == 0 else { throw Problem(.internal, "a value could not be hashed") }
        return hash
    }
}

/// Element tokens: 32 random bytes in base64, 44 characters.
package enum Token {
    package static let randomLength = 32

    package static func make(from random: ArraySlice<UInt8>) -> String {
        random.withUnsafeBytes { Base64.encodeSecret($0) }
    }
}
