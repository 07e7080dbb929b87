package import Problems

extension SQLiteStorage: InstanceStorage {
    static let instanceColumns = """
        id, user, element, name, tags, configuration, external_authentication, events_enabled, disabled, tracing, \
        created, updated, version, token_sealed, token_fingerprint, provider_data_sealed, \
        updated_thousandths, caching_enabled, max_cache_size, cache_time_to_live, definition
        """

    // MARK: Writing

    package func change(
        _ id: Int64, user: Int64, generation: Int64, _ body: (InstanceRecord) throws(Problem) -> InstanceWrite?
    ) throws(Problem) -> InstanceRecord? {
        try commit { connection throws(Problem) in
            try Self.checkGeneration(generation, connection)
            guard let old = try Self.instance(id, user, connection) else { return nil }
            guard let write = try body(old) else { return old }
            let row = try connection.statement(
                """
                UPDATE instance SET element = ?3, name = ?4, tags = ?5, configuration = ?6,
                    external_authentication = ?7, events_enabled = ?8, disabled = ?9, tracing = ?10, created = ?11,
                    updated = ?12, version = ?13, token_sealed = ?14, token_fingerprint = ?15,
                    provider_data_sealed = ?16, updated_thousandths = ?17, caching_enabled = ?18, max_cache_size = ?19,
                    cache_time_to_live = ?20, definition = ?21
                WHERE id = ?1 AND user = ?2
                """)
            try Self.bind(write.record, to: row)
            try row.run()
            if write.record.tags != old.tags {
                try Self.removeTags(old, connection)
                try Self.addTags(write.record, connection)
            }
            if write.record.element != old.element {
                try Self.count(old, -1, connection)
                try Self.count(write.record, 1, connection)
            }
            if write.record.tokenFingerprint != old.tokenFingerprint {
                try Self.retire(old, until: write.formerTokenValidUntil, now: write.record.updated, connection)
            }
            try AuditLog.append(write.event, subject: id, connection)
            return write.record
        }
    }

    package func remove(
        _ id: Int64, user: Int64, _ body: (InstanceRecord) throws(Problem) -> AuditEvent
    ) throws(Problem) -> Bool {
        try commit { connection throws(Problem) in
            guard let record = try Self.instance(id, user, connection) else { return false }
            let event = try body(record)
            try Self.removeTags(record, connection)
            for table in ["instance WHERE id", "former_token WHERE instance", "idempotency WHERE instance"] {
                let row = try connection.statement("DELETE FROM \(table) = ?")
                try row.bind(1, id)
                try row.run()
            }
            try Self.count(record, -1, connection)
            try AuditLog.append(event, subject: id, connection)
            return true
        }
    }

    static func bind(_ record: InstanceRecord, to row: SQLiteStatement) throws(Problem) {
        try row.bind(1, record.id)
        try row.bind(2, record.user)
        try row.bind(3, record.element)
        try row.bind(4, record.name)
        try row.bind(5, record.tags)
        try row.bind(6, record.configuration)
        try row.bind(7, record.externalAuthentication)
        try row.bind(8, record.areEventsEnabled ? 1 : 0)
        try row.bind(9, record.isDisabled ? 1 : 0)
        try row.bind(10, record.isTracing ? 1 : 0)
        try row.bind(11, record.created)
        try row.bind(12, record.updated)
        try row.bind(13, record.version)
        try row.bind(14, record.sealedToken)
        try row.bind(15, record.tokenFingerprint)
        try row.bind(16, record.sealedProviderData)
        try row.bind(17, record.updatedThousandths)
        try row.bind(18, record.cache.isEnabled ? 1 : 0)
        try row.bind(19, record.cache.maximumSize)
        try row.bind(20, record.cache.timeToLive)
        try row.bind(21, record.definition)
    }

    static func addTags(_ record: InstanceRecord, _ connection: SQLiteConnection) throws(Problem) {
        let row = try connection.statement(
            "INSERT OR IGNORE INTO instance_tag SELECT ?1, value, ?2 FROM json_each(?3)")
        try row.bind(1, record.user)
        try row.bind(2, record.id)
        try row.bind(3, record.tags)
        try row.run()
    }

