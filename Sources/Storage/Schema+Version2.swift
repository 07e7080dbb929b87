internal import Problems

extension Schema {
    /// The audit log. `head` is there in the last record only.
    static let firstWithAudit: Int64 = 2
    static let version2: Step = { connection throws(Problem) in
        try connection.execute(
            """
            CREATE TABLE audit (
                sequence INTEGER PRIMARY KEY,
                time INTEGER NOT NULL,
                user INTEGER,
                action TEXT NOT NULL,
                subject INTEGER,
                details TEXT NOT NULL,
                code BLOB NOT NULL,
                head BLOB
            ) STRICT;
            """)
    }
}
