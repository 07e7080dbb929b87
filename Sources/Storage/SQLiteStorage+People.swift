package import Problems
internal import Synchronization

extension SQLiteStorage: PeopleStorage {
    static let userColumns = """
        u.id, u.account, u.email, u.first_name, u.last_name, u.active, u.roles, u.created, u.last_login, \
        u.secret_fingerprint, \
        u.deleted
        """
    private static let accountColumns =
        "a.id, a.organization, a.name, a.description, a.external_id, a.active, a.is_default, a.roles, a.deleted"

    // MARK: Principals

    package func principal(user: [UInt8], organization: [UInt8]?) throws(Problem) -> PrincipalRecord? {
        try read { connection throws(Problem) in
            let owner = try connection.statement("SELECT id FROM organization WHERE secret_fingerprint = ?")
            defer { owner.reset() }
            try owner.bind(1, organization)
            let id = try owner.step() ? owner.integer(0) : nil
            let found = try Self.principal(connection, "u.secret_fingerprint = ?") { row throws(Problem) in
                try row.bind(1, user)
            }
            guard let found, organization == nil || found.organization.id == id else { return nil }
            return found
        }
    }

    package func principal(user: Int64) throws(Problem) -> PrincipalRecord? {
        try read { connection throws(Problem) in
            try Self.principal(connection, "u.id = ?") { row throws(Problem) in try row.bind(1, user) }
        }
    }

    package func peopleVersion() throws(Problem) -> Int64 {
        try read { connection throws(Problem) in
            // Looked at before the version is read, so that a commit in between counts as one that came after.
            let commit = connection.commitMark()
            if let commit, let known = people.withLock({ $0 }), known.commit == commit { return known.version }
            let version = try connection.integer("SELECT people_version FROM store")
            if let commit { people.withLock { $0 = (commit, version) } }
            return version
        }
    }

    private static func principal(
        _ connection: SQLiteConnection, _ condition: String, _ bind: (SQLiteStatement) throws(Problem) -> Void
    ) throws(Problem) -> PrincipalRecord? {
        let row = try connection.statement(
            """
            SELECT \(userColumns), \(accountColumns), o.id, o.name, o.roles FROM user u
            JOIN account a ON a.id = u.account JOIN organization o ON o.id = a.organization WHERE \(condition)
            """)
        defer { row.reset() }
        try bind(row)
        guard try row.step() else { return nil }
        let organization = OrganizationRecord(
            id: row.integer(20), name: row.text(21), roles: row.isNull(22) ? nil : row.text(22), secretFingerprint: nil)
        return PrincipalRecord(user: user(row), account: account(row, from: 11), organization: organization)
    }

    /// The people of a new store, inside of the transaction that sets it up.
    static func create(_ people: InitialPeople, _ connection: SQLiteConnection) throws(Problem) {
        try connection.execute(
            """
            INSERT INTO organization (id, name) VALUES (1, 'Platform');
            INSERT INTO account (id, organization, name, description, active, is_default, roles)
                VALUES (1, 1, 'Platform', '', 1, 1, ''), (2, 2, 'Default', '', 1, 1, '');
            """)
        let organization = try connection.statement("INSERT INTO organization VALUES (2, 'Default', NULL, ?)")
        try organization.bind(1, people.organizationFingerprint)
        try organization.run()
        for (id, name, roles) in [(1, "platform", ""), (2, "default", people.roles)] as [(Int64, String, String)] {
            let user = try connection.statement(
                """
                INSERT INTO user (id, account, email, first_name, last_name, active, roles, created, secret_fingerprint)
                VALUES (?1, ?1, ?2, ?3, 'User', 1, ?4, ?5, ?6)
                """)
            try user.bind(1, id)
            try user.bind(2, "\(name)@localhost")
            try user.bind(3, id == 1 ? "Platform" : "Default")
            try user.bind(4, roles)
            try user.bind(5, people.created)
            try user.bind(6, id == 1 ? nil : people.userFingerprint)
            try user.run()
        }
    }

    // MARK: Organizations

    package func createOrganization(
        _ organization: OrganizationRecord, _ account: (Int64) -> AccountRecord, _ admin: (Int64) -> UserRecord,
        _ event: AuditEvent, _ created: (OrganizationRecord, AccountRecord, UserRecord) throws(Problem) -> Void
    ) throws(Problem) {
        try commit { connection throws(Problem) in
            let row = try connection.statement("INSERT INTO organization (name, secret_fingerprint) VALUES (?, ?)")
            try row.bind(1, organization.name)
            try row.bind(2, organization.secretFingerprint)
            try row.run()
            let organization = OrganizationRecord(
                id: connection.lastID, name: organization.name, secretFingerprint: organization.secretFingerprint)
            let account = try Self.create(account(organization.id), connection)
            let admin = try Self.create(admin(account.id), connection)
            try AuditLog.append(event, subject: organization.id, connection)
            try created(organization, account, admin)
        }
    }

