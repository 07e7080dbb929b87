package import Problems

/// The keys that are at work in a store. The store keeps them, sealed under its master key.
package struct WorkingKeys: Sendable {
    /// 1, and one more with each rotation.
    package let generation: Int64
    /// The first one seals, all of them open: during a rotation the former one too.
    let sealing: [SealingKey]
    /// In ascending order.
    let audit: [AuditKey]
    /// By which tokens and secrets are found. It stays, as nobody has the secrets of which only hashes are kept.
    let lookup: SecretBytes
    /// What the secrets of the store's default user are made of.
    let standardSecrets: SecretBytes

    /// Proves the records of the audit log from a sequence number on.
    struct AuditKey: Sendable {
        let first: Int64
        let key: SecretBytes
    }

    static let keyLength = 32
    static let standardSecretsLength = 48

    /// Random bytes that new keys are made of; a rotation takes as many.
    package static let randomLength = SealingKey.idLength + 3 * keyLength + standardSecretsLength

    /// The keys of a new store.
    package static func new(_ random: [UInt8]) throws(Problem) -> WorkingKeys {
        var random = RandomKeys(random)
        return WorkingKeys(
            generation: 1, sealing: [try random.sealingKey(not: nil)],
            audit: [AuditKey(first: 0, key: try random.next(keyLength))], lookup: try random.next(keyLength),
            standardSecrets: try random.next(standardSecretsLength))
    }

    /// The keys of a store that keeps none, as they were before stores did.
    package static func derived(from master: SecretBytes) throws(Problem) -> WorkingKeys {
        let derivation = try Derivation(master)
        return WorkingKeys(
            generation: 1, sealing: [try derivation.sealingKey()],
            audit: [AuditKey(first: 0, key: try derivation.key(5, length: keyLength))],
            lookup: try derivation.key(2, length: keyLength),
            standardSecrets: try derivation.key(4, length: standardSecretsLength))
    }

    // MARK: Rotation

    /// Whether values may still be sealed under the former key.
    package var isRotating: Bool { sealing.count > 1 }

    /// The keys with which a rotation begins: new ones for sealing and for the audit log, beside the former ones.
    ///
    /// - Parameters:
    ///   - firstRecord: of the audit log that the new key proves.
    ///   - renewsStandardSecrets: whether the default user gets new secrets.
    package func rotated(
        _ random: [UInt8], firstRecord: Int64, renewsStandardSecrets: Bool
    ) throws(Problem) -> WorkingKeys {
        guard let current = sealing.first, generation < .max else { throw Problem(.internal, "there is no key") }
        var random = RandomKeys(random)
        return WorkingKeys(
            generation: generation + 1, sealing: [try random.sealingKey(not: current.id), current],
            audit: audit + [AuditKey(first: firstRecord, key: try random.next(Self.keyLength))], lookup: lookup,
            standardSecrets: renewsStandardSecrets
                ? try random.next(Self.standardSecretsLength) : standardSecrets)
    }

    /// The keys with which it ends: nothing is sealed under the former one any more.
    package var settled: WorkingKeys {
        WorkingKeys(
            generation: generation, sealing: Array(sealing.prefix(1)), audit: audit, lookup: lookup,
            standardSecrets: standardSecrets)
    }

    /// Cuts random bytes into keys.
    private struct RandomKeys {
        private var rest: ArraySlice<UInt8>

        init(_ bytes: [UInt8]) { rest = bytes[...] }

        mutating func next(_ length: Int) throws(Problem) -> SecretBytes {
            guard rest.count >= length else { throw Problem(.internal, "there are too few random bytes for keys") }
            defer { rest = rest.dropFirst(length) }
            return try KeySource.copy(Array(rest.prefix(length)))
        }

        /// - Parameter other: id that another key has.
        mutating func sealingKey(not other: [UInt8]?) throws(Problem) -> SealingKey {
            var id = Array(rest.prefix(SealingKey.idLength))
            rest = rest.dropFirst(SealingKey.idLength)
            if id == other, !id.isEmpty { id[0] ^= 1 }
            return SealingKey(id: id, key: try next(keyLength))
        }
    }
}

