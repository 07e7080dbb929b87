internal import Problems

extension Schema {
    /// Elements that were defined at run time. Every definition that an element ever had is kept, as instances remember
    /// the one they were made with. Ids begin above those that the platform gives, and that are derived from keys.
    /// `element_change` counts the changes, so that other processes notice them.
    static let addElements: Step = { connection throws(Problem) in
        try connection.execute(
            """
            CREATE TABLE element (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                key TEXT NOT NULL,
                organization INTEGER NOT NULL,
                account INTEGER NOT NULL,
                removed INTEGER NOT NULL,
                definition INTEGER NOT NULL,
                version INTEGER NOT NULL,
                last_part INTEGER NOT NULL
            ) STRICT;
            INSERT INTO sqlite_sequence (name, seq) VALUES ('element', 1100000000);
            CREATE UNIQUE INDEX element_by_key ON element (organization, key) WHERE removed = 0;
            CREATE TABLE element_definition (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                element INTEGER NOT NULL,
                version INTEGER NOT NULL,
                created INTEGER NOT NULL,
                text TEXT NOT NULL
            ) STRICT;
            CREATE INDEX element_definition_by_element ON element_definition (element);
            CREATE TABLE element_account (
                element INTEGER NOT NULL, account INTEGER NOT NULL, PRIMARY KEY (element, account)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE element_change (row INTEGER PRIMARY KEY CHECK (row = 1), count INTEGER NOT NULL) STRICT;
            INSERT INTO element_change VALUES (1, 0);
            ALTER TABLE instance ADD COLUMN definition INTEGER;
            """)
    }
}
