internal import Problems

extension Schema {
    /// Definitions of objects and transformations, which go with their instance.
    static let addMappings: Step = { connection throws(Problem) in
        try connection.execute(
            """
            CREATE TABLE instance_mapping (
                instance INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
                PRIMARY KEY (instance, kind, name)
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER instance_mapping_end AFTER DELETE ON instance BEGIN
                DELETE FROM instance_mapping WHERE instance = OLD.id;
            END;
            """)
    }
}
