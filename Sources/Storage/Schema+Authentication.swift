internal import Problems

extension Schema {
    /// What a vendor's page gave to an instance, sealed. And the numbers by which the rows of an instance's configuration
    /// are told apart: one for each key of an entry, given once, so that a row keeps its id whatever becomes of the
    /// element's definition.
    static let addAuthentication: Step = { connection throws(Problem) in
        try connection.execute(
            """
            ALTER TABLE instance ADD COLUMN provider_data_sealed TEXT;
            CREATE TABLE entry_number (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
            """)
    }
}
