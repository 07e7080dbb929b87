package import Problems

extension SQLiteStorage: KeyStorage {
    package func replaceKeys(
        _ body: (_ current: StoreIdentity, _ lastRecord: Int64) throws(Problem) -> KeyReplacement?
    ) throws(Problem) {
        try write { connection throws(Problem) in
            try connection.transaction { () throws(Problem) in
                let current = try Self.readIdentity(connection, name: name)
                guard let new = try body(current, try AuditLog.lastRecord(connection)) else { return }
                let store = try connection.statement(
                    """
                    UPDATE store SET key_check = ?, passphrase_salt = ?, passphrase_operations = ?, passphrase_memory = ?
                    """)
                try store.bind(1, new.identity.keyCheck)
                try Self.bind(new.identity.passphrase, from: 2, to: store)
                try store.run()
                if let keys = new.identity.keys { try Self.set(keys, connection) }
                if let (former, people) = new.people { try Self.replace(former, by: people, connection) }
                try AuditLog.append(new.event, connection)
            }
        }
    }

    static func bind(_ passphrase: PassphraseRecord?, from first: Int32, to row: SQLiteStatement) throws(Problem) {
        try row.bind(first, passphrase?.salt)
        try row.bind(first + 1, passphrase?.operations)
        try row.bind(first + 2, passphrase?.memoryBytes)
    }

    static func set(_ keys: KeyRecord, _ connection: SQLiteConnection) throws(Problem) {
        let row = try connection.statement(
            """
            INSERT INTO store_key VALUES (
                1, ?1, ?2, ?3, iif(?3 IS NULL, NULL, (SELECT coalesce(max(id), 0) FROM instance))
            ) ON CONFLICT DO UPDATE SET generation = excluded.generation, sealed = excluded.sealed,
                resealed = excluded.resealed, last_to_reseal = excluded.last_to_reseal
            """)
        try row.bind(1, keys.generation)
        try row.bind(2, keys.sealed)
        try row.bind(3, keys.isRotating ? 0 : nil)
        try row.run()
    }

    static func keys(_ connection: SQLiteConnection) throws(Problem) -> KeyRecord? {
        guard try connection.integer("SELECT user_version FROM pragma_user_version") >= Schema.firstWithKeys else {
            return nil
        }
        let row = try connection.statement("SELECT generation, sealed, resealed FROM store_key")
        defer { row.reset() }
        guard try row.step() else { return nil }
        return KeyRecord(generation: row.integer(0), sealed: row.text(1), isRotating: !row.isNull(2))
    }

    /// Inside of the transaction that writes what was sealed.
    static func checkGeneration(_ generation: Int64, _ connection: SQLiteConnection) throws(Problem) {
        guard try connection.integer("SELECT generation FROM store_key") == generation else {
            throw Problem.staleKeys
        }
    }

    /// Gives the default user and organization new secrets, where they still have those that they began with.
    private static func replace(
        _ former: InitialPeople, by new: InitialPeople, _ connection: SQLiteConnection
    ) throws(Problem) {
        for (table, old, fingerprint) in [
            ("user", former.userFingerprint, new.userFingerprint),
            ("organization", former.organizationFingerprint, new.organizationFingerprint),
        ] {
            let row = try connection.statement(
                "UPDATE \(table) SET secret_fingerprint = ?2 WHERE secret_fingerprint = ?1")
            try row.bind(1, old)
            try row.bind(2, fingerprint)
            try row.run()
        }
    }

    // MARK: Sealing anew

    package func instancesToReseal(limit: Int) throws(Problem) -> [InstanceRecord]? {
        try read { connection throws(Problem) in
            try connection.snapshot { () throws(Problem) in
                guard let after = try Self.resealed(connection) else { return nil }
                let row = try connection.statement(
                    """
                    SELECT \(Self.instanceColumns) FROM instance
                    WHERE id > ? AND id <= (SELECT last_to_reseal FROM store_key) ORDER BY id LIMIT ?
                    """)
                defer { row.reset() }
                try row.bind(1, after)
                try row.bind(2, Int64(limit))
                var records: [InstanceRecord] = []
                while try row.step() { records.append(Self.record(row)) }
                return records
            }
        }
    }

    private static func resealed(_ connection: SQLiteConnection) throws(Problem) -> Int64? {
        let row = try connection.statement("SELECT resealed FROM store_key WHERE resealed IS NOT NULL")
        defer { row.reset() }
        return try row.step() ? row.integer(0) : nil
    }

    package func reseal(_ instances: [ResealedInstance], generation: Int64, last: Int64) throws(Problem) {
        try commit { connection throws(Problem) in
            try Self.checkGeneration(generation, connection)
            for instance in instances {
                let old = instance.old
                try Self.set("token_sealed", old.sealedToken, instance.token, old.id, connection)
                try Self.set("configuration", old.configuration, instance.configuration, old.id, connection)
                try Self.set(
                    "provider_data_sealed", old.sealedProviderData, instance.providerData, old.id, connection)
            }
            let row = try connection.statement(
                "UPDATE store_key SET resealed = max(resealed, ?) WHERE resealed IS NOT NULL")
            try row.bind(1, last)
            try row.run()
        }
    }

    /// What is no longer as it was has been sealed anew by whoever changed it.
    private static func set(
        _ column: String, _ old: String?, _ new: String?, _ id: Int64, _ connection: SQLiteConnection
    ) throws(Problem) {
        guard let new else { return }
        let row = try connection.statement("UPDATE instance SET \(column) = ?3 WHERE id = ?1 AND \(column) = ?2")
        try row.bind(1, id)
        try row.bind(2, old)
        try row.bind(3, new)
        try row.run()
    }

    package func resealProgress() throws(Problem) -> (done: Int64, total: Int64) {
        try read { connection throws(Problem) in
            try connection.snapshot { () throws(Problem) in
                (
                    try connection.integer(
                        "SELECT count(*) FROM instance WHERE id <= (SELECT resealed FROM store_key)"),
                    try connection.integer(
                        "SELECT count(*) FROM instance WHERE id <= (SELECT last_to_reseal FROM store_key)")
                )
            }
        }
    }

    package func emptyLog() throws(Problem) -> Bool {
        guard name != ":memory:" else { return true }
        return try write { connection throws(Problem) in
            let row = try connection.statement("PRAGMA wal_checkpoint(TRUNCATE)")
            defer { row.reset() }
            return try row.step() && row.integer(0) == 0
        }
    }
}
