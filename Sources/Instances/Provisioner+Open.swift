internal import Elements
private import JSON
private import Lint
private import POSIX
package import Problems
internal import Secrets
internal import Storage
private import Validation

extension Provisioner {
    /// Opens a store, and sets up a new one.
    ///
    /// - Parameter store: path of a file; nil or ":memory:" for a store that ends with the object.
    package static func open(_ store: String?, _ options: Options) throws(Problem) -> Provisioner {
        try Sodium.start()
        JSONStart.seed()
        let catalogue = try Catalogue(paths: options.catalogue)
        if !options.log.isNone { try tellOddities(of: catalogue, options.log) }
        let validator = Validator(catalogue, isStrict: options.isStrict)
        let path = store == ":memory:" ? nil : store
        if let path { try checkPath(path) }
        var opening = Opening(path: path, options: options)
        let storage = try opening.storage()
        let (unlocked, identity) = try opening.unlock(storage)
        let keyring = Keyring(
            unlocked.keys, unlocked.master, keyFile: opening.keyFile, store: identity.id, storage)
        let provisioner = Provisioner(
            validator: validator, storage: storage, keyring: keyring, isInMemory: path == nil, options: options)
        if unlocked.hasSuccessor { try provisioner.promoteKeyFile() }
        return provisioner
    }

    /// One line for each definition with something suspicious in it.
    private static func tellOddities(of catalogue: Catalogue, _ log: Log) throws(Problem) {
        for item in catalogue.items where item.origin != .builtin {
            guard let report = try item.document().read({ root throws(Problem) in try LintReport(root) }) else {
                throw .outOfMemory
            }
            if !report.warnings.isEmpty {
                log(.warning, "the element definition \"\(item.source)\": \(report.message)")
            }
        }
    }

    /// What SQLite would only call "unable to open database file", and before a key file is made beside a store that
    /// can't be.
    private static func checkPath(_ path: String) throws(Problem) {
        guard !path.isEmpty else {
            throw Problem(.misuse, "the path of the store is empty; use NULL or \":memory:\" for a store in memory")
        }
        if File.isDirectory(path) { throw Problem(.store, "the store \"\(path)\" is a directory; name a file") }
        let directory = File.directory(of: path)
        guard File.isDirectory(directory) else {
            throw Problem(
                .store, "the store \"\(path)\" can't be opened: there is no directory \"\(directory)\"; create it first"
            )
        }
        if let hindrance = File.hindrance(path) {
            throw Problem(.store, "the store \"\(path)\" can't be opened: \(hindrance); name a file")
        }
        // SQLite takes a file that is shorter than its header for an empty one, and would overwrite it.
        if let size = File.size(path), (1..<100).contains(size) {
            throw Problem(.store, "the store \"\(path)\" is no database; choose another path, or move the file away")
        }
        guard File.exists(path) ? File.isWritable(path) : File.isWritable(directory) else {
            throw Problem(.store, "the store \"\(path)\" is read-only; make the file and its folder writable")
        }
    }
}

/// The steps from a path and a key to an unlocked store.
private struct Opening {
    let path: String?
    let options: Provisioner.Options
    private let keySource: KeySource
    /// The key of a store that did not exist: it is made before the store, so that a failure leaves no store behind.
    private var newKey: NewKey?

    private struct NewKey {
        let identity: StoreIdentity
        let unlocked: Unlocked
    }

    struct Unlocked {
        let keys: WorkingKeys
        let master: MasterKey
        /// Whether the key is the one that was about to take the place of the key file's.
        var hasSuccessor = false
    }

    /// Nil for a key that is in none.
    var keyFile: String? { if case .file(let file) = keySource { file } else { nil } }

    init(path: String?, options: Provisioner.Options) {
        self.path = path
        self.options = options
        keySource = options.key ?? path.map { .file($0 + ".key") } ?? .random
    }

    mutating func storage() throws(Problem) -> any StoreStorage {
        guard let path else { return try SQLiteStorage() }
        if !File.exists(path) { newKey = try makeKey() }
        return try SQLiteStorage(path: path)
    }

    func unlock(_ storage: any StoreStorage) throws(Problem) -> (Unlocked, StoreIdentity) {
        if let found = try storage.identity() {
            // First the key: a store that is not the caller's is left as it is.
            let (unlocked, identity) = try storage.current(found, unlock)
            try bringForward(storage, unlocked, identity)
            return (unlocked, identity)
        }
        let new = if let newKey { newKey } else { try makeKey() }
        let sealer = Sealer(new.unlocked.keys)
        let identity = try storage.setUp(
            new.identity, try InitialPeople(sealer, created: now),
            try AuditEvent(
                .createStore, at: now, user: nil, [:],
                NewKeysProver(sealer: sealer, store: new.identity.id)))
        // Another process may have been faster; then its identity counts.
        if identity != new.identity { return try storage.current(identity, unlock) }
        if let path { options.log(.info, "created the store \"\(path)\"") }
        return (new.unlocked, identity)
    }

