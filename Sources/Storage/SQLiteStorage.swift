private import POSIX
package import Problems
internal import Synchronization

/// The store in a SQLite database: WAL, `synchronous=FULL`; one connection that writes, whose users take turns, and as
/// many that read as there are readers at once. Other processes may use the file at the same time.
package final class SQLiteStorage: StoreStorage, @unchecked Sendable {
    let name: String
    // Sendable: `writer` is used by `init` and, with the lock held, by `write` only. It is not inside the mutex, as the
    // bodies throw typed errors and use what their callers borrowed, which the mutex's `sending` rules forbid.
    private let writer: SQLiteConnection
    private let lock = Mutex(())
    private let commits = CommitQueue()
    /// Nil for a store in memory, which has one connection only.
    private let readers: ReaderPool?
    /// The version of the people at a commit.
    let people = Mutex<(commit: CommitMark, version: Int64)?>(nil)

    /// Opens a database. A missing file is created empty; nothing else is changed before `setUp`.
    package init(path: String) throws(Problem) {
        name = path
        let connection = try SQLiteConnection(path)
        guard !connection.isReadOnly else {
            throw Problem(.store, "the store \"\(path)\" is read-only; make the file and its folder writable")
        }
        try Self.configure(connection)
        _ = try Schema.isSetUp(connection, name: path)
        writer = connection
        readers = path == ":memory:" ? nil : ReaderPool(path)
    }

    /// A store in memory, which ends with the object.
    package convenience init() throws(Problem) { try self.init(path: ":memory:") }

    /// Per connection, so at every open. `synchronous=FULL` makes each commit wait for the disk, also in WAL mode;
    /// `secure_delete` overwrites what is deleted or replaced.
    private static func configure(_ connection: SQLiteConnection) throws(Problem) {
        try connection.execute(
            """
            PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;
            PRAGMA cell_size_check = ON;
            """)
    }

    // MARK: Identity

    package func identity() throws(Problem) -> StoreIdentity? {
        try write { connection throws(Problem) in
            guard try Schema.isSetUp(connection, name: name) else { return nil }
            return try Self.readIdentity(connection, name: name)
        }
    }

    static func readIdentity(_ connection: SQLiteConnection, name: String) throws(Problem) -> StoreIdentity {
        let row = try connection.statement(
            "SELECT id, key_check, passphrase_salt, passphrase_operations, passphrase_memory FROM store")
        defer { row.reset() }
        guard try row.step() else { throw Problem(.store, "the store \"\(name)\" is damaged: it has no identity") }
        let passphrase =
            row.isNull(2)
            ? nil : PassphraseRecord(salt: row.blob(2), operations: row.integer(3), memoryBytes: row.integer(4))
        return StoreIdentity(
            id: row.blob(0), keyCheck: row.text(1), passphrase: passphrase, keys: try keys(connection))
    }

    package func setUp(
        _ identity: StoreIdentity, _ people: InitialPeople, _ event: AuditEvent
    ) throws(Problem) -> StoreIdentity {
        try write { connection throws(Problem) in
            try Self.enterWAL(connection)
            return try connection.transaction { () throws(Problem) in
                if try Schema.isSetUp(connection, name: name) {
                    return try Self.readIdentity(connection, name: name)
                }
                try Schema.create(connection)
                let row = try connection.statement(
                    """
                    INSERT INTO store (row, id, key_check, passphrase_salt, passphrase_operations, passphrase_memory)
                    VALUES (1, ?, ?, ?, ?, ?)
                    """)
                try row.bind(1, identity.id)
                try row.bind(2, identity.keyCheck)
                try Self.bind(identity.passphrase, from: 3, to: row)
                try row.run()
                if let keys = identity.keys { try Self.set(keys, connection) }
                try Self.create(people, connection)
                try AuditLog.append(event, isFirst: true, connection)
                return identity
            }
        }
    }

    package func bringForward(
        _ keys: KeyRecord?, _ event: (_ from: Int64, _ to: Int64) throws(Problem) -> AuditEvent
    ) throws(Problem) -> (from: Int64, to: Int64)? {
        // Looked at without a lock first: nearly every store is of today's version.
        try write { connection throws(Problem) in
            guard try connection.integer("SELECT user_version FROM pragma_user_version") < Schema.version else {
                return nil
            }
            let found = try connection.transaction { () throws(Problem) in
                let found = try Schema.bringForward(connection)
                if found < Schema.version {
                    // Somebody else may have been faster, in between the look at the store and here.
                    if let keys, found < Schema.firstWithKeys { try Self.set(keys, connection) }
                    let event = try event(found, Schema.version)
                    try AuditLog.append(event, isFirst: found < Schema.firstWithAudit, connection)
                }
                return found
            }
            return found < Schema.version ? (found, Schema.version) : nil
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

    // MARK: Connections

    /// Runs a body in a transaction, which it may share with those of other threads: what it has written is durable when
    /// the call returns, or not there at all. The body may run in another thread, while this one waits.
    func commit<Result>(_ body: (SQLiteConnection) throws(Problem) -> Result) throws(Problem) -> Result {
        var result: Result?
        try commits.run(
            { connection throws(Problem) in result = try body(connection) },
            alone: { body in lock.withLock { _ in body(writer) } })
        guard let result else { throw Problem(.internal, "a write has no result") }
        return result
    }

    /// Runs a body on the connection that writes, alone.
    func write<Result>(_ body: (SQLiteConnection) throws(Problem) -> Result) throws(Problem) -> Result {
        // A variable of the caller's, as the mutex lets nothing out that is not `sending`.
        var result = Swift.Result<Result, Problem>.failure(.outOfMemory)
        lock.withLock { _ in
            do throws(Problem) { result = .success(try body(writer)) } catch { result = .failure(error) }
        }
        return try result.get()
    }

    /// Runs a body on a connection that reads, beside writers and other readers.
    func read<Result>(_ body: (SQLiteConnection) throws(Problem) -> Result) throws(Problem) -> Result {
        guard let readers else { return try write(body) }
        let connection = try readers.take()
        defer { readers.giveBack(connection) }
        return try body(connection)
    }
}

/// Connections that only read. Each is used by one reader at a time, and kept for the next.
private final class ReaderPool: @unchecked Sendable {
    private let path: String
    private let file: File.Identity?
    // Sendable: touched with the lock held only.
    private var idle: [SQLiteConnection] = []
    private let lock = Mutex(())

    init(_ path: String) {
        self.path = path
        file = File.identity(path)
    }

    func take() throws(Problem) -> SQLiteConnection {
        var taken: SQLiteConnection?
        lock.withLock { _ in taken = idle.popLast() }
        if let taken { return taken }
        let connection = try SQLiteConnection(path, creates: false)
        // Others may have put another store there, whose rows are none of ours.
        guard File.identity(path) == file else { throw SQLiteConnection.moved(path) }
        try connection.execute("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")
        try connection.noteWAL()
        return connection
    }

    func giveBack(_ connection: SQLiteConnection) { lock.withLock { _ in idle.append(connection) } }
}
