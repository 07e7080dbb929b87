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
    private static let columns = "sequence, time, user, action, subject, details, code, head"

    /// - Parameters:
    ///   - subject: id of what the transaction has created.
    ///   - isFirst: whether the log begins with the event.
    static func append(
        _ event: AuditEvent, subject: Int64? = nil, isFirst: Bool = false, _ connection: SQLiteConnection
    ) throws(Problem) {
        // Another process may have replaced the keys; what is appended with former ones would prove nothing.
        if try connection.integer("SELECT generation FROM store_key") != event.prover.generation {
            try event.prover.renew(try SQLiteStorage.readIdentity(connection, name: ""))
        }
        var (last, code, head) = try end(connection)
        let expected =
            isFirst ? nil : try event.prover.code(last, AuditRecord.authenticatedHead(last, code))
        if head != expected {
            // What was cut off must be seen for good, also behind records that are whole.
            let broken = AuditEvent(
                time: event.time, user: nil, action: AuditRecord.broken, prover: event.prover)
            code = try insert(broken, nil, last &+ 1, after: code, connection)
            last += 1
        }
        _ = try insert(event, event.subject ?? subject, last &+ 1, after: code, connection)
    }

    private static func end(
        _ connection: SQLiteConnection
    ) throws(Problem) -> (sequence: Int64, code: [UInt8], head: [UInt8]?) {
        let row = try connection.statement("SELECT sequence, code, head FROM audit ORDER BY sequence DESC LIMIT 1")
        defer { row.reset() }
        guard try row.step() else { return (0, [], nil) }
        let last = min(max(row.integer(0), 0), Int64.max - 2)
        return (last, row.blob(1), row.isNull(2) ? nil : row.blob(2))
    }

    static func lastRecord(_ connection: SQLiteConnection) throws(Problem) -> Int64 { try end(connection).sequence }

    /// - Returns: the code of the record.
    private static func insert(
        _ event: AuditEvent, _ subject: Int64?, _ sequence: Int64, after previous: [UInt8],
        _ connection: SQLiteConnection
    ) throws(Problem) -> [UInt8] {
        let unproved = AuditRecord(
            sequence: sequence, time: event.time, user: event.user, action: event.action, subject: subject,
            details: event.details, code: [], head: nil)
        let code = try event.prover.code(sequence, unproved.authenticated(after: previous))
        // The proof of the end moves on: a log that was cut off has none.
        let former = try connection.statement("UPDATE audit SET head = NULL WHERE sequence = ?")
        try former.bind(1, sequence - 1)
        try former.run()
        let row = try connection.statement("INSERT INTO audit (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        try row.bind(1, sequence)
        try row.bind(2, event.time)
        try row.bind(3, event.user)
        try row.bind(4, event.action)
        try row.bind(5, subject)
        try row.bind(6, event.details)
        try row.bind(7, code)
        try row.bind(8, try event.prover.code(sequence, AuditRecord.authenticatedHead(sequence, code)))
        try row.run()
        return code
    }

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