// MARK: As bytes

extension WorkingKeys {
    /// Version, generation, lookup key, standard secrets; number of sealing keys, each with id and key; number of audit
    /// keys, each with the first record and the key.
    private static let version: UInt8 = 1
    private static let mostAuditKeys = 0xFFFF

    func encoded() throws(Problem) -> SecretBytes {
        guard audit.count <= Self.mostAuditKeys else { throw Problem(.store, "the keys were rotated too often") }
        let sealingLength = SealingKey.idLength + Self.keyLength
        let length =
            1 + 8 + Self.keyLength + Self.standardSecretsLength + 1 + sealing.count * sealingLength + 2
            + audit.count * (8 + Self.keyLength)
        return try SecretBytes(count: length) { start throws(Problem) in
            var end = start
            func add(_ bytes: some Sequence<UInt8>) {
                for byte in bytes {
                    end.pointee = byte
                    end += 1
                }
            }
            func add(_ secret: SecretBytes) { secret.withBytes { add($0) } }
            func add(_ number: Int64) { withUnsafeBytes(of: number.littleEndian) { add($0) } }
            add([Self.version])
            add(generation)
            add(lookup)
            add(standardSecrets)
            add([UInt8(truncatingIfNeeded: sealing.count)])
            for key in sealing {
                add(key.id)
                add(key.key)
            }
            add([UInt8(truncatingIfNeeded: audit.count), UInt8(truncatingIfNeeded: audit.count >> 8)])
            for key in audit {
                add(key.first)
                add(key.key)
            }
        }
    }

    init(decoding bytes: SecretBytes) throws(Problem) {
        var reader = Reader(bytes)
        guard reader.number(bytes: 1) == Int64(Self.version) else {
            throw Problem(.store, "the store's keys are of a newer version of the library; use that")
        }
        generation = reader.number(bytes: 8)
        lookup = try reader.secret(Self.keyLength)
        standardSecrets = try reader.secret(Self.standardSecretsLength)
        var sealing: [SealingKey] = []
        for _ in 0..<reader.number(bytes: 1) {
            let id = try reader.secret(SealingKey.idLength).withBytes { Array($0) }
            sealing.append(SealingKey(id: id, key: try reader.secret(Self.keyLength)))
        }
        self.sealing = sealing
        var audit: [AuditKey] = []
        for _ in 0..<reader.number(bytes: 2) {
            audit.append(AuditKey(first: reader.number(bytes: 8), key: try reader.secret(Self.keyLength)))
        }
        self.audit = audit
        guard !sealing.isEmpty, !audit.isEmpty, reader.isAtEnd else { throw Reader.damaged }
    }

    private struct Reader {
        static let damaged = Problem(.store, "the store's keys are damaged; restore the store from a backup")

        private let bytes: SecretBytes
        private var position = 0

        init(_ bytes: SecretBytes) { self.bytes = bytes }

        var isAtEnd: Bool { position == bytes.count }

        /// Little-endian; bytes behind the end count as 0, and are noticed at the end.
        mutating func number(bytes count: Int) -> Int64 {
            defer { position += count }
            return bytes.withBytes { bytes in
                bytes.dropFirst(position).prefix(count).reversed().reduce(0) { $0 << 8 | Int64($1) }
            }
        }

        mutating func secret(_ count: Int) throws(Problem) -> SecretBytes {
            defer { position += count }
            guard position + count <= bytes.count else { throw Self.damaged }
            let found: Result<SecretBytes, Problem> = bytes.withBytes { all in
                let part = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(all)[position..<position + count])
                do throws(Problem) { return .success(try SecretBytes(copying: part)) } catch { return .failure(error) }
            }
            return try found.get()
        }
    }
}
