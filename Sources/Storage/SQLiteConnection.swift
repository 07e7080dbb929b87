private import CSQLite
private import POSIX
internal import Problems

/// Six words of SQLite's; the last two are zero.
typealias CommitMark = SIMD8<UInt64>

/// A thin typed wrapper over one SQLite connection. Not for several threads at once: whoever owns it takes turns.
final class SQLiteConnection {
    private var handle: OpaquePointer?
    private let name: String
    /// Prepared when first used, as every statement costs more to prepare than to run.
    private var kept: [String: SQLiteStatement] = [:]
    private var isInWAL = false

    /// Opens a database.
    ///
    /// - Parameter creates: whether an empty file is created when there is none.
    init(_ path: String, creates: Bool = true) throws(Problem) {
        name = path
        try OpenConnections.closeInherited()
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &handle, creates ? flags | SQLITE_OPEN_CREATE : flags, nil)
        self.handle = handle
        guard code == SQLITE_OK else { throw SQLiteProblem.of(code, handle, name, "can't be opened") }
        OpenConnections.add(self)
        // SQLite's own waiting grows to 100 ms a step, with which one of several busy processes may starve.
        sqlite3_busy_handler(
            handle,
            { _, count in
                guard count < SQLiteConnection.busySteps else { return 0 }
                POSIX.Process.sleep(microseconds: UInt32(min(500 + count * 250, 10_000)))
                return 1
            }, nil)
        _ = csqlite_set_defensive(handle)
        // Ready before it is needed: it must work when there is no memory left.
        _ = try statement(Self.rollback)
    }

    /// So many steps of at most 10 ms make about a minute.
    private static let busySteps: Int32 = 6_000

    deinit {
        OpenConnections.remove(self)
        close()
    }

    /// Closes the connection before its owner does, who must not use it any more.
    func close() {
        kept = [:]
        sqlite3_close_v2(handle)
        handle = nil
    }

    /// The id that the last INSERT gave.
    var lastID: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Whether a transaction or statement is running.
    var isBusy: Bool { handle != nil && sqlite3_txn_state(handle, nil) != SQLITE_TXN_NONE }

    private static let rollback = "ROLLBACK"

    var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

    /// Runs statements that answer nothing.
    func execute(_ sql: String) throws(Problem) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteProblem.of(code, handle, name, "can't be changed") }
    }

    /// A statement that is kept, so that only its first use pays for preparing it.
    func statement(_ sql: String) throws(Problem) -> SQLiteStatement {
        if let statement = kept[sql] { return statement }
        let statement = try prepare(sql)
        kept[sql] = statement
        return statement
    }

    private func prepare(_ sql: String) throws(Problem) -> SQLiteStatement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw SQLiteProblem.of(code, handle, name, "can't be read") }
        return SQLiteStatement(statement, name)
    }

    /// The single integer that a query answers.
    func integer(_ sql: String) throws(Problem) -> Int64 {
        let statement = try statement(sql)
        defer { statement.reset() }
        return try statement.step() ? statement.integer(0) : 0
    }

    /// What every commit changes, whichever process makes it, and what costs no transaction to look at. Nil where SQLite
    /// does not tell.
    func commitMark() -> CommitMark? {
        guard isInWAL else { return nil }
        var mark = CommitMark()
        let isKnown = withUnsafeMutableBytes(of: &mark) {
            csqlite_wal_header(handle, $0.baseAddress?.assumingMemoryBound(to: UInt64.self))
        }
        return isKnown != 0 ? mark : nil
    }

    /// Looks whether the database is in WAL mode. It stays there as long as the connection is open.
    func noteWAL() throws(Problem) {
        let mode = try statement("PRAGMA journal_mode")
        defer { mode.reset() }
        guard try mode.step(), mode.text(0) == "wal" else { return }
        // The first read opens the WAL.
        _ = try integer("SELECT count(*) FROM store")
        isInWAL = true
    }

    // MARK: Transactions

    /// Runs a body between BEGIN IMMEDIATE and COMMIT; rolls back when anything fails.
    func transaction<Result>(_ body: () throws(Problem) -> Result) throws(Problem) -> Result {
        try begin()
        do {
            let result = try body()
            try commit()
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    func begin() throws(Problem) {
        // One that could not be rolled back when it failed.
        if isInTransaction { try statement(Self.rollback).run() }
        try statement("BEGIN IMMEDIATE").run()
    }

    func commit() throws(Problem) {
        // It would go to a file that nobody finds again.
        guard !hasMoved else { throw Self.moved(name) }
        try statement("COMMIT").run()
    }

    /// Whether the file is not where it was opened: removed, renamed, or another one in its place.
    private var hasMoved: Bool {
        var answer: Int32 = 0
        return sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &answer) == SQLITE_OK && answer != 0
    }

    static func moved(_ name: String) -> Problem {
        Problem(
            .store,
            "the store \"\(name)\" was removed, renamed or replaced while it was open; nothing was changed; open it again"
        )
    }

    func rollBack() {
        // SQLite itself has rolled back after some errors.
        if isInTransaction { try? statement(Self.rollback).run() }
    }

    /// Runs a body inside of a transaction, of which nothing is left when it fails. When even that can't be brought about,
    /// or SQLite itself gives the transaction up, it is over: see `isInTransaction`.
    func savepoint(_ body: () throws(Problem) -> Void) throws(Problem) {
        try statement("SAVEPOINT step").run()
        do {
            try body()
            try statement("RELEASE step").run()
        } catch {
            do {
                try statement("ROLLBACK TO step").run()
                try statement("RELEASE step").run()
            } catch { rollBack() }
            throw error
        }
    }

    /// Runs a body that only reads, all of it on the store of one moment.
    func snapshot<Result>(_ body: () throws(Problem) -> Result) throws(Problem) -> Result {
        try statement("BEGIN").run()
        defer { if sqlite3_get_autocommit(handle) == 0 { try? statement(Self.rollback).run() } }
        return try body()
    }
}
