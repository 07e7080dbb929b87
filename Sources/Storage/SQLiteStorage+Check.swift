package import Problems

extension SQLiteStorage: CheckStorage {
    package func inspect(
        keys: (StoreIdentity) throws(Problem) -> Bool, instance: (InstanceRecord) throws(Problem) -> Void
    ) throws(Problem) -> StoreInspection? {
        try read { connection throws(Problem) in
            try connection.snapshot { () throws(Problem) in
                guard try keys(try Self.readIdentity(connection, name: name)) else { return nil }
                var inspection = StoreInspection()
                inspection.damage = try Self.damage(connection)
                do throws(Problem) {
                    for check in Self.checks { try check.run(connection, &inspection) }
                    for table in ["organization", "account", "user", "instance", "element"] {
                        let count = try connection.integer("SELECT count(*) FROM \(table)")
                        inspection.rows.append((table, count))
                    }
                    try Self.each(connection, instance)
                } catch {
                    // Of a file that is damaged as much is told as can be read.
                    guard error.status == .store else { throw error }
                    inspection.damage.append(error.message)
                }
                return inspection
            }
        }
    }

    private static func damage(_ connection: SQLiteConnection) throws(Problem) -> [String] {
        let row = try connection.statement("PRAGMA integrity_check(100)")
        defer { row.reset() }
        var damage: [String] = []
        while try row.step() { damage.append(row.text(0)) }
        return damage == ["ok"] ? [] : damage
    }

    private static func each(
        _ connection: SQLiteConnection, _ body: (InstanceRecord) throws(Problem) -> Void
    ) throws(Problem) {
        let row = try connection.statement("SELECT \(instanceColumns) FROM instance ORDER BY id")
        defer { row.reset() }
        while try row.step() { try body(record(row)) }
    }

    // MARK: References and counts

    /// A query for rows that do not fit: what is wrong, and the id of the instance or null.
    private struct Check {
        let isCount: Bool
        let sql: String

        func run(_ connection: SQLiteConnection, _ inspection: inout StoreInspection) throws(Problem) {
            let row = try connection.statement(sql)
            defer { row.reset() }
            while try row.step() {
                inspection.faults.append(
                    .init(isCount: isCount, message: row.text(0), instance: row.isNull(1) ? nil : row.integer(1)))
            }
        }
    }

    private static let checks: [Check] =
        [
            reference("account", "organization", to: "organization", id: nil),
            reference("user", "account", to: "account", id: nil),
            reference("instance", "user", to: "user", id: "t.id"),
            reference("instance", "definition", to: "element_definition", id: "t.id"),
            reference("instance_tag", "instance", to: "instance", id: "t.instance"),
            reference("former_token", "instance", to: "instance", id: "t.instance"),
            reference("idempotency", "instance", to: "instance", id: "t.instance"),
            reference("instance_mapping", "instance", to: "instance", id: "t.instance"),
            reference("element", "definition", to: "element_definition", id: nil),
            Check(
                isCount: false,
                sql: """
                    SELECT 'a tag of instance ' || i.id || ' is missing in the index of tags', i.id
                    FROM instance i, json_each(iif(json_valid(i.tags), i.tags, '[]')) v
                    WHERE NOT EXISTS (
                        SELECT 1 FROM instance_tag t WHERE t.user = i.user AND t.tag = v.value AND t.instance = i.id)
                    """),
            Check(
                isCount: false,
                sql: """
                    SELECT 'the index of tags has one that instance ' || i.id || ' has not', i.id
                    FROM instance_tag t JOIN instance i ON i.id = t.instance
                    WHERE t.user <> i.user OR NOT EXISTS (
                        SELECT 1 FROM json_each(iif(json_valid(i.tags), i.tags, '[]')) v WHERE v.value = t.tag)
                    """),
            Check(
                isCount: true,
                sql: """
                    SELECT 'user ' || user || ' has ' || sum(found) || ' instances of ' || element || ', '
                        || sum(counted) || ' are counted', NULL
                    FROM (
                        SELECT user, element, 1 AS found, 0 AS counted FROM instance UNION ALL
                        SELECT user, element, 0, count FROM instance_count)
                    GROUP BY user, element HAVING sum(found) <> sum(counted)
                    """),
        ]

    private static func reference(_ table: String, _ column: String, to other: String, id: String?) -> Check {
        Check(
            isCount: false,
            sql: """
                SELECT '\(table) refers to \(other) ' || t.\(column) || ', which is not there', \(id ?? "NULL")
                FROM \(table) t LEFT JOIN \(other) o ON o.id = t.\(column)
                WHERE t.\(column) IS NOT NULL AND o.id IS NULL
                """)
    }
}
