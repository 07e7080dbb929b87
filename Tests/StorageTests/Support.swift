import Foundation
import Problems
import Synchronization
import Testing

@testable import Storage

extension StoreIdentity {
    /// An identity of equal bytes.
    static func of(_ byte: UInt8, passphrase: PassphraseRecord? = nil) -> StoreIdentity {
        StoreIdentity(
            id: [UInt8](repeating: byte, count: 16), keyCheck: "check \(byte)", passphrase: passphrase, keys: .some)
    }
}

extension KeyRecord {
    static let some = KeyRecord(generation: 1, sealed: "keys", isRotating: false)
}

extension InstanceRecord {
    /// A record that differs from that of every other id.
    static func of(_ id: Int64, name: String = "Docs", fingerprint: [UInt8]? = nil) -> InstanceRecord {
        InstanceRecord(
            id: id, user: 2, element: "freshservice", name: name, tags: "[\"Docs\"]",
            configuration: "{\"username\":\"joe\",\"password\":{\"sealed\":\"\(id)\"}}", externalAuthentication: "none",
            areEventsEnabled: false, created: 1_449_850_071, updated: 1_449_850_071, sealedToken: "sealed \(id)",
            tokenFingerprint: fingerprint ?? withUnsafeBytes(of: id) { Array($0) })
    }
}

/// The user to whom the tests' instances belong.
let owner: Int64 = 2

extension InitialPeople {
    static let some = InitialPeople(userFingerprint: [1], organizationFingerprint: [2], roles: "", created: 0)
}

struct AnyonesProver: AuditProver {
    var generation: Int64 { 1 }
    func renew(_ identity: StoreIdentity) throws(Problem) { throw .staleKeys }
    func code(_ sequence: Int64, _ bytes: [UInt8]) throws(Problem) -> [UInt8] { Array(bytes.suffix(8)) }
}

extension AuditEvent {
    /// An event whose codes anybody could make.
    static let some = AuditEvent(time: 0, user: owner, action: "some", prover: AnyonesProver())
}

extension SQLiteStorage {
    func setUp(_ identity: StoreIdentity) throws(Problem) -> StoreIdentity { try setUp(identity, .some, .some) }

    /// Stores an instance without an idempotency key.
    func insert(_ make: (Int64) throws(Problem) -> InstanceRecord) throws -> InstanceRecord {
        let record = try insert(nil, user: owner, generation: 1) { id throws(Problem) in
            InstanceWrite(try make(id), .some)
        }
        return try #require(record)
    }

    func instance(_ id: Int64) throws(Problem) -> InstanceRecord? { try instance(id, user: owner) }
}

/// A folder of its own with a path for a store, which ends with the object.
final class TemporaryFolder: Sendable {
    let url: URL
    var store: String { path("instances.db") }

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "provisor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    /// Opens the store, and sets it up where it is new.
    func open() throws -> SQLiteStorage {
        let storage = try SQLiteStorage(path: store)
        if try storage.identity() == nil { _ = try storage.setUp(.of(1)) }
        return storage
    }

    /// Runs SQL on the store beside all storages.
    func run(_ sql: String) throws { try SQLiteConnection(store).execute(sql) }

    func integer(_ sql: String) throws -> Int64 { try SQLiteConnection(store).integer(sql) }

    func expectIntegrity(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let check = try SQLiteConnection(store).statement("PRAGMA integrity_check")
        #expect(try check.step(), sourceLocation: sourceLocation)
        #expect(check.text(0) == "ok", sourceLocation: sourceLocation)
    }
}

/// Runs a body in many threads at once, and answers what failed.
func inThreads(_ count: Int, _ body: @Sendable (Int) throws -> Void) -> [String] {
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: count) { index in
        do { try body(index) } catch { failures.withLock { $0.append("\(error)") } }
    }
    return failures.withLock { $0 }
}
