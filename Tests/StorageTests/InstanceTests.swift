import Problems
import Testing

@testable import Storage

@Suite("Instances in the store")
struct InstanceTests {
    private let folder: TemporaryFolder
    private let storage: SQLiteStorage

    init() throws {
        folder = try TemporaryFolder()
        storage = try folder.open()
    }

    private static func record(
        _ text: String, user: Int64 = 2, created: Int64 = 0, fingerprint: [UInt8] = [1, 2, 3]
    ) -> InstanceRecord {
        InstanceRecord(
            id: 1, user: user, element: text, name: text, tags: "[\"Docs\", \"é\"]", configuration: text,
            externalAuthentication: text, areEventsEnabled: true, isDisabled: true, created: created,
            updated: created, version: 7, sealedToken: text, tokenFingerprint: fingerprint)
    }

    @Test(
        "What was stored is what is read, also after opening again",
        arguments: [
            record("Docs"), record(""), record("é 😀 \u{FFFF}"), record("a\0b"), record("'; DROP TABLE instance; --"),
            record("line\nline"), record("x", user: .max, created: 253_402_300_799),
            record("x", user: .min, created: -1),
            record("x", fingerprint: []), record("x", fingerprint: [0, 255, 0]),
            record(String(repeating: "long ", count: 250_000)), record("e\u{301}"),
        ])
    func roundTrip(record: InstanceRecord) throws {
        let stored = try storage.insert { _ in record }
        #expect(stored == record)
        let user = record.user
        let read = try #require(try storage.instance(1, user: user))
        #expect(read == record && Array(read.name.utf8) == Array(record.name.utf8))
        #expect(try folder.open().instance(1, user: user) == record)
        #expect(try SQLiteStorage(path: folder.store).instance(1, user: user) == record)
        #expect(try storage.instance(1, user: 77) == nil)
    }

    @Test("What is not there is nil", arguments: [0, 2, -1, .max, .min] as [Int64])
    func missing(id: Int64) throws {
        _ = try storage.insert { .of($0) }
        #expect(try storage.instance(id) == nil)
    }

    @Test("Ids begin with 1 and ascend")
    func ascending() throws {
        let ids = try (0..<20).map { _ in try storage.insert { .of($0) }.id }
        #expect(ids == Array(1...20))
        #expect(try folder.open().insert { .of($0) }.id == 21)
    }

    @Test("An id is not given again after its instance was removed")
    func neverReused() throws {
        for _ in 0..<3 { _ = try storage.insert { .of($0) } }
        try folder.run("DELETE FROM instance WHERE id = 3")
        #expect(try storage.insert { .of($0) }.id == 4)
        try folder.run("DELETE FROM instance")
        #expect(try storage.insert { .of($0) }.id == 5)
        try folder.run("DELETE FROM instance")
        #expect(try folder.open().insert { .of($0) }.id == 6)
        try folder.run("DELETE FROM instance; VACUUM")
        #expect(try folder.open().insert { .of($0) }.id == 7)
        #expect(try storage.instance(4) == nil)
    }

    @Test("A record that can't be made leaves nothing, and the next is stored")
    func failingMake() throws {
        _ = try storage.insert { .of($0) }
        for status in [Status.noMemory, .callback, .internal] {
            #expect(throws: Problem(status, "no")) {
                try storage.insert { _ throws(Problem) in throw Problem(status, "no") }
            }
        }
        #expect(try folder.integer("SELECT count(*) FROM instance") == 1)
        let next = try storage.insert { .of($0) }
        #expect(next.id > 1)
        #expect(try storage.instance(next.id) == next)
        #expect(try folder.integer("SELECT count(*) FROM instance") == 2)
    }

    @Test("A record that can't be stored leaves nothing, and the next is stored")
    func failingInsert() throws {
        let first = try storage.insert { .of($0, fingerprint: [1]) }
        for _ in 0..<3 {
            let problem = try #require(throws: Problem.self) { try storage.insert { .of($0, fingerprint: [1]) } }
            #expect(problem.status == .callback && problem.message.contains("random source"))
        }
        let again = try #require(throws: Problem.self) { try storage.insert { _ in .of(first.id, fingerprint: [2]) } }
        #expect(again.status == .callback)
        #expect(try folder.integer("SELECT count(*) FROM instance") == 1)
        let next = try storage.insert { .of($0, fingerprint: [3]) }
        #expect(try storage.instance(next.id) == next && storage.instance(first.id) == first)
    }

    @Test("The last id of all is not exceeded")
    func lastID() throws {
        _ = try storage.insert { .of($0) }
        try folder.run("UPDATE sqlite_sequence SET seq = 9223372036854775806")
        #expect(try storage.insert { .of($0) }.id == .max)
        let problem = try #require(throws: Problem.self) { try storage.insert { .of($0) } }
        #expect(problem.status == .store && problem.message.contains("no ids left"))
    }

    @Test("A store that was not set up stores nothing")
    func notSetUp() throws {
        let storage = try SQLiteStorage(path: folder.path("new.db"))
        let problem = try #require(throws: Problem.self) { try storage.insert { .of($0) } }
        #expect(problem.status == .store)
        #expect(throws: Problem.self) { try storage.instance(1) }
        #expect(try storage.identity() == nil)
        _ = try storage.setUp(.of(1))
        #expect(try storage.insert { .of($0) }.id == 1)
    }

    @Test("A store in memory is a store, and each is another")
    func inMemory() throws {
        let first = try SQLiteStorage()
        let second = try SQLiteStorage(path: ":memory:")
        #expect(try first.identity() == nil)
        #expect(try first.setUp(.of(1)) == .of(1) && second.setUp(.of(2)) == .of(2))
        #expect(try first.insert { .of($0, name: "first") }.id == 1)
        #expect(try second.insert { .of($0, name: "second") }.id == 1)
        #expect(try first.instance(1)?.name == "first" && second.instance(1)?.name == "second")
    }
}
