internal import CSQLite
internal import Problems

/// What an SQLite code means for a caller.
enum SQLiteProblem {
    /// SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE and _ROWID, macros that Swift does not see: something is there already.
    private static let taken = [6, 8, 10].map { SQLITE_CONSTRAINT | $0 << 8 }

    /// - Parameters:
    ///   - name: of the database.
    ///   - doing: what failed, where SQLite's own words must tell the rest: "can't be opened".
    static func of(_ code: Int32, _ connection: OpaquePointer?, _ name: String, _ doing: String) -> Problem {
        let detail = sqlite3_errmsg(connection).map { String(cString: $0) } ?? String(cString: sqlite3_errstr(code))
        let store = "the store \"\(name)\""
        switch code & 0xFF {
        case SQLITE_NOMEM: return .outOfMemory
        case SQLITE_BUSY, SQLITE_LOCKED:
            return Problem(.busy, "\(store) was locked by another process for a minute; try again")
        case SQLITE_NOTADB:
            return Problem(.store, "\(store) is no database; choose another path, or move the file away")
        case SQLITE_READONLY, SQLITE_PERM:
            return Problem(.store, "\(store) is read-only; make the file and its folder writable")
        case SQLITE_CONSTRAINT where taken.contains(code):
            return Problem(.callback, "a token came up that is in use already; the random source repeats itself")
        case SQLITE_FULL: return Problem(.store, "\(store) can't grow: the disk is full; nothing was changed")
        case SQLITE_CORRUPT, SQLITE_CONSTRAINT:
            return Problem(.store, "\(store) is damaged: \(detail); restore it from a backup")
        default: return Problem(.store, "\(store) \(doing): \(detail)")
        }
    }
}
