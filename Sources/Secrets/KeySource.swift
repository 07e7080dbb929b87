internal import CSodium
package import POSIX
package import Problems

/// Where the key of a store comes from.
package enum KeySource: Sendable {
    case raw(SecretBytes)
    case file(String)
    case passphrase(SecretBytes)
    /// A new one for each handle: for stores that end with it.
    case random

    /// - Parameters:
    ///   - newKey: 32 random bytes for a new store, of which a key file that is missing is made; nil for an old store.
    ///   - parameters: how the key is derived from a passphrase; nil for a store that was not made with one.
    package func master(
        newKey: [UInt8]?, parameters: PassphraseParameters?, log: Log
    ) throws(Problem) -> SecretBytes {
        switch self {
        case .raw(let key): return key
        case .file(let path): return try KeyFile.master(path, newKey: newKey, log: log)
        case .passphrase(let passphrase):
            guard let parameters else {
                throw Problem(
                    .key, "the store's key is not derived from a passphrase; open it with its key or key file")
            }
            return try parameters.derive(from: passphrase)
        case .random:
            guard let newKey else { throw Problem(.key, "a random key does not fit a store that exists") }
            return try Self.copy(newKey)
        }
    }

    /// The keys that an old store may have. More than one only where a process was killed while it replaced a key file.
    package func masters(_ parameters: PassphraseParameters?, log: Log) throws(Problem) -> [SecretBytes] {
        if case .file(let path) = self { return try KeyFile.candidates(path, log: log) }
        return [try master(newKey: nil, parameters: parameters, log: log)]
    }

    package static func copy(_ bytes: [UInt8]) throws(Problem) -> SecretBytes {
        let copied: Result<SecretBytes, Problem> = bytes.withUnsafeBytes { bytes in
            do throws(Problem) { return .success(try SecretBytes(copying: bytes)) } catch { return .failure(error) }
        }
        return try copied.get()
    }
}

/// Key files: 64 hexadecimal digits and a line end as we write them, or 32 raw bytes.
package enum KeyFile {
    private static let what = "key file"

    // MARK: Replacing

    /// Where the key waits that takes the place of a key file's once the store has it.
    private static func successor(of path: String) -> String { path + ".new" }

    /// The keys that a store may have whose key file is here: that of the file, and the one that was about to take its
    /// place when a process that replaced it was killed.
    package static func candidates(_ path: String, log: Log) throws(Problem) -> [SecretBytes] {
        let successor = successor(of: path)
        guard File.exists(successor) else { return [try master(path, newKey: nil, log: log)] }
        // One that was killed before it was whole is none, which must not hinder the other.
        let next = try? master(successor, newKey: nil, log: log)
        guard let next else { return [try master(path, newKey: nil, log: log)] }
        guard File.exists(path) else { return [next] }
        return [try master(path, newKey: nil, log: log), next]
    }

    /// Lays a new key beside a key file, durable before the store needs it. Only for whoever has the store locked.
    package static func prepareSuccessor(of path: String, _ newKey: [UInt8]) throws(Problem) -> SecretBytes {
        let successor = successor(of: path)
        try File.remove(successor, what: what, status: .key)
        return try master(successor, newKey: newKey, log: .none)
    }

    /// Puts the new key in the place of the old one, where the store has it. Only for whoever has the store locked.
    ///
    /// - Returns: whether it did.
    package static func promoteSuccessor(
        of path: String, isWanted: (SecretBytes) throws(Problem) -> Bool
    ) throws(Problem) -> Bool {
        let successor = successor(of: path)
        guard File.exists(successor), let next = try? master(successor, newKey: nil, log: .none), try isWanted(next)
        else { return false }
        try File.move(successor, to: path, what: what, status: .key)
        return true
    }

    // MARK: Reading

    static func master(
        _ path: String, newKey: [UInt8]?, log: Log
    ) throws(Problem) -> SecretBytes {
        if let newKey, !File.exists(path) {
            var text = Array(Hexadecimal.encode(newKey).utf8) + Array("\n".utf8)
            defer { Wipe.bytes(&text) }
            // When another process was faster, its key file is read below.
            if try File.create(path, text, what: what, status: .key) {
                log(.info, "created the key file \"\(path)\"; without it the store's secrets are lost")
            }
        }
        guard File.exists(path) else {
            throw Problem(
                .key,
                "the key file \"\(path)\" is missing; put it back, as the store's secrets can't be read without it")
        }
        let file = try File.read(path, what: what, status: .key, maximumBytes: 4_096)
        var bytes = file.bytes
        defer { Wipe.bytes(&bytes) }
        if file.isReadableByOthers {
            log(.warning, "others than its owner can read or write the key file \"\(path)\"; do: chmod 600 \"\(path)\"")
        }
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        // 32 characters of text are a key that was cut off, not one of 32 bytes.
        let isText = bytes.allSatisfy { isBlank($0) || Hexadecimal.decode([0x30, $0]) != nil }
        if bytes.count == Sealer.keyLength, !isText { return try KeySource.copy(bytes) }
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        guard bytes.count == Sealer.keyLength * 2, var key = Hexadecimal.decode(bytes) else {
            throw Problem(.key, "the key file \"\(path)\" holds neither 64 hexadecimal digits nor 32 bytes")
        }
        defer { Wipe.bytes(&key) }
        return try KeySource.copy(key)
    }
}

/// How a key is derived from a passphrase: Argon2id with libsodium's parameters for interactive use, which are kept
/// in the store, as later versions may choose others.
package struct PassphraseParameters: Equatable, Sendable {
    package let salt: [UInt8]
    package let operations: Int64
    package let memoryBytes: Int64

    package static let saltLength = Int(crypto_pwhash_SALTBYTES)

    package init(salt: [UInt8], operations: Int64, memoryBytes: Int64) {
        self.salt = salt
        self.operations = operations
        self.memoryBytes = memoryBytes
    }

    package static func new(_ random: RandomSource) throws(Problem) -> PassphraseParameters {
        PassphraseParameters(
            salt: try random.bytes(saltLength), operations: Int64(crypto_pwhash_OPSLIMIT_INTERACTIVE),
            memoryBytes: Int64(crypto_pwhash_MEMLIMIT_INTERACTIVE))
    }

    func derive(from passphrase: SecretBytes) throws(Problem) -> SecretBytes {
        // A store from somebody else must not make us take all the memory, or all the time.
        guard salt.count == Self.saltLength, (1...16).contains(operations), (8_192...(1 << 30)).contains(memoryBytes)
        else {
            throw Problem(.store, "the store's passphrase parameters are damaged")
        }
        return try SecretBytes(count: Sealer.keyLength) { start throws(Problem) in
            let result = passphrase.withBytes { passphrase in
                passphrase.withMemoryRebound(to: CChar.self) { passphrase -> Int32 in
                    guard let text = passphrase.baseAddress else { return -1 }
                    return crypto_pwhash(
                        start, UInt64(Sealer.keyLength), text, UInt64(passphrase.count), salt, UInt64(operations),
                        Int(memoryBytes), crypto_pwhash_ALG_ARGON2ID13)
                }
            }
            guard result == 0 else { throw Problem.outOfMemory }
        }
    }
}
