internal import Problems

extension Schema {
    /// What an instance's cache is set to, and dates that tell changes within a second apart.
    static let addCaching: Step = { connection throws(Problem) in
        try connection.execute(
            """
            ALTER TABLE instance ADD COLUMN max_cache_size INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE instance ADD COLUMN cache_time_to_live INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE instance ADD COLUMN caching_enabled INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE instance ADD COLUMN updated_thousandths INTEGER NOT NULL DEFAULT 0;
            """)
    }
}
