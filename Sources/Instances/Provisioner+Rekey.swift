package import JSON
private import POSIX
package import Problems
package import Secrets
internal import Storage

/// How to replace the key of a store.
package struct RekeyOptions {
    /// Nil for a new key in the key file that the store has.
    package var key: KeySource?
    /// Whether the default user and organization get new secrets too.
    package var renewsDefaultSecrets = false
    /// Instances for each transaction.
    package var batch = 500
    /// Told how many instances are done, of how many; answers whether to go on.
    package var progress: (_ done: Int64, _ total: Int64) -> Bool = { _, _ in true }

    package init() {}
}

extension Session {
    /// Replaces the store's key, and seals everything anew: `{"generation": 2, "resealed": 1000, "resumed": false,
    /// "damaged": 0}`. What was begun by a call that did not end is finished first. For the host only.
    package func rekey(_ options: RekeyOptions) throws(Problem) -> OwnedJSON {
        try provisioner.checkProcess()
        var rotation = KeyRotation(provisioner, user: user, options)
        try rotation.run()
        var object = OwnedJSON.object()
        object.set("generation", .integer(seals.sealer.generation))
        object.set("resealed", .integer(rotation.resealed))
        object.set("resumed", .boolean(rotation.isResumed))
        object.set("damaged", .integer(rotation.damaged))
        return object
    }
}

/// A rotation of the keys. It begins with one transaction that seals the new working keys, beside the former one, under
/// the new master key; from then on the old master key opens nothing. Then it seals the instances anew, in batches. It
/// ends with a transaction that forgets the former working key. Whatever kills it in between, a later call goes on.
private struct KeyRotation {
    private let provisioner: Provisioner
    private let user: Int64
    private let options: RekeyOptions
    private(set) var resealed: Int64 = 0
    private(set) var damaged: Int64 = 0
    private(set) var isResumed = false

    private var storage: any StoreStorage { provisioner.storage }
    private var keyring: Keyring { provisioner.seals.keyring }
    private var random: RandomSource { provisioner.options.random }

    init(_ provisioner: Provisioner, user: Int64, _ options: RekeyOptions) {
        self.provisioner = provisioner
        self.user = user
        self.options = options
    }

    mutating func run() throws(Problem) {
        try keyring.refresh()
        if let identity = try storage.identity(), identity.keys?.isRotating ?? false {
            isResumed = true
            try sealAnew()
            if try isDone(identity) { return }
        }
        try begin()
        try sealAnew()
    }

    /// Whether the rotation that was finished is the one that this call is about.
    private func isDone(_ identity: StoreIdentity) throws(Problem) -> Bool {
        guard let key = options.key else { return true }
        if case .file(let path) = key, !File.exists(path) { return false }
        if case .passphrase = key, identity.passphrase == nil { return false }
        for master in try key.masters(identity.parameters, log: .none) where try MasterKey(master).open(identity) != nil
        {
            return true
        }
        return false
    }

    // MARK: Beginning

    /// Where the new master key is, before the store is locked.
    private enum NewMaster {
        case ready(SecretBytes, PassphraseParameters?, keyFile: String?)
        /// It takes the place of the one in this key file.
        case successor(String)
    }

    private func begin() throws(Problem) {
        // All randomness first, and the time: the callbacks may call back in.
        let now = try provisioner.now()
        var newKey = try random.bytes(Sealer.keyLength)
        var keyBytes = try random.bytes(WorkingKeys.randomLength)
        defer {
            Wipe.bytes(&newKey)
            Wipe.bytes(&keyBytes)
        }
        let nonces = try random.bytes(2 * Sealer.nonceLength)
        let prepared = try newMaster(newKey)
        var begun: (keys: WorkingKeys, master: MasterKey, keyFile: String?)?
        try storage.replaceKeys { current, lastRecord throws(Problem) in
            let former = try keyring.open(current)
            // Somebody else may have begun at the same time; then his rotation is the one to finish.
            guard !former.isRotating else { return nil }
            let (master, parameters, keyFile) = try settled(prepared, newKey, current)
            let keys = try former.rotated(
                keyBytes, firstRecord: lastRecord + 1, renewsStandardSecrets: options.renewsDefaultSecrets)
            let identity = StoreIdentity(
                id: current.id, keyCheck: try master.check(store: current.id, nonce: nonces[..<Sealer.nonceLength]),
                passphrase: parameters.map(PassphraseRecord.init),
                keys: try master.seal(keys, store: current.id, nonce: nonces[Sealer.nonceLength...]))
            begun = (keys, master, keyFile)
            return KeyReplacement(
                identity,
                people: options.renewsDefaultSecrets ? (try people(former), try people(keys)) : nil,
                try event(.beginRekey, at: now, keys, ["generation": .number(keys.generation)]))
        }
        if let begun { keyring.install(begun.keys, begun.master, keyFile: begun.keyFile) }
        try provisioner.promoteKeyFile()
    }

