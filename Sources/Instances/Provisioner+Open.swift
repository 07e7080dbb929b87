internal import Elements
private import JSON
private import Lint
private import POSIX
package import Problems
private import Secrets
private import Storage
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
        let (sealer, identity) = try opening.unlock(storage)
        return Provisioner(
            validator: validator, storage: storage, sealer: sealer, storeID: identity.id, options: options)
    }

    /// One line for each definition with something suspicious in it.
    private static func tellOddities(of catalogue: Catalogue, _ log: Log) throws(Problem) {
        for item in catalogue.items where item.origin != .builtin {
            guard let report = try item.document().read({ LintReport($0) }) else { throw .outOfMemory }
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
        let sealer: Sealer
    }

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

    func unlock(_ storage: any StoreStorage) throws(Problem) -> (Sealer, StoreIdentity) {
        if let identity = try storage.identity() {
            // First the key: a store that is not the caller's is left as it is.
            let sealer = try sealer(for: identity)
            let versions = try storage.bringForward { from, to throws(Problem) in
                try event(.upgradeStore, sealer, identity, ["from": .number(from), "to": .number(to)])
            }
            if let (from, to) = versions {
                options.log(.info, "brought the store\(path.map { " \"\($0)\"" } ?? "") from schema \(from) to \(to)")
            }
            return (sealer, identity)
        }
        let new = if let newKey { newKey } else { try makeKey() }
        let identity = try storage.setUp(
            new.identity, try people(new.sealer), try event(.createStore, new.sealer, new.identity))
        // Another process may have been faster; then its identity counts.
        if identity != new.identity { return (try sealer(for: identity), identity) }
        if let path { options.log(.info, "created the store \"\(path)\"") }
        return (new.sealer, identity)
    }

    /// A clock that is wrong is told by the first call that needs it; opening does not.
    private var now: Int64 { options.clock()?.seconds ?? 0 }

    private func event(
        _ action: AuditAction, _ sealer: Sealer, _ identity: StoreIdentity,
        _ details: KeyValuePairs<StaticString, AuditDetail> = [:]
    ) throws(Problem) -> AuditEvent {
        try InstanceSeals(sealer: sealer, store: identity.id).event(action, at: now, user: nil, details)
    }

    private func people(_ sealer: Sealer) throws(Problem) -> InitialPeople {
        let secrets = try PersonSecrets.standard(sealer)
        return InitialPeople(
            userFingerprint: try sealer.fingerprint(.user, secrets.user),
            organizationFingerprint: try sealer.fingerprint(.organization, secrets.organization),
            roles: Role.organizationAdmin.rawValue, created: now)
    }

    private func makeKey() throws(Problem) -> NewKey {
        // All randomness first: when the source fails, no key file is there yet.
        let id = try options.random.bytes(16)
        let nonce = try options.random.bytes(Sealer.nonceLength)
        var newKey = try options.random.bytes(Sealer.keyLength)
        defer { Wipe.bytes(&newKey) }
        var parameters: PassphraseParameters?
        if case .passphrase = keySource { parameters = try .new(options.random) }
        let master = try keySource.master(newKey: newKey, parameters: parameters, log: options.log)
        let sealer = try Sealer(master: master)
        let check = try sealer.seal(
            UnsafeRawBufferPointer(start: nil, count: 0), nonce: nonce[...], Self.checkContext(id))
        let passphrase = parameters.map {
            PassphraseRecord(salt: $0.salt, operations: $0.operations, memoryBytes: $0.memoryBytes)
        }
        return NewKey(identity: StoreIdentity(id: id, keyCheck: check, passphrase: passphrase), sealer: sealer)
    }

    private func sealer(for identity: StoreIdentity) throws(Problem) -> Sealer {
        if identity.passphrase != nil {
            guard case .passphrase = keySource else {
                throw Problem(.key, "the store's key is derived from a passphrase; set the option passphrase")
            }
        }
        let parameters = identity.passphrase.map {
            PassphraseParameters(salt: $0.salt, operations: $0.operations, memoryBytes: $0.memoryBytes)
        }
        let master = try keySource.master(newKey: nil, parameters: parameters, log: options.log)
        let sealer = try Sealer(master: master)
        guard try sealer.open(identity.keyCheck, Self.checkContext(identity.id)) != nil else {
            throw Problem(.key, "\(keyName) does not fit the store\(path.map { " \"\($0)\"" } ?? "")")
        }
        return sealer
    }

    private var keyName: String {
        switch keySource {
        case .raw, .random: "the key"
        case .file(let path): "the key of the key file \"\(path)\""
        case .passphrase: "the passphrase"
        }
    }

    private static func checkContext(_ id: [UInt8]) -> SealContext { SealContext(.keyCheck, store: id) }
}
