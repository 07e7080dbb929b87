import Foundation
import Problems
import Synchronization
import Testing

@testable import Storage

@Suite("Stores of earlier versions")
struct MigrationTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.run(Self.version1())
    }

    private static func version1() throws -> String {
        let file = URL(filePath: #filePath).appending(path: "../../data/stores/version1.sql").standardized
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// All tables with their definitions and rows, in an order of their own.
    private func content(_ path: String? = nil, definitionsOnly: Bool = false) throws -> [String] {
        let connection = try SQLiteConnection(path ?? folder.store)
        func lines(_ sql: String) throws -> [String] {
            let row = try connection.statement(sql)
            defer { row.reset() }
            var lines: [String] = []
            while try row.step() { lines.append(row.text(0)) }
            return lines
        }
        let definitions = try lines(
            "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1")
        if definitionsOnly { return definitions }
        let tables = try lines("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")
        let rows = try tables.map { table in
            let columns = try lines("SELECT name FROM pragma_table_info('\(table)')").map { "quote(\"\($0)\")" }
            let text = try lines("SELECT \(columns.joined(separator: " || ' ' || ")) FROM \"\(table)\"")
            return "\(table): \(text)"
        }
        return definitions + rows + ["\(try connection.integer("SELECT user_version FROM pragma_user_version"))"]
    }

    private func bringForward() throws -> (from: Int64, to: Int64)? {
        try SQLiteStorage(path: folder.store).bringForward(.some) { _, _ in .some }
    }

    @Test("An old store becomes what a new one is")
    func form() throws {
        let versions = try #require(try bringForward())
        #expect(versions == (1, Schema.version))
        let new = folder.path("new.db")
        _ = try SQLiteStorage(path: new).setUp(.of(1))
        #expect(try content(definitionsOnly: true) == content(new, definitionsOnly: true))
        #expect(try bringForward() == nil, "and that once")
        try folder.expectIntegrity()
    }

    @Test("It keeps everything")
    func rows() throws {
        _ = try bringForward()
        let storage = try SQLiteStorage(path: folder.store)
        #expect(try storage.identity()?.id.first == 0xD1)
        let first = try #require(try storage.instance(1))
        #expect(first.name == "First, renamed" && first.tags == "[\"Docs\"]" && first.version == 2)
        #expect(first.created == 1_449_850_072 && first.updated == 1_449_850_075 && !first.isDisabled)
        let second = try #require(try storage.instance(2))
        #expect(second.name == "Second" && second.isDisabled && second.version == 3)
        #expect(try storage.instance(token: second.tokenFingerprint, now: 0) == second)
        #expect(try storage.idempotency("second", user: owner)?.instance == 2)
        #expect(try storage.accounts(organization: 2).map(\.name) == ["Default", "Sales"])
        #expect(try storage.user(owner)?.email == "default@localhost")
        var query = InstanceQuery(user: owner, limit: 10)
        query.tags = ["Docs"]
        #expect(try storage.list(query) == [first])
        #expect(try storage.insert { .of($0) }.id == 4, "an id that was given is not given again")
    }

    @Test("What fails half-way leaves the store as it was")
    func failure() throws {
        // The steps come upon it when the columns are there already.
        try folder.run("CREATE TRIGGER user_delete AFTER DELETE ON user BEGIN SELECT 1; END")
        let before = try content()
        let problem = try #require(throws: Problem.self) { _ = try bringForward() }
        #expect(problem.status == .store && problem.message.contains("user_delete"))
        #expect(try content() == before)
        try folder.run("DROP TRIGGER user_delete")
        #expect(try bringForward()?.to == Schema.version)
    }

    @Test("Of many that open it at once, one brings it forward")
    func atOnce() throws {
        let brought = Mutex(0)
        let failures = inThreads(16) { _ in
            let storage = try SQLiteStorage(path: folder.store)
            if try storage.bringForward(.some, { _, _ in .some }) != nil { brought.withLock { $0 += 1 } }
            #expect(try storage.instance(1)?.name == "First, renamed")
        }
        #expect(failures == [])
        #expect(brought.withLock { $0 } == 1)
    }
}
