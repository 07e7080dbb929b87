internal import Problems

extension Schema {
    /// Who was deleted can be brought back, without what was theirs.
    static let addDeletion: Step = { connection throws(Problem) in
        try connection.execute(
            """
            ALTER TABLE account ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE user ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
            """)
    }
}
