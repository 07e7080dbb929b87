import Problems
import Synchronization
import Testing

@testable import Storage

@Suite("Several at one store")
struct ConcurrencyTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Inserts from many threads; all must be there, with ids of their own.
    private func insert(threads: Int, each count: Int, _ storage: @Sendable (Int) throws -> SQLiteStorage) throws {
        let records = Mutex<[InstanceRecord]>([])
        let failures = inThreads(threads) { index in
            let storage = try storage(index)
            for round in 0..<count {
                let record = try storage.insert { .of($0, name: "\(index)/\(round)") }
                #expect(try storage.instance(record.id) == record)
                records.withLock { $0.append(record) }
            }
        }
        #expect(failures == [])
        let all = records.withLock { $0 }
        #expect(all.map(\.id).sorted() == Array(1...Int64(threads * count)))
        #expect(Set(all.map(\.name)).count == threads * count)
        let reader = try folder.open()
        for record in all { #expect(try reader.instance(record.id) == record) }
        try folder.expectIntegrity()
    }

    @Test("Threads on one storage")
    func oneStorage() throws {
        let storage = try folder.open()
        try insert(threads: 8, each: 40) { _ in storage }
    }

    @Test("Threads with a storage each on one file")
    func severalStorages() throws {
        let folder = folder
        try insert(threads: 8, each: 40) { _ in try folder.open() }
    }

    @Test("Threads that share few storages on one file")
    func sharedStorages() throws {
        let storages = try (0..<3).map { _ in try folder.open() }
        try insert(threads: 9, each: 30) { storages[$0 % 3] }
    }

    @Test("Threads that open anew for each instance")
    func openingAnew() throws {
        let folder = folder
        _ = try folder.open()
        let ids = Mutex<[Int64]>([])
        let failures = inThreads(8) { _ in
            for _ in 0..<20 {
                let id = try folder.open().insert { .of($0) }.id
                ids.withLock { $0.append(id) }
            }
        }
        #expect(failures == [])
        #expect(ids.withLock { $0.sorted() } == Array(1...160))
        try folder.expectIntegrity()
    }

    @Test("Readers see whole records while others write")
    func readers() throws {
        let folder = folder
        let isDone = Atomic(false)
        _ = try folder.open()
        let failures = inThreads(4) { index in
            let storage = try folder.open()
            if index == 0 {
                defer { isDone.store(true, ordering: .releasing) }
                for _ in 0..<100 { _ = try storage.insert { .of($0) } }
            } else {
                while !isDone.load(ordering: .acquiring) {
                    let id = Int64.random(in: 1...100)
                    if let record = try storage.instance(id) { #expect(record == .of(id)) }
                }
            }
        }
        #expect(failures == [])
    }

    @Test("Two that fail and two that don't: only what was acknowledged is there")
    func failing() throws {
        let folder = folder
        let ids = Mutex<Set<Int64>>([])
        let failures = inThreads(4) { index in
            let storage = try folder.open()
            for _ in 0..<30 {
                do {
                    let record = try storage.insert { id throws(Problem) in
                        if index.isMultiple(of: 2) { throw Problem(.callback, "no") }
                        return .of(id)
                    }
                    ids.withLock { _ = $0.insert(record.id) }
                } catch let problem as Problem where problem.status == .callback && index.isMultiple(of: 2) {}
            }
        }
        #expect(failures == [])
        #expect(ids.withLock { $0.count } == 60)
        #expect(try folder.integer("SELECT count(*) FROM instance") == 60)
    }
}