    package func organization(_ id: Int64) throws(Problem) -> OrganizationRecord? {
        try read { connection throws(Problem) in
            let row = try connection.statement("SELECT name, roles, secret_fingerprint FROM organization WHERE id = ?")
            defer { row.reset() }
            try row.bind(1, id)
            guard try row.step() else { return nil }
            return OrganizationRecord(
                id: id, name: row.text(0), roles: row.isNull(1) ? nil : row.text(1),
                secretFingerprint: row.isNull(2) ? nil : row.blob(2))
        }
    }

    package func setRoles(_ roles: String?, organization: Int64, _ event: AuditEvent) throws(Problem) {
        try commit(event, subject: organization) { connection throws(Problem) in
            let row = try connection.statement("UPDATE organization SET roles = ?2 WHERE id = ?1")
            try row.bind(1, organization)
            try row.bind(2, roles)
            try row.run()
        }
    }

    // MARK: Accounts

    package func createAccount(
        _ account: AccountRecord, _ event: AuditEvent, _ created: (AccountRecord) throws(Problem) -> Void
    ) throws(Problem) {
        try commit { connection throws(Problem) in
            let account = try Self.create(account, connection)
            try AuditLog.append(event, subject: account.id, connection)
            try created(account)
        }
    }

    private static func create(_ account: AccountRecord, _ connection: SQLiteConnection) throws(Problem)
        -> AccountRecord
    {
        let row = try connection.statement(
            """
            INSERT INTO account (organization, name, description, external_id, active, is_default, roles)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        try row.bind(1, account.organization)
        try row.bind(2, account.name)
        try row.bind(3, account.description)
        try row.bind(4, account.externalID)
        try row.bind(5, account.isActive ? 1 : 0)
        try row.bind(6, account.isDefault ? 1 : 0)
        try row.bind(7, account.roles)
        try row.run()
        return AccountRecord(
            id: connection.lastID, organization: account.organization, name: account.name,
            description: account.description, externalID: account.externalID, isActive: account.isActive,
            isDefault: account.isDefault, roles: account.roles)
    }

    package func account(_ id: Int64) throws(Problem) -> AccountRecord? {
        try read { connection throws(Problem) in
            let row = try connection.statement("SELECT \(Self.accountColumns) FROM account a WHERE a.id = ?")
            defer { row.reset() }
            try row.bind(1, id)
            return try row.step() ? Self.account(row, from: 0) : nil
        }
    }

    package func accounts(organization: Int64) throws(Problem) -> [AccountRecord] {
        try read { connection throws(Problem) in
            let row = try connection.statement(
                "SELECT \(Self.accountColumns) FROM account a WHERE a.organization = ? AND NOT a.deleted ORDER BY a.id")
            defer { row.reset() }
            try row.bind(1, organization)
            var accounts: [AccountRecord] = []
            while try row.step() { accounts.append(Self.account(row, from: 0)) }
            return accounts
        }
    }

    package func changeAccount(_ account: AccountRecord, _ event: AuditEvent) throws(Problem) {
        try commit(event, subject: account.id) { connection throws(Problem) in
            let row = try connection.statement(
                "UPDATE account SET name = ?2, description = ?3, external_id = ?4, active = ?5, roles = ?6, deleted = ?7 WHERE id = ?1"
            )
            try row.bind(1, account.id)
            try row.bind(2, account.name)
            try row.bind(3, account.description)
            try row.bind(4, account.externalID)
            try row.bind(5, account.isActive ? 1 : 0)
            try row.bind(6, account.roles)
            try row.bind(7, account.isDeleted ? 1 : 0)
            try row.run()
        }
    }

    package func removeAccount(_ id: Int64, _ event: AuditEvent) throws(Problem) {
        try commit(event, subject: id) { connection throws(Problem) in
            let users = try connection.statement("SELECT id FROM user WHERE account = ?")
            try users.bind(1, id)
            var ids: [Int64] = []
            do {
                defer { users.reset() }
                while try users.step() { ids.append(users.integer(0)) }
            }
            for user in ids { try Self.removeInstances(user, connection) }
            try Self.run(connection, "UPDATE account SET active = 0, deleted = 1 WHERE id = ?", id)
        }
    }

    private static func account(_ row: SQLiteStatement, from first: Int32) -> AccountRecord {
        AccountRecord(
            id: row.integer(first), organization: row.integer(first + 1), name: row.text(first + 2),
            description: row.text(first + 3), externalID: row.isNull(first + 4) ? nil : row.text(first + 4),
            isActive: row.integer(first + 5) != 0, isDeleted: row.integer(first + 8) != 0,
            isDefault: row.integer(first + 6) != 0, roles: row.text(first + 7))
    }
}
