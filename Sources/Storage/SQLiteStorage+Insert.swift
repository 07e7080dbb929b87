package import Problems

extension SQLiteStorage {
    package func insert(
        _ idempotency: IdempotencyRecord?, user: Int64, generation: Int64,
        _ make: (Int64) throws(Problem) -> InstanceWrite
    ) throws(Problem) -> InstanceRecord? {
        try commit { connection throws(Problem) in
            try Self.checkGeneration(generation, connection)
            return try insert(idempotency, user, connection, make)
        }
    }

    /// Inside of a transaction, of which it is all.
    private func insert(
        _ idempotency: IdempotencyRecord?, _ user: Int64, _ connection: SQLiteConnection,
        _ make: (Int64) throws(Problem) -> InstanceWrite
    ) throws(Problem) -> InstanceRecord? {
        var log = AuditAppender(connection)
        let record = try insert(idempotency, user, connection, &log, make)
        try log.finish()
        return record
    }

    package func insert(
        _ count: Int, user: Int64, generation: Int64, idempotency: (Int) -> IdempotencyRecord?,
        make: (Int, Int64) throws(Problem) -> InstanceWrite
    ) throws(Problem) -> [InsertOutcome] {
        var hasFailed = false
        do throws(Problem) {
            return try commit { connection throws(Problem) in
                try Self.checkGeneration(generation, connection)
                var outcomes: [InsertOutcome] = []
                do throws(Problem) {
                    var log = AuditAppender(connection)
                    for index in 0..<count {
                        let record = try insert(idempotency(index), user, connection, &log) { id throws(Problem) in
                            try make(index, id)
                        }
                        outcomes.append(record == nil ? .known : .stored)
                    }
                    try log.finish()
                } catch {
                    hasFailed = true
                    throw error
                }
                return outcomes
            }
        } catch {
            guard hasFailed else { throw error }
        }
        // Only where one fails are the savepoints paid for that save the others.
        return try commit { connection throws(Problem) in
            try Self.checkGeneration(generation, connection)
            var outcomes: [InsertOutcome] = []
            for index in 0..<count {
                var outcome = InsertOutcome.known
                do throws(Problem) {
                    try connection.savepoint { () throws(Problem) in
                        let record = try insert(idempotency(index), user, connection) { id throws(Problem) in
                            try make(index, id)
                        }
                        if record != nil { outcome = .stored }
                    }
                } catch {
                    guard connection.isInTransaction else { throw error }
                    outcome = .failed(error)
                }
                outcomes.append(outcome)
            }
            return outcomes
        }
    }

    private func insert(
        _ idempotency: IdempotencyRecord?, _ user: Int64, _ connection: SQLiteConnection, _ log: inout AuditAppender,
        _ make: (Int64) throws(Problem) -> InstanceWrite
    ) throws(Problem) -> InstanceRecord? {
        if let idempotency, try Self.idempotency(idempotency.key, user, connection) != nil { return nil }
        let write = try make(try nextID("instance", connection))
        let row = try connection.statement(Self.insertion)
        try Self.bind(write.record, to: row)
        try row.run()
        try Self.addTags(write.record, connection)
        try Self.count(write.record, 1, connection)
        if let idempotency { try Self.remember(idempotency, write.record, connection) }
        try log.append(write.event, subject: write.record.id)
        return write.record
    }

    /// The id that the next row of a table gets.
    func nextID(_ table: String, _ connection: SQLiteConnection) throws(Problem) -> Int64 {
        // The last id that was given; 0 in a new store.
        let last = try connection.integer("SELECT seq FROM sqlite_sequence WHERE name = '\(table)'")
        guard last < Int64.max else { throw Problem(.store, "the store \"\(name)\" has no ids left") }
        return last + 1
    }

    private static let insertion =
        "INSERT INTO instance (\(instanceColumns)) VALUES (\(Array(repeating: "?", count: 21).joined(separator: ", ")))"
}
