import Foundation
import Problems
import Synchronization
import Testing

@testable import Storage

@Suite("Who a store is")
struct IdentityTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("A new store has no identity until it is set up")
    func setUp() throws {
        let storage = try SQLiteStorage(path: folder.store)
        #expect(try storage.identity() == nil)
        #expect(try storage.setUp(.of(1)) == .of(1))
        #expect(try storage.identity() == .of(1))
        #expect(try SQLiteStorage(path: folder.store).identity() == .of(1))
    }

    @Test(
        "How the key is derived is kept",
        arguments: [
            PassphraseRecord(salt: Array(0..<16), operations: 2, memoryBytes: 1 << 26),
            PassphraseRecord(salt: [], operations: .min, memoryBytes: .max),
        ])
    func passphrase(record: PassphraseRecord) throws {
        let identity = StoreIdentity.of(1, passphrase: record)
        _ = try SQLiteStorage(path: folder.store).setUp(identity)
        #expect(try SQLiteStorage(path: folder.store).identity() == identity)
    }

    @Test("Who comes second gets the identity of the first")
    func second() throws {
        let first = try SQLiteStorage(path: folder.store)
        let second = try SQLiteStorage(path: folder.store)
        #expect(try first.identity() == nil && second.identity() == nil)
        #expect(try first.setUp(.of(1)) == .of(1))
        #expect(try second.setUp(.of(2)) == .of(1))
        #expect(try second.identity() == .of(1) && first.setUp(.of(3)) == .of(1))
        #expect(try second.insert { .of($0) }.id == 1 && first.insert { .of($0) }.id == 2)
    }

    @Test("Of many that open one new store at once all get one identity, and no error", arguments: 0..<60)
    func race(round: Int) throws {
        let identities = Mutex<[StoreIdentity]>([])
        let path = folder.store
        let failures = inThreads(8) { index in
            let storage = try SQLiteStorage(path: path)
            let identity = try storage.identity() ?? storage.setUp(.of(UInt8(index)))
            let again = try storage.identity()
            _ = try storage.insert { .of($0) }
            identities.withLock { $0 += [identity] + (again.map { [$0] } ?? []) }
        }
        #expect(failures == [])
        let all = identities.withLock { $0 }
        #expect(all.count == 16 && all.allSatisfy { $0 == all[0] })
        #expect(try folder.integer("SELECT count(*) FROM store") == 1)
        #expect(try folder.integer("SELECT count(*) FROM instance") == 8)
    }

    @Test("A store that another sets up is never taken for a database of another program meanwhile")
    func watched() throws {
        for round in 0..<100 {
            let path = folder.path("watched-\(round).db")
            let isDone = Atomic(false)
            let failures = inThreads(2) { index in
                if index == 0 {
                    defer { isDone.store(true, ordering: .releasing) }
                    _ = try SQLiteStorage(path: path).setUp(.of(1))
                } else {
                    let watcher = try SQLiteStorage(path: path)
                    while !isDone.load(ordering: .acquiring) { _ = try watcher.identity() }
                }
            }
            #expect(failures == [], "round \(round)")
        }
    }

    @Test("A commit waits for the disk on every connection, also where another set the store up meanwhile")
    func durable() throws {
        let early = try SQLiteStorage(path: folder.store)
        let creator = try SQLiteStorage(path: folder.store)
        _ = try creator.setUp(.of(1))
        #expect(try early.identity() == .of(1))
        for storage in [creator, early, try SQLiteStorage(path: folder.store)] {
            let connection = try #require(
                Mirror(reflecting: storage).descendant("writer") as? SQLiteConnection)
            #expect(try connection.integer("PRAGMA synchronous") == 2)
            #expect(try connection.integer("PRAGMA cell_size_check") == 1)
            #expect(try connection.integer("PRAGMA trusted_schema") == 0)
        }
        let mode = try SQLiteConnection(folder.store).statement("PRAGMA journal_mode")
        #expect(try mode.step() && mode.text(0) == "wal")
    }
}