    private static func removeTags(_ record: InstanceRecord, _ connection: SQLiteConnection) throws(Problem) {
        let row = try connection.statement(
            "DELETE FROM instance_tag WHERE user = ?1 AND instance = ?2 AND tag IN (SELECT value FROM json_each(?3))")
        try row.bind(1, record.user)
        try row.bind(2, record.id)
        try row.bind(3, record.tags)
        try row.run()
    }

    static func count(
        _ record: InstanceRecord, _ difference: Int64, _ connection: SQLiteConnection
    ) throws(Problem) {
        let row = try connection.statement(
            "INSERT INTO instance_count VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count")
        try row.bind(1, record.user)
        try row.bind(2, record.element)
        try row.bind(3, difference)
        try row.run()
    }

    /// Lets a token that is replaced live on until a time, and forgets those whose time is over; or forgets all of them.
    private static func retire(
        _ old: InstanceRecord, until: Int64?, now: Int64, _ connection: SQLiteConnection
    ) throws(Problem) {
        let forgotten = try connection.statement(
            "DELETE FROM former_token WHERE instance = ?1 AND (?2 IS NULL OR valid_until <= ?2)")
        try forgotten.bind(1, old.id)
        try forgotten.bind(2, until.map { _ in now })
        try forgotten.run()
        guard let until else { return }
        let row = try connection.statement("REPLACE INTO former_token VALUES (?, ?, ?)")
        try row.bind(1, old.tokenFingerprint)
        try row.bind(2, old.id)
        try row.bind(3, until)
        try row.run()
    }

    // MARK: Idempotency

    package func idempotency(
        _ key: String, user: Int64
    ) throws(Problem) -> (record: IdempotencyRecord, instance: Int64)? {
        try read { connection throws(Problem) in try Self.idempotency(key, user, connection) }
    }

    static func idempotency(
        _ key: String, _ user: Int64, _ connection: SQLiteConnection
    ) throws(Problem) -> (record: IdempotencyRecord, instance: Int64)? {
        let row = try connection.statement("SELECT parts, instance FROM idempotency WHERE user = ? AND key = ?")
        defer { row.reset() }
        try row.bind(1, user)
        try row.bind(2, key)
        guard try row.step() else { return nil }
        return (IdempotencyRecord(key: key, parts: row.text(0)), row.integer(1))
    }

    static func remember(
        _ idempotency: IdempotencyRecord, _ record: InstanceRecord, _ connection: SQLiteConnection
    ) throws(Problem) {
        let row = try connection.statement("INSERT INTO idempotency VALUES (?, ?, ?, ?)")
        try row.bind(1, record.user)
        try row.bind(2, idempotency.key)
        try row.bind(3, idempotency.parts)
        try row.bind(4, record.id)
        try row.run()
    }

    // MARK: Reading

    package func instance(_ id: Int64, user: Int64) throws(Problem) -> InstanceRecord? {
        try read { connection throws(Problem) in try Self.instance(id, user, connection) }
    }

    private static func instance(
        _ id: Int64, _ user: Int64, _ connection: SQLiteConnection
    ) throws(Problem) -> InstanceRecord? {
        let row = try connection.statement("SELECT \(instanceColumns) FROM instance WHERE id = ? AND user = ?")
        defer { row.reset() }
        try row.bind(1, id)
        try row.bind(2, user)
        return try row.step() ? record(row) : nil
    }

    package func instance(token fingerprint: [UInt8], now: Int64) throws(Problem) -> InstanceRecord? {
        try read { connection throws(Problem) in
            let row = try connection.statement(
                """
                SELECT \(Self.instanceColumns) FROM instance WHERE token_fingerprint = ?1
                    OR id = (SELECT instance FROM former_token WHERE fingerprint = ?1 AND valid_until > ?2)
                """)
            defer { row.reset() }
            try row.bind(1, fingerprint)
            try row.bind(2, now)
            return try row.step() ? Self.record(row) : nil
        }
    }

