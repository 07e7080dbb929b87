internal import Problems

/// The tables, versioned by `user_version`. A new store is made by the same steps that bring an old one forward, so that
/// both are the same.
enum Schema {
    /// From one version to the next. A step that landed is never changed: stores have been through it.
    typealias Step = @Sendable (SQLiteConnection) throws(Problem) -> Void

    /// The first step leads from version 1 to 2.
    private static let steps: [Step] = [
        version2, addAuthentication, addPeopleVersion, addCaching, addElements, addKeys, addMappings, addDeletion,
    ]

    /// "PRVS": marks a database as ours.
    static let applicationID: Int64 = 0x5052_5653
    static let version = Int64(1 + steps.count)

    /// AUTOINCREMENT: an id is never given twice, also not after the last instance was removed.
    private static let version1 = """
        CREATE TABLE store (
            row INTEGER PRIMARY KEY CHECK (row = 1),
            id BLOB NOT NULL,
            key_check TEXT NOT NULL,
            passphrase_salt BLOB,
            passphrase_operations INTEGER,
            passphrase_memory INTEGER
        ) STRICT;
        CREATE TABLE organization (
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, roles TEXT, secret_fingerprint BLOB UNIQUE
        ) STRICT;
        CREATE TABLE account (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            organization INTEGER NOT NULL,
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            external_id TEXT,
            active INTEGER NOT NULL,
            is_default INTEGER NOT NULL,
            roles TEXT NOT NULL
        ) STRICT;
        CREATE INDEX account_by_organization ON account (organization);
        CREATE TABLE user (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            account INTEGER NOT NULL,
            email TEXT NOT NULL,
            first_name TEXT NOT NULL,
            last_name TEXT NOT NULL,
            active INTEGER NOT NULL,
            roles TEXT NOT NULL,
            created INTEGER NOT NULL,
            last_login INTEGER,
            secret_fingerprint BLOB UNIQUE
        ) STRICT;
        CREATE INDEX user_by_account ON user (account);
        CREATE INDEX user_by_email ON user (email COLLATE NOCASE);
        CREATE TABLE instance (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user INTEGER NOT NULL,
            element TEXT NOT NULL,
            name TEXT NOT NULL,
            tags TEXT NOT NULL,
            configuration TEXT NOT NULL,
            external_authentication TEXT NOT NULL,
            events_enabled INTEGER NOT NULL,
            disabled INTEGER NOT NULL,
            tracing INTEGER NOT NULL,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            version INTEGER NOT NULL,
            token_sealed TEXT NOT NULL,
            token_fingerprint BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX instance_by_token ON instance (token_fingerprint);
        CREATE INDEX instance_by_user ON instance (user);
        CREATE TABLE instance_tag (
            user INTEGER NOT NULL, tag TEXT NOT NULL, instance INTEGER NOT NULL, PRIMARY KEY (user, tag, instance)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE instance_count (
            user INTEGER NOT NULL, element TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (user, element)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE former_token (
            fingerprint BLOB PRIMARY KEY, instance INTEGER NOT NULL, valid_until INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX former_token_by_instance ON former_token (instance);
        CREATE TABLE idempotency (
            user INTEGER NOT NULL, key TEXT NOT NULL, parts TEXT NOT NULL, instance INTEGER NOT NULL,
            PRIMARY KEY (user, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX idempotency_by_instance ON idempotency (instance);
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = 1;
        """

    static func create(_ connection: SQLiteConnection) throws(Problem) {
        try connection.execute(version1)
        try bringForward(connection)
    }

    /// Brings a store of an earlier version to today's. Inside of a transaction, so that a failure leaves it as it was.
    ///
    /// - Returns: the version that the store had.
    @discardableResult
    static func bringForward(_ connection: SQLiteConnection) throws(Problem) -> Int64 {
        let found = try connection.integer("SELECT user_version FROM pragma_user_version")
        guard found < version, found >= 1 else { return found }
        for step in steps[Int(found - 1)...] { try step(connection) }
        try connection.execute("PRAGMA user_version = \(version)")
        return found
    }

    /// Whether the database is ours and set up; false for an empty one. Changes nothing.
    static func isSetUp(_ connection: SQLiteConnection, name: String) throws(Problem) -> Bool {
        // One statement, so that a set-up by another process is seen as a whole or not at all.
        let row = try connection.statement(
            """
            SELECT (SELECT count(*) FROM sqlite_schema), (SELECT application_id FROM pragma_application_id),
                (SELECT user_version FROM pragma_user_version)
            """)
        defer { row.reset() }
        guard try row.step() else { return false }
        let (application, found) = (row.integer(1), row.integer(2))
        if row.integer(0) == 0, application == 0, found == 0 { return false }
        guard application == applicationID else {
            throw Problem(.store, "the store \"\(name)\" is a database of another program; choose another path")
        }
        guard found <= version else {
            throw Problem(
                .store,
                "the store \"\(name)\" has schema \(found), this version of the library knows \(version); use a newer version"
            )
        }
        guard found >= 1 else { throw Problem(.store, "the store \"\(name)\" has an unknown schema \(found)") }
        return true
    }
}