    private func newMaster(_ newKey: [UInt8]) throws(Problem) -> NewMaster {
        let present = keyring.keyFile
        switch options.key {
        case .file(let path):
            if let present, File.areSame(path, present) { return .successor(present) }
            return .ready(
                try KeySource.file(path).master(newKey: newKey, parameters: nil, log: provisioner.options.log), nil,
                keyFile: path)
        case .raw(let key): return .ready(key, nil, keyFile: nil)
        case .passphrase:
            let parameters = try PassphraseParameters.new(random)
            guard let key = options.key else { throw .outOfMemory }
            return .ready(
                try key.master(newKey: nil, parameters: parameters, log: .none), parameters, keyFile: nil)
        case .random, nil:
            if let present { return .successor(present) }
            guard provisioner.isInMemory else {
                throw Problem(
                    .misuse,
                    "the store is opened with a key or passphrase; say which key, key_file or passphrase is next")
            }
            return .ready(try KeySource.copy(newKey), nil, keyFile: nil)
        }
    }

    private func settled(
        _ prepared: NewMaster, _ newKey: [UInt8], _ current: StoreIdentity
    ) throws(Problem) -> (MasterKey, PassphraseParameters?, String?) {
        switch prepared {
        case .ready(let master, let parameters, let keyFile): return (try MasterKey(master), parameters, keyFile)
        case .successor(let path):
            // The one of a rotation that was killed may be the one that the store has.
            _ = try KeyFile.promoteSuccessor(of: path) { next throws(Problem) in
                try MasterKey(next).open(current) != nil
            }
            return (try MasterKey(try KeyFile.prepareSuccessor(of: path, newKey)), nil, path)
        }
    }

    private func people(_ keys: WorkingKeys) throws(Problem) -> InitialPeople {
        try InitialPeople(Sealer(keys), created: 0)
    }

    // MARK: Sealing anew

    private mutating func sealAnew() throws(Problem) {
        let seals = provisioner.seals
        while let records = try storage.instancesToReseal(limit: options.batch) {
            guard let last = records.last else {
                try finish()
                break
            }
            let generation = seals.sealer.generation
            var batch: [ResealedInstance] = []
            for record in records {
                do throws(Problem) {
                    batch.append(try seals.resealed(record, random))
                } catch {
                    guard error.status == .store else { throw error }
                    damaged += 1
                    provisioner.options.log(.warning, error.message)
                }
            }
            do throws(Problem) {
                try storage.reseal(batch, generation: generation, last: last.id)
            } catch {
                guard error == .staleKeys else { throw error }
                try keyring.refresh()
                continue
            }
            resealed += Int64(batch.count)
            let (done, total) = try storage.resealProgress()
            guard options.progress(done, total) else {
                throw Problem(.callback, "the progress callback has stopped the rotation; call again to go on")
            }
        }
        try emptyLog()
    }

    private func finish() throws(Problem) {
        let now = try provisioner.now()
        let nonce = try random.bytes(Sealer.nonceLength)
        var finished: WorkingKeys?
        try storage.replaceKeys { current, _ throws(Problem) in
            let keys = try keyring.open(current).settled
            guard current.keys?.isRotating ?? false else { return nil }
            var identity = current
            identity.keys = try keyring.master.seal(keys, store: current.id, nonce: nonce[...])
            finished = keys
            return KeyReplacement(
                identity, try event(.finishRekey, at: now, keys, ["generation": .number(keys.generation)]))
        }
        if let finished { keyring.sealer.install(finished) }
    }

    /// The write-ahead log still has what was sealed under the former key.
    private func emptyLog() throws(Problem) {
        if try storage.emptyLog() { return }
        provisioner.options.log(
            .warning, "the store's \"-wal\" file still holds values sealed under the former key: somebody is reading")
    }

    // MARK: Records

    /// A record proved by keys that are about to be the store's.
    private func event(
        _ action: AuditAction, at time: Int64, _ keys: WorkingKeys,
        _ details: KeyValuePairs<StaticString, AuditDetail>
    ) throws(Problem) -> AuditEvent {
        try AuditEvent(action, at: time, user: user, details, NewKeysProver(sealer: Sealer(keys), store: keyring.store))
    }
}

extension Provisioner {
    /// Puts the new key in the place of the key file that the store had, once the store has it.
    func promoteKeyFile() throws(Problem) {
        guard let file = seals.keyring.keyFile else { return }
        var isPromoted = false
        try storage.replaceKeys { current, _ throws(Problem) in
            isPromoted = try KeyFile.promoteSuccessor(of: file) { next throws(Problem) in
                try MasterKey(next).open(current) != nil
            }
            return nil
        }
        if isPromoted { options.log(.info, "replaced the key file \"\(file)\"") }
    }
}