    package func list(_ query: InstanceQuery) throws(Problem) -> [InstanceRecord] {
        try read { connection throws(Problem) in
            let row = try connection.statement(Self.selection(query))
            defer { row.reset() }
            try row.bind(1, query.scope.id)
            try row.bind(2, query.after)
            try row.bind(3, Int64(query.limit))
            if let element = query.element { try row.bind(4, element) }
            if let text = query.searchText { try row.bind(5, text) }
            for (number, tag) in query.tags.enumerated() { try row.bind(6 + Int32(number), tag) }
            var records: [InstanceRecord] = []
            while try row.step() { records.append(Self.record(row)) }
            return records
        }
    }

    /// ?1 the id of the scope, ?2 the last id of the page before, ?3 the size, ?4 the element, ?5 the text, ?6 and on the tags.
    private static func selection(_ query: InstanceQuery) -> String {
        let columns = instanceColumns.split(separator: " ").map { "i.\($0)" }.joined(separator: " ")
        var sql = "SELECT \(columns) FROM "
        if query.tags.isEmpty {
            sql += "instance i WHERE \(query.scope.condition) AND i.id > ?2"
        } else {
            // CROSS, so that SQLite begins with those that have the tag, rather than looking at all in their order.
            sql += "instance_tag t CROSS JOIN instance i ON i.id = t.instance"
            sql += " WHERE t.user = ?1 AND t.tag = ?6 AND t.instance > ?2"
            for number in query.tags.indices.dropFirst() {
                sql += " AND EXISTS (SELECT 1 FROM instance_tag WHERE user = ?1 AND tag = ?\(6 + number)"
                sql += " AND instance = t.instance)"
            }
        }
        if query.element != nil { sql += " AND i.element = ?4" }
        if query.onlyWithEvents { sql += " AND i.events_enabled" }
        if query.searchText != nil {
            sql += " AND (instr(lower(i.name), lower(?5)) OR instr(lower(i.element), lower(?5)))"
        }
        return sql + " ORDER BY \(query.tags.isEmpty ? "i.id" : "t.instance") LIMIT ?3"
    }

    package func counts(user: Int64) throws(Problem) -> [(element: String, count: Int64)] {
        try read { connection throws(Problem) in
            let row = try connection.statement(
                "SELECT element, count FROM instance_count WHERE user = ? AND count > 0 ORDER BY element")
            defer { row.reset() }
            try row.bind(1, user)
            var counts: [(element: String, count: Int64)] = []
            while try row.step() { counts.append((row.text(0), row.integer(1))) }
            return counts
        }
    }

    static func record(_ row: SQLiteStatement) -> InstanceRecord {
        var cache = InstanceCache()
        cache.isEnabled = row.integer(17) != 0
        cache.maximumSize = row.integer(18)
        cache.timeToLive = row.integer(19)
        return InstanceRecord(
            id: row.integer(0), user: row.integer(1), element: row.text(2),
            definition: row.isNull(20) ? nil : row.integer(20), name: row.text(3), tags: row.text(4),
            configuration: row.text(5), externalAuthentication: row.text(6), areEventsEnabled: row.integer(7) != 0,
            isDisabled: row.integer(8) != 0, isTracing: row.integer(9) != 0, created: row.integer(10),
            updated: row.integer(11), updatedThousandths: row.integer(16), version: row.integer(12),
            sealedToken: row.text(13), tokenFingerprint: row.blob(14),
            sealedProviderData: row.isNull(15) ? nil : row.text(15), cache: cache)
    }
}

extension InstanceQuery.Scope {
    fileprivate var id: Int64 {
        switch self {
        case .user(let id), .account(let id), .activeUsers(let id), .activeUsersOfAccount(let id): id
        }
    }

    /// On the instance `i`; ?1 is the id.
    fileprivate var condition: String {
        let active = "i.user IN (SELECT u.id FROM user u JOIN account a ON a.id = u.account WHERE u.active AND a.active"
        return switch self {
        case .user: "i.user = ?1"
        case .account: "i.user IN (SELECT id FROM user WHERE account = ?1)"
        case .activeUsers: "\(active) AND a.organization = ?1)"
        case .activeUsersOfAccount: "\(active) AND a.id = ?1)"
        }
    }
}
