package import Problems

extension SQLiteStorage: AuditStorage {
    package func append(_ event: AuditEvent) throws(Problem) {
        try commit { connection throws(Problem) in try AuditLog.append(event, connection) }
    }

    /// Commits a change, and the record of it.
    func commit(
        _ event: AuditEvent?, subject: Int64, _ body: (SQLiteConnection) throws(Problem) -> Void
    ) throws(Problem) {
        try commit { connection throws(Problem) in
            try body(connection)
            if let event { try AuditLog.append(event, subject: subject, connection) }
        }
    }

    package func audit(after sequence: Int64, limit: Int) throws(Problem) -> AuditPage {
        try read { connection throws(Problem) in
            try connection.snapshot { () throws(Problem) in try AuditLog.page(after: sequence, limit, connection) }
        }
    }
}

/// The table of the log. All inside of somebody's transaction.
enum AuditLog {
    static let columns = "sequence, time, user, action, subject, details, code, head"

    /// Appends the only record of a transaction.
    ///
    /// - Parameters:
    ///   - subject: id of what the transaction has created.
    ///   - isFirst: whether the log begins with the event.
    static func append(
        _ event: AuditEvent, subject: Int64? = nil, isFirst: Bool = false, _ connection: SQLiteConnection
    ) throws(Problem) {
        var appender = AuditAppender(connection, isFirst: isFirst)
        try appender.append(event, subject: subject)
        try appender.finish()
    }

    /// The last record; 0 in place of its number where there is none.
    static func end(
        _ connection: SQLiteConnection
    ) throws(Problem) -> (sequence: Int64, code: [UInt8], head: [UInt8]?) {
        let row = try connection.statement("SELECT sequence, code, head FROM audit ORDER BY sequence DESC LIMIT 1")
        defer { row.reset() }
        guard try row.step() else { return (0, [], nil) }
        // Two may follow, in a store that holds any number.
        return (min(max(row.integer(0), 0), Int64.max - 2), row.blob(1), row.isNull(2) ? nil : row.blob(2))
    }

    static func lastRecord(_ connection: SQLiteConnection) throws(Problem) -> Int64 { try end(connection).sequence }

    static func page(
        after sequence: Int64, _ limit: Int, _ connection: SQLiteConnection
    ) throws(Problem) -> AuditPage {
        var page = AuditPage()
        page.previousCode = try records("= ?1", sequence, 1, connection).first?.code ?? []
        page.records = try records("> ?1 ORDER BY sequence", sequence, limit, connection)
        page.last = try records("> ?1 ORDER BY sequence DESC", -1, 1, connection).first
        page.generation = try connection.integer("SELECT generation FROM store_key")
        return page
    }

    private static func records(
        _ condition: String, _ sequence: Int64, _ limit: Int, _ connection: SQLiteConnection
    ) throws(Problem) -> [AuditRecord] {
        let row = try connection.statement("SELECT \(columns) FROM audit WHERE sequence \(condition) LIMIT ?2")
        defer { row.reset() }
        try row.bind(1, sequence)
        try row.bind(2, Int64(limit))
        var records: [AuditRecord] = []
        while try row.step() {
            records.append(
                AuditRecord(
                    sequence: row.integer(0), time: row.integer(1), user: row.isNull(2) ? nil : row.integer(2),
                    action: row.text(3), subject: row.isNull(4) ? nil : row.integer(4), details: row.text(5),
                    code: row.blob(6), head: row.isNull(7) ? nil : row.blob(7)))
        }
        return records
    }
}
