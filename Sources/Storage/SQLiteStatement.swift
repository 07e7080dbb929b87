private import CSQLite
internal import Problems

/// A prepared statement: bind, step, read columns, reset.
final class SQLiteStatement {
    private let handle: OpaquePointer
    /// Of the database, for messages.
    private let name: String

    init(_ handle: OpaquePointer, _ name: String) {
        self.handle = handle
        self.name = name
    }

    deinit { sqlite3_finalize(handle) }

    /// - Returns: whether there is a row.
    func step() throws(Problem) -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw SQLiteProblem.of(code, sqlite3_db_handle(handle), name, "can't be read or written")
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

    func bind(_ index: Int32, _ value: String?) throws(Problem) {
        if let value { try bind(index, value) } else { try check(sqlite3_bind_null(handle, index)) }
    }

    func bind(_ index: Int32, _ value: Int64?) throws(Problem) {
        if let value { try bind(index, value) } else { try check(sqlite3_bind_null(handle, index)) }
    }

    private func check(_ code: Int32) throws(Problem) {
        guard code == SQLITE_OK else {
            throw SQLiteProblem.of(code, sqlite3_db_handle(handle), name, "can't be written")
        }
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
