internal import Problems

/// A transaction of several writes, of which each may fail without harm to the others.
struct SharedTransaction {
    private let connection: SQLiteConnection
    /// Those whose work is in it.
    private var written: [PendingWrite] = []
    /// Why none can be begun. Told to all who wait: each has waited for another process long enough.
    private var refusal: Problem?

    init(_ connection: SQLiteConnection) { self.connection = connection }

    mutating func carryOut(_ write: PendingWrite) {
        if let refusal { return write.fail(refusal) }
        do throws(Problem) {
            // The first needs no savepoint: everything is his.
            if written.isEmpty {
                try begin()
                try write.run(connection)
            } else {
                try connection.savepoint { () throws(Problem) in try write.run(connection) }
            }
            written.append(write)
        } catch {
            write.fail(error)
            if written.isEmpty { connection.rollBack() } else if !connection.isInTransaction { fail(error) }
        }
    }

    private mutating func begin() throws(Problem) {
        do throws(Problem) { try connection.begin() } catch {
            refusal = error
            throw error
        }
    }

    mutating func commit() {
        guard !written.isEmpty else { return }
        do throws(Problem) { try connection.commit() } catch {
            connection.rollBack()
            fail(error)
        }
    }

    private mutating func fail(_ problem: Problem) {
        for write in written { write.fail(problem) }
        written = []
    }
}
