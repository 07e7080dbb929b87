package import Problems

extension SQLiteStorage: ElementStorage {
    private static let columns = "id, key, organization, account, definition, version"

    // MARK: Reading

    package func elementChanges() throws(Problem) -> Int64 {
        try read { connection throws(Problem) in
            let row = try connection.statement("SELECT count FROM element_change")
            defer { row.reset() }
            return try row.step() ? row.integer(0) : 0
        }
    }

    package func elements() throws(Problem) -> [ElementRecord] {
        try read { connection throws(Problem) in
            let row = try connection.statement(
                """
                SELECT \(Self.columns), (SELECT group_concat(account, ' ') FROM
                    (SELECT account FROM element_account WHERE element = element.id ORDER BY account))
                FROM element WHERE removed = 0 ORDER BY id
                """)
            defer { row.reset() }
            var elements: [ElementRecord] = []
            while try row.step() {
                var element = Self.element(row)
                if !row.isNull(6) { element.accounts = row.text(6).split(separator: " ").compactMap { Int64($0) } }
                elements.append(element)
            }
            return elements
        }
    }

    private static func element(_ row: SQLiteStatement) -> ElementRecord {
        ElementRecord(
            id: row.integer(0), key: row.text(1), organization: row.integer(2), account: row.integer(3),
            definition: row.integer(4), version: row.integer(5))
    }

    package func definition(_ id: Int64) throws(Problem) -> DefinitionRecord? {
        try read { connection throws(Problem) in try Self.definition(id, connection) }
    }

    private static func definition(
        _ id: Int64, _ connection: SQLiteConnection
    ) throws(Problem) -> DefinitionRecord? {
        let row = try connection.statement(
            "SELECT id, element, version, created, text FROM element_definition WHERE id = ?")
        defer { row.reset() }
        try row.bind(1, id)
        return try row.step() ? definition(row) : nil
    }

    package func definitions(ofElement id: Int64) throws(Problem) -> [DefinitionRecord] {
        try read { connection throws(Problem) in
            let row = try connection.statement(
                "SELECT id, element, version, created, '' FROM element_definition WHERE element = ? ORDER BY id DESC")
            defer { row.reset() }
            try row.bind(1, id)
            var definitions: [DefinitionRecord] = []
            while try row.step() { definitions.append(Self.definition(row)) }
            return definitions
        }
    }

    private static func definition(_ row: SQLiteStatement) -> DefinitionRecord {
        DefinitionRecord(
            id: row.integer(0), element: row.integer(1), version: row.integer(2), created: row.integer(3),
            text: row.text(4))
    }

    // MARK: Writing

    package func createElement(
        key: String, organization: Int64, account: Int64, _ event: AuditEvent,
        _ make: (Int64) throws(Problem) -> DefinitionWrite
    ) throws(Problem) -> ElementRecord {
        try commit { connection throws(Problem) in
            let taken = try connection.statement(
                "SELECT 1 FROM element WHERE organization = ? AND key = ? AND removed = 0")
            defer { taken.reset() }
            try taken.bind(1, organization)
            try taken.bind(2, key)
            if try taken.step() { throw Problem(.conflict, "there is an element with the key \(key) already") }
            let id = try nextID("element", connection)
            let write = try make(id)
            let definition = try Self.add(write, element: id, version: 1, event.time, connection)
            let row = try connection.statement("INSERT INTO element VALUES (?, ?, ?, ?, 0, ?, 1, ?)")
            try row.bind(1, id)
            try row.bind(2, key)
            try row.bind(3, organization)
            try row.bind(4, account)
            try row.bind(5, definition)
            try row.bind(6, write.lastPart)
            try row.run()
            try Self.noteChange(event, id, connection)
            return ElementRecord(
                id: id, key: key, organization: organization, account: account, definition: definition, version: 1)
        }
    }

    package func changeElement(
        _ id: Int64, _ event: AuditEvent,
        _ body: (DefinitionRecord, _ lastPart: Int64) throws(Problem) -> DefinitionWrite
    ) throws(Problem) -> ElementRecord? {
        try commit { connection throws(Problem) in
            let found = try connection.statement(
                "SELECT \(Self.columns), last_part FROM element WHERE id = ? AND removed = 0")
            defer { found.reset() }
            try found.bind(1, id)
            guard try found.step() else { return nil }
            let (old, lastPart) = (Self.element(found), found.integer(6))
            guard let before = try Self.definition(old.definition, connection) else {
                throw Problem(.store, "element \(id) is damaged in the store; restore it from a backup")
            }
            let write = try body(before, lastPart)
            let version = old.version &+ 1
            let definition = try Self.add(write, element: id, version: version, event.time, connection)
            let row = try connection.statement(
                "UPDATE element SET definition = ?2, version = ?3, last_part = ?4 WHERE id = ?1")
            try row.bind(1, id)
            try row.bind(2, definition)
            try row.bind(3, version)
            try row.bind(4, write.lastPart)
            try row.run()
            try Self.noteChange(event, id, connection)
            return ElementRecord(
                id: id, key: old.key, organization: old.organization, account: old.account, definition: definition,
                version: version)
        }
    }

    private static func add(
        _ write: DefinitionWrite, element: Int64, version: Int64, _ time: Int64, _ connection: SQLiteConnection
    ) throws(Problem) -> Int64 {
        let row = try connection.statement(
            "INSERT INTO element_definition (element, version, created, text) VALUES (?, ?, ?, ?)")
        try row.bind(1, element)
        try row.bind(2, version)
        try row.bind(3, time)
        try row.bind(4, write.text)
        try row.run()
        return connection.lastID
    }

    package func removeElement(_ id: Int64, _ event: AuditEvent) throws(Problem) -> Bool {
        try commit { connection throws(Problem) in
            let row = try connection.statement(
                "UPDATE element SET removed = 1 WHERE id = ? AND removed = 0 RETURNING id")
            defer { row.reset() }
            try row.bind(1, id)
            guard try row.step() else { return false }
            row.reset()
            let accounts = try connection.statement("DELETE FROM element_account WHERE element = ?")
            try accounts.bind(1, id)
            try accounts.run()
            try Self.noteChange(event, id, connection)
            return true
        }
    }

    package func setElement(
        _ id: Int64, visible: Bool, toAccount account: Int64, _ event: AuditEvent
    ) throws(Problem) {
        try commit { connection throws(Problem) in
            let row = try connection.statement(
                visible
                    ? "INSERT OR IGNORE INTO element_account VALUES (?, ?)"
                    : "DELETE FROM element_account WHERE element = ? AND account = ?")
            try row.bind(1, id)
            try row.bind(2, account)
            try row.run()
            try Self.noteChange(event, id, connection)
        }
    }

    private static func noteChange(_ event: AuditEvent, _ id: Int64, _ connection: SQLiteConnection) throws(Problem) {
        try connection.statement("UPDATE element_change SET count = count + 1").run()
        try AuditLog.append(event, subject: id, connection)
    }
}
