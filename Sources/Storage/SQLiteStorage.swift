private import POSIX
package import Problems
private import Synchronization

/// The store in a SQLite database: WAL, `synchronous=FULL`, one connection whose users take turns. Other processes may
/// use the file at the same time.
package final class SQLiteStorage: InstanceStorage, @unchecked Sendable {
    private let name: String
    // Sendable: `connection` is used by `init` and, with the lock held, by `locked` only. It is not inside the mutex,
    // as the bodies throw typed errors and use what their callers borrowed, which the mutex's `sending` rules forbid.
    private let connection: SQLiteConnection
    private let lock = Mutex(())

    /// Opens a database. A missing file is created empty; nothing else is changed before `setUp`.
    package init(path: String) throws(Problem) {
        name = path
        let connection = try SQLiteConnection(path)
        guard !connection.isReadOnly else {
            throw Problem(.store, "the store \"\(path)\" is read-only; make the file and its folder writable")
        }
        try Self.configure(connection)
        _ = try Schema.isSetUp(connection, name: path)
        self.connection = connection
    }

    /// A store in memory, which ends with the object.
    package convenience init() throws(Problem) { try self.init(path: ":memory:") }

    /// Per connection, so at every open. `synchronous=FULL` makes each commit wait for the disk, also in WAL mode.
    private static func configure(_ connection: SQLiteConnection) throws(Problem) {
        try connection.execute("PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")
    }

    package func identity() throws(Problem) -> StoreIdentity? {
        try locked { () throws(Problem) in
            guard try Schema.isSetUp(connection, name: name) else { return nil }
            return try Self.readIdentity(connection, name: name)
        }
    }

    private static func readIdentity(_ connection: SQLiteConnection, name: String) throws(Problem) -> StoreIdentity {
        let row = try connection.statement(
            "SELECT id, key_check, passphrase_salt, passphrase_operations, passphrase_memory FROM store")
        defer { row.reset() }
        guard try row.step() else { throw Problem(.store, "the store \"\(name)\" is damaged: it has no identity") }
        let passphrase =
            row.isNull(2)
            ? nil : PassphraseRecord(salt: row.blob(2), operations: row.integer(3), memoryBytes: row.integer(4))
        return StoreIdentity(id: row.blob(0), keyCheck: row.text(1), passphrase: passphrase)
    }

    package func setUp(_ identity: StoreIdentity) throws(Problem) -> StoreIdentity {
        try locked { () throws(Problem) in
            try Self.enterWAL(connection)
            return try connection.transaction { () throws(Problem) in
                if try Schema.isSetUp(connection, name: name) {
                    return try Self.readIdentity(connection, name: name)
                }
                try Schema.create(connection)
                let row = try connection.statement("INSERT INTO store VALUES (1, ?, ?, ?, ?, ?)")
                try row.bind(1, identity.id)
                try row.bind(2, identity.keyCheck)
                try row.bind(3, identity.passphrase?.salt)
                try row.bind(4, identity.passphrase?.operations)
                try row.bind(5, identity.passphrase?.memoryBytes)
                try row.run()
                return identity
            }
        }
    }

    /// SQLite answers "busy" at once, without waiting, while another process changes the mode of the same file.
    private static func enterWAL(_ connection: SQLiteConnection) throws(Problem) {
        let end = POSIX.Process.milliseconds + 60_000
        while true {
            do {
                try connection.execute("PRAGMA journal_mode = WAL")
                return
            } catch {
                guard error.status == .busy, POSIX.Process.milliseconds < end else { throw error }
                POSIX.Process.sleep(microseconds: 2_000)
            }
        }
    }

    package func insert(_ make: (Int64) throws(Problem) -> InstanceRecord) throws(Problem) -> InstanceRecord {
        try locked { () throws(Problem) in
            let insert = try connection.statement("INSERT INTO instance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            return try connection.transaction { () throws(Problem) in
                // The last id that was given; 0 in a new store.
                let last = try connection.integer("SELECT seq FROM sqlite_sequence WHERE name = 'instance'")
                guard last < Int64.max else { throw Problem(.store, "the store \"\(name)\" has no ids left") }
                let record = try make(last + 1)
                try insert.bind(1, record.id)
                try insert.bind(2, record.user)
                try insert.bind(3, record.element)
                try insert.bind(4, record.name)
                try insert.bind(5, record.tags)
                try insert.bind(6, record.configuration)
                try insert.bind(7, record.externalAuthentication)
                try insert.bind(8, record.created)
                try insert.bind(9, record.sealedToken)
                try insert.bind(10, record.tokenFingerprint)
                try insert.run()
                return record
            }
        }
    }

    package func instance(_ id: Int64) throws(Problem) -> InstanceRecord? {
        try locked { () throws(Problem) in
            let row = try connection.statement("SELECT * FROM instance WHERE id = ?")
            defer { row.reset() }
            try row.bind(1, id)
            guard try row.step() else { return nil }
            return InstanceRecord(
                id: row.integer(0), user: row.integer(1), element: row.text(2), name: row.text(3), tags: row.text(4),
                configuration: row.text(5), externalAuthentication: row.text(6), created: row.integer(7),
                sealedToken: row.text(8), tokenFingerprint: row.blob(9))
        }
    }

    private func locked<Result>(_ body: () throws(Problem) -> Result) throws(Problem) -> Result {
        // A variable of the caller's, as the mutex lets nothing out that is not `sending`.
        var result = Swift.Result<Result, Problem>.failure(.outOfMemory)
        lock.withLock { _ in
            do throws(Problem) { result = .success(try body()) } catch { result = .failure(error) }
        }
        return try result.get()
    }
}
