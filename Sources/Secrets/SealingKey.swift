internal import CSodium
internal import Problems

/// A key that seals values: XChaCha20-Poly1305 as libsodium has it, with a random nonce for each value.
///
/// A sealed value is base64 of: version (1 byte, 1), key id (4 bytes), nonce (24), ciphertext and tag (16).
struct SealingKey: Sendable {
    static let length = 32
    static let idLength = 4
    static let nonceLength = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
    private static let tagLength = Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)

    /// Tells which key sealed a value. Says nothing about the key itself.
    let id: [UInt8]
    let key: SecretBytes

    func seal(
        _ value: UnsafeRawBufferPointer, nonce: ArraySlice<UInt8>, _ context: SealContext
    ) throws(Problem) -> String {
        guard nonce.count == Self.nonceLength else { throw Problem(.internal, "a nonce has the wrong length") }
        let data = context.associatedData
        let header = [Sealed.version] + id + nonce
        let count = header.count + value.count + Self.tagLength
        let text: String? = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { sealed in
            _ = sealed.update(from: header)
            let result = key.withBytes { key -> Int32 in
                guard let start = sealed.baseAddress, let key = key.baseAddress else { return -1 }
                return crypto_aead_xchacha20poly1305_ietf_encrypt(
                    start + header.count, nil, value.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    UInt64(value.count), data, UInt64(data.count), nil, start + header.count - Self.nonceLength, key)
            }
            return result == 0 ? Base64.encode(UnsafeRawBufferPointer(sealed)) : nil
        }
        guard let text else { throw Problem(.internal, "a value could not be sealed") }
        return text
    }

    /// - Returns: nil when the value belongs elsewhere or was changed.
    func open(_ sealed: Sealed, _ context: SealContext) throws(Problem) -> SecretBytes? {
        var isGenuine = false
        let opened = try SecretBytes(count: sealed.length) { start throws(Problem) in
            isGenuine = decrypt(sealed, into: start, context)
        }
        return isGenuine ? opened : nil
    }

    /// The same without the locked memory of a secret: the value lives as long as the body runs.
    func withOpened<Result>(
        _ sealed: Sealed, _ context: SealContext, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(sealed.length, 1)) { buffer in
            guard let start = buffer.baseAddress, decrypt(sealed, into: start, context) else { return nil }
            defer { sodium_memzero(start, sealed.length) }
            return body(UnsafeRawBufferPointer(start: start, count: sealed.length))
        }
    }

    private func decrypt(_ sealed: Sealed, into start: UnsafeMutablePointer<UInt8>, _ context: SealContext) -> Bool {
        let data = context.associatedData
        return key.withBytes { key in
            guard let key = key.baseAddress else { return false }
            return crypto_aead_xchacha20poly1305_ietf_decrypt(
                start, nil, nil, sealed.ciphertext, UInt64(sealed.ciphertext.count), data, UInt64(data.count),
                sealed.nonce, key) == 0
        }
    }

    /// The parts of a sealed value.
    struct Sealed {
        fileprivate static let version: UInt8 = 1
        let keyID: [UInt8]
        fileprivate let nonce: [UInt8]
        fileprivate let ciphertext: [UInt8]
        /// Of the value.
        fileprivate var length: Int { ciphertext.count - tagLength }

        /// Nil for what is none.
        init?(_ text: String) {
            let header = 1 + idLength
            guard let bytes = Base64.decode(text), bytes.count >= header + nonceLength + tagLength,
                bytes[0] == Self.version
            else { return nil }
            keyID = Array(bytes[1..<header])
            nonce = Array(bytes[header..<header + nonceLength])
            ciphertext = Array(bytes[(header + nonceLength)...])
        }
    }
}
