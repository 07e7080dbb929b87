private import POSIX
internal import Problems
internal import Secrets
internal import Storage
private import Synchronization

/// The keys of an open store. When another process has replaced them, they are read again; that needs no help where the
/// key is in a file.
final class Keyring: Sendable {
    let sealer: Sealer
    /// Id of the store.
    let store: [UInt8]
    private let storage: any StoreStorage
    private let state: Mutex<State>

    private struct State {
        var master: MasterKey
        /// Path of the key file; nil for a key that the caller has handed in.
        var keyFile: String?
    }

    init(_ keys: WorkingKeys, _ master: MasterKey, keyFile: String?, store: [UInt8], _ storage: any StoreStorage) {
        sealer = Sealer(keys)
        self.store = store
        self.storage = storage
        state = Mutex(State(master: master, keyFile: keyFile))
    }

    var master: MasterKey { state.withLock { $0.master } }
    var keyFile: String? { state.withLock { $0.keyFile } }

    func install(_ keys: WorkingKeys, _ master: MasterKey, keyFile: String?) {
        state.withLock { $0 = State(master: master, keyFile: keyFile) }
        sealer.install(keys)
    }

    /// Reads the keys again, where they are not those of the store any more.
    func refresh() throws(Problem) {
        guard let identity = try storage.identity(), identity.keys?.generation != sealer.generation else { return }
        sealer.install(try storage.current(identity, open).0)
    }

    /// The keys of the store as it is now.
    func open(_ identity: StoreIdentity) throws(Problem) -> WorkingKeys {
        if let keys = try master.open(identity) { return keys }
        let file = keyFile
        if let file {
            for candidate in try KeyFile.candidates(file, log: .none) {
                let master = try MasterKey(candidate)
                guard let keys = try master.open(identity) else { continue }
                state.withLock { $0.master = master }
                return keys
            }
        }
        throw Problem(.key, "the store's key was replaced; close the store, and open it with the new key")
    }
}

extension StoreStorage {
    /// Reads keys for the store as it is now.
    ///
    /// Whoever replaces the key changes the store and the key file one after the other, so what was read of the two may
    /// be of different times. When a key does not fit and the store has changed since, both are read again.
    func current<Keys>(
        _ identity: StoreIdentity, _ keys: (StoreIdentity) throws(Problem) -> Keys
    ) throws(Problem) -> (Keys, StoreIdentity) {
        var identity = identity
        while true {
            do throws(Problem) { return (try keys(identity), identity) } catch {
                guard error.status == .key, let now = try self.identity(),
                    now.keys?.generation != identity.keys?.generation
                else { throw error }
                identity = now
            }
        }
    }
}

extension MasterKey {
    /// Nil when the key does not fit.
    func open(_ identity: StoreIdentity) throws(Problem) -> WorkingKeys? {
        guard let record = identity.keys else { return nil }
        return try open(record.sealed, store: identity.id, generation: record.generation)
    }

    func seal(
        _ keys: WorkingKeys, store: [UInt8], nonce: ArraySlice<UInt8>
    ) throws(Problem) -> KeyRecord {
        KeyRecord(
            generation: keys.generation, sealed: try seal(keys, store: store, nonce: nonce), isRotating: keys.isRotating
        )
    }
}
