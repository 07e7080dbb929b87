internal import Problems

/// Appends records to the audit log, all inside of one transaction: what proves the end of the log is looked at before the
/// first of them, and written with the last.
struct AuditAppender {
    private let connection: SQLiteConnection
    /// Whether the log begins here.
    private let isFirst: Bool
    /// Made and not yet written, as only the last one holds the proof of the end.
    private var pending: (record: AuditRecord, prover: any AuditProver)?

    init(_ connection: SQLiteConnection, isFirst: Bool = false) {
        self.connection = connection
        self.isFirst = isFirst
    }

    /// - Parameter subject: id of what the transaction has created.
    mutating func append(_ event: AuditEvent, subject: Int64? = nil) throws(Problem) {
        if let (record, _) = pending {
            try write(record)
            try add(event, subject, behind: record.sequence, record.code)
        } else {
            try begin(event, subject)
        }
    }

    /// Writes what is left. Without it, the log is one whose end was cut off.
    consuming func finish() throws(Problem) {
        guard let (last, prover) = pending else { return }
        var record = last
        record.head = try prover.code(
            record.sequence, AuditRecord.authenticatedHead(record.sequence, record.code))
        try write(record)
    }

    /// Appends to what is the end of the log, and is to be no longer.
    private mutating func begin(_ event: AuditEvent, _ subject: Int64?) throws(Problem) {
        // Another process may have replaced the keys; what is appended with former ones would prove nothing.
        if try connection.integer("SELECT generation FROM store_key") != event.prover.generation {
            try event.prover.renew(try SQLiteStorage.readIdentity(connection, name: ""))
        }
        let (last, code, head) = try AuditLog.end(connection)
        let proof = isFirst ? nil : try event.prover.code(last, AuditRecord.authenticatedHead(last, code))
        if head != nil {
            // The proof of the end moves on: a log that is cut off has none.
            let row = try connection.statement("UPDATE audit SET head = NULL WHERE sequence = ?")
            try row.bind(1, last)
            try row.run()
        }
        guard head != proof else { return try add(event, subject, behind: last, code) }
        // What was cut off must be seen for good, also behind records that are whole.
        try add(
            AuditEvent(time: event.time, user: nil, action: AuditRecord.broken, prover: event.prover), nil,
            behind: last, code)
        try append(event, subject: subject)
    }

    private mutating func add(
        _ event: AuditEvent, _ subject: Int64?, behind last: Int64, _ code: [UInt8]
    ) throws(Problem) {
        var record = AuditRecord(
            sequence: last &+ 1, time: event.time, user: event.user, action: event.action,
            subject: event.subject ?? subject, details: event.details, code: [], head: nil)
        record.code = try event.prover.code(record.sequence, record.authenticated(after: code))
        pending = (record, event.prover)
    }

    private func write(_ record: AuditRecord) throws(Problem) {
        let row = try connection.statement("INSERT INTO audit (\(AuditLog.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        try row.bind(1, record.sequence)
        try row.bind(2, record.time)
        try row.bind(3, record.user)
        try row.bind(4, record.action)
        try row.bind(5, record.subject)
        try row.bind(6, record.details)
        try row.bind(7, record.code)
        try row.bind(8, record.head)
        try row.run()
    }
}
