import Foundation
import Problems
import Testing

@testable import Storage

@Suite("Files that are no store of ours")
struct ForeignFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func content() throws -> Data { try Data(contentsOf: URL(filePath: folder.store)) }

    /// The problem that opening gives. The file must be the same afterwards.
    private func refusal() throws -> Problem {
        let before = try content()
        let problem = try #require(throws: Problem.self) {
            let storage = try SQLiteStorage(path: folder.store)
            _ = try storage.identity()
        }
        #expect(try content() == before, "the file must be left as it is")
        #expect(problem.status == .store && problem.message.contains(folder.store))
        return problem
    }

    @Test("A store of a newer version", arguments: [Int(Schema.version) + 1, 2_147_483_647])
    func newerSchema(version: Int) throws {
        _ = try folder.open().insert { .of($0) }
        try folder.run("PRAGMA user_version = \(version)")
        #expect(
            try refusal().message.contains("has schema \(version), this version of the library knows \(Schema.version)")
        )
    }

    @Test("A store of a version that never was", arguments: [0, -1])
    func unknownSchema(version: Int) throws {
        _ = try folder.open()
        try folder.run("PRAGMA user_version = \(version)")
        #expect(try refusal().message.contains("unknown schema \(version)"))
    }

    @Test(
        "A database of another program",
        arguments: [
            "CREATE TABLE t (x)", "CREATE TABLE instance (id)", "PRAGMA application_id = 1", "PRAGMA user_version = 1",
            "CREATE TABLE t (x); PRAGMA user_version = 7; PRAGMA application_id = 252006674",
            "CREATE VIEW v AS SELECT 1",
        ])
    func foreign(sql: String) throws {
        try folder.run(sql)
        #expect(try refusal().message.contains("database of another program"))
    }

    @Test(
        "A file that is no database",
        arguments: [
            "no", "{\"element\": {}}", String(repeating: "no database ", count: 1_000),
            "SQLite format 3\u{0} and no more",
            String(repeating: "\u{0}", count: 4_096),
        ])
    func noDatabase(content: String) throws {
        try Data(content.utf8).write(to: URL(filePath: folder.store))
        #expect(try refusal().message.contains("no database"))
    }

    @Test("A store that lost its identity is damaged")
    func noIdentity() throws {
        _ = try folder.open()
        try folder.run("DELETE FROM store")
        let problem = try #require(throws: Problem.self) { try SQLiteStorage(path: folder.store).identity() }
        #expect(problem.status == .store && problem.message.contains("damaged"))
    }

    @Test("An empty file is a new store")
    func emptyFile() throws {
        try Data().write(to: URL(filePath: folder.store))
        #expect(try folder.open().insert { .of($0) }.id == 1)
    }

    @Test("Paths that can't be opened")
    func unusablePaths() throws {
        for path in [folder.path("no/such/instances.db"), folder.url.path] {
            let problem = try #require(throws: Problem.self) { try SQLiteStorage(path: path).identity() }
            #expect(problem.status == .store && problem.message.contains(path))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
    }

    @Test("A file that may only be read", .enabled(if: geteuid() != 0, "root may write to every file"))
    func readOnly() throws {
        _ = try folder.open()
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: folder.store)
        #expect(try refusal().message.contains("read-only"))
    }

    @Test("A store with a page overwritten answers a problem or the right record, and ends nobody")
    func damaged() throws {
        let storage = try folder.open()
        let records = try (0..<200).map { _ in try storage.insert { .of($0) } }
        try folder.run("PRAGMA wal_checkpoint(TRUNCATE)")
        let whole = try content()
        for page in 1..<whole.count / 4_096 {
            var damaged = whole
            damaged.replaceSubrange(page * 4_096..<page * 4_096 + 2_048, with: [UInt8](repeating: 0xA5, count: 2_048))
            let path = folder.path("damaged-\(page).db")
            try damaged.write(to: URL(filePath: path))
            do throws(Problem) {
                let storage = try SQLiteStorage(path: path)
                _ = try storage.identity()
                for record in records {
                    let found = try storage.instance(record.id)
                    #expect(found == nil || found == record)
                }
            } catch {
                #expect(error.status == .store)
            }
        }
    }
}
