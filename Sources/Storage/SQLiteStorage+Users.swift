package import Problems

extension SQLiteStorage {
    package func createUser(
        _ user: UserRecord, organization: Int64, _ event: AuditEvent, _ created: (UserRecord) throws(Problem) -> Void
    ) throws(Problem) {
        try commit { connection throws(Problem) in
            try Self.checkEmail(user, organization, connection)
            let user = try Self.create(user, connection)
            try AuditLog.append(event, subject: user.id, connection)
            try created(user)
        }
    }

    static func create(_ user: UserRecord, _ connection: SQLiteConnection) throws(Problem) -> UserRecord {
        let row = try connection.statement(
            """
            INSERT INTO user (account, email, first_name, last_name, active, roles, created, secret_fingerprint)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        try row.bind(1, user.account)
        try row.bind(2, user.email)
        try row.bind(3, user.firstName)
        try row.bind(4, user.lastName)
        try row.bind(5, user.isActive ? 1 : 0)
        try row.bind(6, user.roles)
        try row.bind(7, user.created)
        try row.bind(8, user.secretFingerprint)
        try row.run()
        return UserRecord(
            id: connection.lastID, account: user.account, email: user.email, firstName: user.firstName,
            lastName: user.lastName, isActive: user.isActive, roles: user.roles, created: user.created,
            secretFingerprint: user.secretFingerprint)
    }

    private static func checkEmail(
        _ user: UserRecord, _ organization: Int64, _ connection: SQLiteConnection
    ) throws(Problem) {
        if let other = try Self.user(connection, email: user.email, organization), other.id != user.id {
            throw Problem(.conflict, "A user with the e-mail address \(user.email) already exists")
        }
    }

    package func user(_ id: Int64) throws(Problem) -> UserRecord? {
        try read { connection throws(Problem) in
            let row = try connection.statement("SELECT \(Self.userColumns) FROM user u WHERE u.id = ?")
            defer { row.reset() }
            try row.bind(1, id)
            return try row.step() ? Self.user(row) : nil
        }
    }

    package func user(email: String, organization: Int64) throws(Problem) -> UserRecord? {
        try read { connection throws(Problem) in try Self.user(connection, email: email, organization) }
    }

    private static func user(
        _ connection: SQLiteConnection, email: String, _ organization: Int64
    ) throws(Problem) -> UserRecord? {
        let row = try connection.statement(
            """
            SELECT \(userColumns) FROM user u JOIN account a ON a.id = u.account
            WHERE u.email = ? COLLATE NOCASE AND a.organization = ? AND NOT u.deleted
            """)
        defer { row.reset() }
        try row.bind(1, email)
        try row.bind(2, organization)
        return try row.step() ? user(row) : nil
    }

    package func users(organization: Int64, account: Int64?) throws(Problem) -> [UserRecord] {
        try read { connection throws(Problem) in
            let row = try connection.statement(
                """
                SELECT \(Self.userColumns) FROM user u JOIN account a ON a.id = u.account
                WHERE a.organization = ?1 AND (?2 IS NULL OR a.id = ?2) AND NOT (u.deleted OR a.deleted) ORDER BY u.id
                """)
            defer { row.reset() }
            try row.bind(1, organization)
            try row.bind(2, account)
            var users: [UserRecord] = []
            while try row.step() { users.append(Self.user(row)) }
            return users
        }
    }

    package func changeUser(_ user: UserRecord, organization: Int64, _ event: AuditEvent?) throws(Problem) {
        try commit(event, subject: user.id) { connection throws(Problem) in
            try Self.checkEmail(user, organization, connection)
            let row = try connection.statement(
                """
                UPDATE user SET email = ?2, first_name = ?3, last_name = ?4, active = ?5, roles = ?6, last_login = ?7,
                    deleted = ?8
                WHERE id = ?1
                """)
            try row.bind(1, user.id)
            try row.bind(2, user.email)
            try row.bind(3, user.firstName)
            try row.bind(4, user.lastName)
            try row.bind(5, user.isActive ? 1 : 0)
            try row.bind(6, user.roles)
            try row.bind(7, user.lastLogin)
            try row.bind(8, user.isDeleted ? 1 : 0)
            try row.run()
        }
    }

    package func removeUser(_ id: Int64, _ event: AuditEvent) throws(Problem) {
        try commit(event, subject: id) { connection throws(Problem) in
            try Self.removeInstances(id, connection)
            try Self.run(connection, "UPDATE user SET active = 0, deleted = 1 WHERE id = ?", id)
        }
    }

    package func removeInstances(user: Int64, _ event: AuditEvent) throws(Problem) {
        try commit(event, subject: user) { connection throws(Problem) in
            try Self.removeInstances(user, connection)
        }
    }

    static func removeInstances(_ user: Int64, _ connection: SQLiteConnection) throws(Problem) {
        try run(
            connection, "DELETE FROM former_token WHERE instance IN (SELECT id FROM instance WHERE user = ?)", user)
        for table in ["instance", "instance_tag", "instance_count", "idempotency"] {
            try run(connection, "DELETE FROM \(table) WHERE user = ?", user)
        }
    }

    static func run(_ connection: SQLiteConnection, _ sql: String, _ id: Int64) throws(Problem) {
        let row = try connection.statement(sql)
        try row.bind(1, id)
        try row.run()
    }

    static func user(_ row: SQLiteStatement) -> UserRecord {
        UserRecord(
            id: row.integer(0), account: row.integer(1), email: row.text(2), firstName: row.text(3),
            lastName: row.text(4), isActive: row.integer(5) != 0, isDeleted: row.integer(10) != 0,
            roles: row.text(6), created: row.integer(7),
            lastLogin: row.isNull(8) ? nil : row.integer(8), secretFingerprint: row.isNull(9) ? nil : row.blob(9))
    }
}
