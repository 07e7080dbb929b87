internal import Problems

extension Schema {
    /// A number that tells whether users may still do what they could. Triggers count, so that no statement that is
    /// written later can forget it. Who is new takes nobody anything.
    static let addPeopleVersion: Step = { connection throws(Problem) in
        try connection.execute("ALTER TABLE store ADD COLUMN people_version INTEGER NOT NULL DEFAULT 0;")
        for table in ["organization", "account", "user"] {
            for event in ["UPDATE", "DELETE"] {
                try connection.execute(
                    """
                    CREATE TRIGGER \(table)_\(event.lowercased()) AFTER \(event) ON \(table) BEGIN
                        UPDATE store SET people_version = people_version + 1;
                    END;
                    """)
            }
        }
    }
}
