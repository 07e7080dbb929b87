internal import Problems

extension Schema {
    /// The working keys of the store, sealed. The row is there once the store was opened with its key. `resealed` is the
    /// last instance that a rotation has dealt with, `last_to_reseal` the last that it must deal with, as later ones are
    /// sealed with the new keys; null when none is under way.
    static let firstWithKeys: Int64 = 7
    static let addKeys: Step = { connection throws(Problem) in
        try connection.execute(
            """
            CREATE TABLE store_key (
                row INTEGER PRIMARY KEY CHECK (row = 1),
                generation INTEGER NOT NULL,
                sealed TEXT NOT NULL,
                resealed INTEGER,
                last_to_reseal INTEGER
            ) STRICT;
            """)
    }
}
