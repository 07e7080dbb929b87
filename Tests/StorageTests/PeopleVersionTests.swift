import Problems
import Testing

@testable import Storage

@Suite("The version of the people")
struct PeopleVersionTests {
    private let folder: TemporaryFolder
    private let storage: SQLiteStorage

    init() throws {
        folder = try TemporaryFolder()
        storage = try folder.open()
    }

    @Test(
        "Another connection changes what callers are made of",
        arguments: [
            "UPDATE user SET active = 0 WHERE id = 2", "UPDATE user SET roles = 'user' WHERE id = 2",
            "DELETE FROM user WHERE id = 2", "UPDATE account SET active = 0 WHERE id = 2",
            "UPDATE account SET roles = 'admin'", "DELETE FROM account WHERE id = 2",
            "UPDATE organization SET roles = '{}' WHERE id = 2",
            "UPDATE organization SET secret_fingerprint = x'07' WHERE id = 2",
        ])
    func changes(sql: String) throws {
        let before = try storage.peopleVersion()
        #expect(try storage.peopleVersion() == before)
        try folder.run(sql)
        let after = try storage.peopleVersion()
        #expect(after != before)
        #expect(try storage.peopleVersion() == after)
    }

    @Test("Instances and new users change nothing")
    func others() throws {
        let before = try storage.peopleVersion()
        _ = try storage.insert { .of($0) }
        try folder.run("UPDATE instance SET name = 'other'")
        try folder.run(
            "INSERT INTO account (organization, name, description, active, is_default, roles) VALUES (2, 'A', '', 1, 0, '')"
        )
        #expect(try storage.peopleVersion() == before)
    }

    @Test("Each of many changes is seen, also after the WAL has begun anew")
    func many() throws {
        var last = try storage.peopleVersion()
        for round in 0..<50 {
            try folder.run("UPDATE user SET last_name = 'N\(round)' WHERE id = 2")
            if round.isMultiple(of: 7) { try folder.run("PRAGMA wal_checkpoint(TRUNCATE)") }
            let version = try storage.peopleVersion()
            #expect(version > last)
            last = version
        }
    }

    @Test("A store without a WAL tells it too")
    func noWAL() throws {
        let path = folder.path("rollback.db")
        do { _ = try SQLiteStorage(path: path).setUp(.of(1)) }
        try SQLiteConnection(path).execute("PRAGMA journal_mode = DELETE")
        let storage = try SQLiteStorage(path: path)
        let before = try storage.peopleVersion()
        try SQLiteConnection(path).execute("UPDATE user SET active = 0 WHERE id = 2")
        #expect(try storage.peopleVersion() != before)
    }

    @Test("A store in memory tells it too")
    func memory() throws {
        let storage = try SQLiteStorage()
        _ = try storage.setUp(.of(1))
        let before = try storage.peopleVersion()
        var user = try #require(try storage.user(owner))
        user.isActive = false
        try storage.changeUser(user, organization: 2, nil)
        #expect(try storage.peopleVersion() != before)
    }
}