    private func bringForward(
        _ storage: any StoreStorage, _ unlocked: Unlocked, _ identity: StoreIdentity
    ) throws(Problem) {
        let keys: KeyRecord? =
            if identity.keys == nil {
                try unlocked.master.seal(
                    unlocked.keys, store: identity.id, nonce: try options.random.bytes(Sealer.nonceLength)[...])
            } else { nil }
        let sealer = Sealer(unlocked.keys)
        let time = now
        let versions = try storage.bringForward(keys) { from, to throws(Problem) in
            try AuditEvent(
                .upgradeStore, at: time, user: nil, ["from": .number(from), "to": .number(to)],
                NewKeysProver(sealer: sealer, store: identity.id))
        }
        if let (from, to) = versions {
            options.log(.info, "brought the store\(path.map { " \"\($0)\"" } ?? "") from schema \(from) to \(to)")
        }
    }

    /// A clock that is wrong is told by the first call that needs it; opening does not.
    private var now: Int64 { options.clock()?.seconds ?? 0 }

    private func makeKey() throws(Problem) -> NewKey {
        // All randomness first: when the source fails, no key file is there yet.
        let id = try options.random.bytes(16)
        let nonces = try options.random.bytes(2 * Sealer.nonceLength)
        var newKey = try options.random.bytes(Sealer.keyLength)
        var keyBytes = try options.random.bytes(WorkingKeys.randomLength)
        defer {
            Wipe.bytes(&newKey)
            Wipe.bytes(&keyBytes)
        }
        var parameters: PassphraseParameters?
        if case .passphrase = keySource { parameters = try .new(options.random) }
        let master = try keySource.master(newKey: newKey, parameters: parameters, log: options.log)
        let working = try WorkingKeys.new(keyBytes)
        let key = try MasterKey(master)
        let identity = StoreIdentity(
            id: id, keyCheck: try key.check(store: id, nonce: nonces[..<Sealer.nonceLength]),
            passphrase: parameters.map(PassphraseRecord.init),
            keys: try key.seal(working, store: id, nonce: nonces[Sealer.nonceLength...]))
        return NewKey(identity: identity, unlocked: Unlocked(keys: working, master: key))
    }

    private func unlock(_ identity: StoreIdentity) throws(Problem) -> Unlocked {
        if identity.passphrase != nil {
            guard case .passphrase = keySource else {
                throw Problem(.key, "the store's key is derived from a passphrase; set the option passphrase")
            }
        }
        for (index, master) in try keySource.masters(identity.parameters, log: options.log).enumerated() {
            let key = try MasterKey(master)
            if let keys = try key.open(identity) { return Unlocked(keys: keys, master: key, hasSuccessor: index > 0) }
            // A store of a version that kept no keys derived all of them.
            if identity.keys == nil, try key.fits(identity.keyCheck, store: identity.id) {
                return Unlocked(keys: try .derived(from: master), master: key)
            }
        }
        throw Problem(.key, "\(keyName) does not fit the store\(path.map { " \"\($0)\"" } ?? "")")
    }

    private var keyName: String {
        switch keySource {
        case .raw, .random: "the key"
        case .file(let path): "the key of the key file \"\(path)\""
        case .passphrase: "the passphrase"
        }
    }
}

extension InitialPeople {
    init(_ sealer: Sealer, created: Int64) throws(Problem) {
        let secrets = try PersonSecrets.standard(sealer)
        self.init(
            userFingerprint: try sealer.fingerprint(.user, secrets.user),
            organizationFingerprint: try sealer.fingerprint(.organization, secrets.organization),
            roles: Role.organizationAdmin.rawValue, created: created)
    }
}

extension StoreIdentity {
    var parameters: PassphraseParameters? {
        passphrase.map {
            PassphraseParameters(salt: $0.salt, operations: $0.operations, memoryBytes: $0.memoryBytes)
        }
    }
}

extension PassphraseRecord {
    init(_ parameters: PassphraseParameters) {
        self.init(salt: parameters.salt, operations: parameters.operations, memoryBytes: parameters.memoryBytes)
    }
}
