private import CSQLite
private import POSIX
internal import Problems

/// A thin typed wrapper over one SQLite connection. Not for several threads at once: whoever owns it takes turns.
final class SQLiteConnection {
    private var handle: OpaquePointer?
    private let name: String

    /// Opens a database, creating an empty file when there is none.
    init(_ path: String) throws(Problem) {
        name = path
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        self.handle = handle
        guard code == SQLITE_OK else { throw problem(code, "can't be opened") }
        // SQLite's own waiting grows to 100 ms a step, with which one of several busy processes may starve.
        sqlite3_busy_handler(
            handle,
            { _, count in
                guard count < SQLiteConnection.busySteps else { return 0 }
                POSIX.Process.sleep(microseconds: UInt32(min(500 + count * 250, 10_000)))
                return 1
            }, nil)
        _ = csqlite_set_defensive(handle)
    }

    /// So many steps of at most 10 ms make about a minute.
    private static let busySteps: Int32 = 6_000

    deinit { sqlite3_close_v2(handle) }

    var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

    /// Runs statements that answer nothing.
    func execute(_ sql: String) throws(Problem) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw problem(code, "can't be changed") }
    }

    func prepare(_ sql: String) throws(Problem) -> SQLiteStatement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw problem(code, "can't be read") }
        return SQLiteStatement(statement, self)
    }

    /// The single integer that a query answers.
    func integer(_ sql: String) throws(Problem) -> Int64 {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : 0
    }

    /// Runs a body between BEGIN IMMEDIATE and COMMIT; rolls back when anything fails.
    func transaction<Result>(_ body: () throws(Problem) -> Result) throws(Problem) -> Result {
        try execute("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            // SQLite itself has rolled back after some errors; then this one fails, which changes nothing.
            sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
            throw error
        }
    }

    /// What an SQLite code means for a caller.
    func problem(_ code: Int32, _ doing: String) -> Problem {
        let detail = sqlite3_errmsg(handle).map { String(cString: $0) } ?? String(cString: sqlite3_errstr(code))
        let store = "the store \"\(name)\""
        switch code & 0xFF {
        case SQLITE_NOMEM: return .outOfMemory
        case SQLITE_BUSY, SQLITE_LOCKED:
            return Problem(.busy, "\(store) was locked by another process for a minute; try again")
        case SQLITE_NOTADB:
            return Problem(.store, "\(store) is no database; choose another path, or move the file away")
        case SQLITE_READONLY, SQLITE_PERM:
            return Problem(.store, "\(store) is read-only; make the file and its folder writable")
        case SQLITE_FULL: return Problem(.store, "\(store) can't grow: the disk is full; nothing was changed")
        case SQLITE_CORRUPT: return Problem(.store, "\(store) is damaged: \(detail); restore it from a backup")
        default: return Problem(.store, "\(store) \(doing): \(detail)")
        }
    }
}

/// A prepared statement: bind, step, read columns, reset. Kept and used again.
final class SQLiteStatement {
    private let handle: OpaquePointer
    private let connection: SQLiteConnection

    init(_ handle: OpaquePointer, _ connection: SQLiteConnection) {
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// - Returns: whether there is a row.
    func step() throws(Problem) -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw connection.problem(code, "can't be read or written")
        }
    }

    /// Runs a statement that answers no rows, and makes it ready for the next use.
    func run() throws(Problem) {
        defer { reset() }
        _ = try step()
    }

    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    // MARK: Parameters, from 1

    func bind(_ index: Int32, _ value: Int64) throws(Problem) { try check(sqlite3_bind_int64(handle, index, value)) }

    func bind(_ index: Int32, _ value: String) throws(Problem) {
        var value = value
        let code = value.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                csqlite_bind_text(handle, index, $0.baseAddress, Int32(clamping: $0.count))
            }
        }
        try check(code)
    }

    func bind(_ index: Int32, _ value: [UInt8]) throws(Problem) {
        try check(value.withUnsafeBytes { csqlite_bind_blob(handle, index, $0.baseAddress, Int32(clamping: $0.count)) })
    }

    func bind(_ index: Int32, _ value: [UInt8]?) throws(Problem) {
        if let value { try bind(index, value) } else { try check(sqlite3_bind_null(handle, index)) }
    }

    func bind(_ index: Int32, _ value: Int64?) throws(Problem) {
        if let value { try bind(index, value) } else { try check(sqlite3_bind_null(handle, index)) }
    }

    private func check(_ code: Int32) throws(Problem) {
        guard code == SQLITE_OK else { throw connection.problem(code, "can't be written") }
    }

    // MARK: Columns, from 0

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
        return String(decoding: bytes, as: UTF8.self)
    }

    func blob(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }
}
