package import Problems

extension SQLiteStorage: MappingStorage {
    package func mappings(_ kind: MappingKind, instance: Int64) throws(Problem) -> [MappingRecord] {
        try read { connection throws(Problem) in
            let row = try connection.statement(
                "SELECT name, body FROM instance_mapping WHERE instance = ? AND kind = ? ORDER BY name")
            defer { row.reset() }
            try row.bind(1, instance)
            try row.bind(2, kind.rawValue)
            var mappings: [MappingRecord] = []
            while try row.step() { mappings.append(MappingRecord(name: row.text(0), body: row.text(1))) }
            return mappings
        }
    }

    package func mapping(_ kind: MappingKind, _ name: String, instance: Int64) throws(Problem) -> MappingRecord? {
        try read { connection throws(Problem) in try Self.mapping(kind, name, instance, connection) }
    }

    private static func mapping(
        _ kind: MappingKind, _ name: String, _ instance: Int64, _ connection: SQLiteConnection
    ) throws(Problem) -> MappingRecord? {
        let row = try connection.statement(
            "SELECT body FROM instance_mapping WHERE instance = ? AND kind = ? AND name = ?")
        defer { row.reset() }
        try bind(kind, name, instance, to: row)
        return try row.step() ? MappingRecord(name: name, body: row.text(0)) : nil
    }

    package func changeMapping(
        _ kind: MappingKind, _ name: String, instance: Int64, _ event: AuditEvent,
        _ body: (MappingRecord?) throws(Problem) -> MappingRecord?
    ) throws(Problem) {
        try commit(event, subject: instance) { connection throws(Problem) in
            let old = try Self.mapping(kind, name, instance, connection)
            let new = try body(old)
            if let new, new.name != name, try Self.mapping(kind, new.name, instance, connection) != nil {
                throw Problem(.conflict, "there is a \(kind.rawValue) of the name \(new.name) already")
            }
            let removed = try connection.statement(
                "DELETE FROM instance_mapping WHERE instance = ? AND kind = ? AND name = ?")
            try Self.bind(kind, name, instance, to: removed)
            try removed.run()
            guard let new else { return }
            // An instance that was removed meanwhile gets none.
            let row = try connection.statement(
                "INSERT INTO instance_mapping SELECT id, ?2, ?3, ?4 FROM instance WHERE id = ?1")
            try Self.bind(kind, new.name, instance, to: row)
            try row.bind(4, new.body)
            try row.run()
        }
    }

    package func removeMappings(
        _ kind: MappingKind, instance: Int64, _ event: AuditEvent
    ) throws(Problem) -> Bool {
        try commit { connection throws(Problem) in
            let there = try connection.statement("SELECT 1 FROM instance_mapping WHERE instance = ? AND kind = ?")
            try there.bind(1, instance)
            try there.bind(2, kind.rawValue)
            let isThere = try there.step()
            there.reset()
            guard isThere else { return false }
            let row = try connection.statement("DELETE FROM instance_mapping WHERE instance = ? AND kind = ?")
            try row.bind(1, instance)
            try row.bind(2, kind.rawValue)
            try row.run()
            try AuditLog.append(event, subject: instance, connection)
            return true
        }
    }

    private static func bind(
        _ kind: MappingKind, _ name: String, _ instance: Int64, to row: SQLiteStatement
    ) throws(Problem) {
        try row.bind(1, instance)
        try row.bind(2, kind.rawValue)
        try row.bind(3, name)
    }
}
