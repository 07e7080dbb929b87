internal import CSodium
package import Problems

/// What a sealed value belongs to. It is authenticated with the value, so that a ciphertext that somebody moves to
/// another entry, instance, owner or store is refused.
package struct SealContext: Sendable {
    package enum Purpose: UInt8, Sendable { case keyCheck = 1, token = 2, entry = 3, providerData = 4 }

    package let purpose: Purpose
    package let store: [UInt8]
    package let owner: Int64
    package let instance: Int64
    package let entry: String

    package init(_ purpose: Purpose, store: [UInt8], owner: Int64 = 0, instance: Int64 = 0, entry: String = "") {
        self.purpose = purpose
        self.store = store
        self.owner = owner
        self.instance = instance
        self.entry = entry
    }

    /// Fixed lengths before the one that varies, so that no two contexts spell the same bytes.
    var associatedData: [UInt8] {
        var data = Array("provisor seal 1".utf8)
        data.append(purpose.rawValue)
        data.append(UInt8(truncatingIfNeeded: store.count))
        data += store
        for number in [owner, instance] {
            for shift in stride(from: 0, to: 64, by: 8) {
                data.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
            }
        }
        return data + Array(entry.utf8)
    }
}

/// Seals values under a store's key: XChaCha20-Poly1305 as libsodium has it, with a random nonce for each value.
///
/// A sealed value is base64 of: version (1 byte, 1), key id (4 bytes), nonce (24), ciphertext and tag (16).
package final class Sealer: Sendable {
    package static let keyLength = Int(crypto_kdf_KEYBYTES)
    /// Random bytes that sealing one value takes.
    package static let nonceLength = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
    private static let version: UInt8 = 1
    private static let headerLength = 5
    private static let tagLength = Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)

    private let sealingKey: SecretBytes
    private let lookupKey: SecretBytes
    /// What the secrets of the store's default user are made of.
    private let standardSecrets: SecretBytes
    private let auditKey: SecretBytes
    /// Tells which key sealed a value. Says nothing about the key itself.
    private let keyID: [UInt8]

    /// - Parameter master: 32 bytes; only keys derived from it are kept, one for each use.
    package init(master: SecretBytes) throws(Problem) {
        guard master.count == Self.keyLength else { throw Problem(.key, "a key has \(Self.keyLength) bytes") }
        sealingKey = try Self.derive(1, length: 32, from: master)
        lookupKey = try Self.derive(2, length: 32, from: master)
        standardSecrets = try Self.derive(4, length: Self.standardSecretsLength, from: master)
        auditKey = try Self.derive(5, length: 32, from: master)
        keyID = try Self.derive(3, length: 16, from: master).withBytes { Array($0.prefix(4)) }
    }

    private static func derive(_ use: UInt64, length: Int, from master: SecretBytes) throws(Problem) -> SecretBytes {
        try SecretBytes(count: length) { start throws(Problem) in
            let result = master.withBytes { master -> Int32 in
                guard let master = master.baseAddress else { return -1 }
                return crypto_kdf_derive_from_key(start, length, use, "provisor", master)
            }
            guard result == 0 else { throw Problem(.internal, "a key could not be derived") }
        }
    }

    /// - Parameter nonce: `nonceLength` random bytes, never used before.
    package func seal(
        _ value: UnsafeRawBufferPointer, nonce: ArraySlice<UInt8>, _ context: SealContext
    ) throws(Problem) -> String {
        let nonce = Array(nonce)
        guard nonce.count == Self.nonceLength else { throw Problem(.internal, "a nonce has the wrong length") }
        let data = context.associatedData
        var sealed = [Self.version] + keyID + nonce
        let start = sealed.count
        sealed += [UInt8](repeating: 0, count: value.count + Self.tagLength)
        let result = sealed.withUnsafeMutableBufferPointer { sealed -> Int32 in
            sealingKey.withBytes { key in
                guard let ciphertext = sealed.baseAddress.map({ $0 + start }), let key = key.baseAddress else {
                    return -1
                }
                return crypto_aead_xchacha20poly1305_ietf_encrypt(
                    ciphertext, nil, value.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(value.count), data,
                    UInt64(data.count), nil, nonce, key)
            }
        }
        guard result == 0 else { throw Problem(.internal, "a value could not be sealed") }
        return sealed.withUnsafeBytes { Base64.encode($0) }
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
        guard let sealed = Sealed(text, keyID) else { return nil }
        var isGenuine = false
        let opened = try SecretBytes(count: sealed.length) { start throws(Problem) in
            isGenuine = decrypt(sealed, into: start, context)
        }
        return isGenuine ? opened : nil
    }

    /// The same for a text that replies show anyway, such as a token: without the locked memory of a secret, which costs
    /// more than opening.
    package func openShown(_ text: String, _ context: SealContext) -> String? {
        guard let sealed = Sealed(text, keyID) else { return nil }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(sealed.length, 1)) { buffer in
            guard let start = buffer.baseAddress, decrypt(sealed, into: start, context) else { return nil }
            defer { sodium_memzero(start, sealed.length) }
            return String(decoding: UnsafeRawBufferPointer(start: start, count: sealed.length), as: UTF8.self)
        }
    }

    /// The parts of a sealed value.
    private struct Sealed {
        let nonce: [UInt8]
        let ciphertext: [UInt8]
        /// Of the value.
        var length: Int { ciphertext.count - tagLength }

        /// Nil for what is none, and for another key's.
        init?(_ text: String, _ keyID: [UInt8]) {
            guard let bytes = Base64.decode(text), bytes.count >= headerLength + nonceLength + tagLength,
                bytes[0] == version, Array(bytes[1..<headerLength]) == keyID
            else { return nil }
            nonce = Array(bytes[headerLength..<headerLength + nonceLength])
            ciphertext = Array(bytes[(headerLength + nonceLength)...])
        }
    }

    private func decrypt(_ sealed: Sealed, into start: UnsafeMutablePointer<UInt8>, _ context: SealContext) -> Bool {
        let data = context.associatedData
        return sealingKey.withBytes { key in
            guard let key = key.baseAddress else { return false }
            return crypto_aead_xchacha20poly1305_ietf_decrypt(
                start, nil, nil, sealed.ciphertext, UInt64(sealed.ciphertext.count), data, UInt64(data.count),
                sealed.nonce, key) == 0
        }
    }

    private static let standardSecretsLength = 48

    /// Bytes that only whoever has the store's key can know: the same for every handle on the store.
    package func derivedBytes(_ count: Int) throws(Problem) -> ArraySlice<UInt8> {
        guard count <= Self.standardSecretsLength else { throw Problem(.internal, "too many derived bytes") }
        return standardSecrets.withBytes { Array($0)[..<count] }
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
        try Self.hash(bytes, lookupKey, length: Int(crypto_generichash_BYTES_MIN))
    }

    /// What only whoever has the store's key can make for these bytes: 32 bytes that prove a record of the audit log.
    package func authenticationCode(_ bytes: [UInt8]) throws(Problem) -> [UInt8] {
        try Self.hash(bytes, auditKey, length: Int(crypto_generichash_BYTES))
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
        random.withUnsafeBytes { Base64.encode($0) }
    }
}
