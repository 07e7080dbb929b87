package import Problems

extension SQLiteStorage {
    package func entryNumbers(_ keys: [String]) throws(Problem) -> [Int64] {
        let known = try read { connection throws(Problem) in try Self.entryNumbers(keys, connection) }
        if !known.contains(0) { return known }
        return try commit { connection throws(Problem) in
            let row = try connection.statement("INSERT OR IGNORE INTO entry_number (key) VALUES (?)")
            for (key, number) in zip(keys, known) where number == 0 {
                try row.bind(1, key)
                try row.run()
            }
            return try Self.entryNumbers(keys, connection)
        }
    }

    /// 0 for a key that has none yet.
    private static func entryNumbers(_ keys: [String], _ connection: SQLiteConnection) throws(Problem) -> [Int64] {
        let row = try connection.statement("SELECT number FROM entry_number WHERE key = ?")
        defer { row.reset() }
        var numbers: [Int64] = []
        for key in keys {
            row.reset()
            try row.bind(1, key)
            numbers.append(try row.step() ? row.integer(0) : 0)
        }
        return numbers
    }

    package func entryKey(_ number: Int64) throws(Problem) -> String? {
        try read { connection throws(Problem) in
            let row = try connection.statement("SELECT key FROM entry_number WHERE number = ?")
            defer { row.reset() }
            try row.bind(1, number)
            return try row.step() ? row.text(0) : nil
        }
    }
}
