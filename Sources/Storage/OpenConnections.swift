private import POSIX
internal import Problems
private import Synchronization

/// The connections of this process.
///
/// SQLite keeps a table of file locks for the whole process, and fork() copies that table but not the locks. A child that
/// opens a file which its parent had open would believe that it holds the parent's locks, and lose what it writes. So
/// the table of connections must be process-wide as well: a child closes what it has inherited before it opens anything.
/// That touches neither the parent's locks nor, while no transaction is running, anything in the file.
enum OpenConnections {
    private struct Entry {
        let id: ObjectIdentifier
        unowned(unsafe) let connection: SQLiteConnection
        let process: Int32
    }

    // Unsafe: touched with the lock held only. Unowned entries are safe, as a connection removes itself when it ends.
    nonisolated(unsafe) private static var entries: [Entry] = []
    private static let lock = Mutex(())

    static func add(_ connection: SQLiteConnection) {
        lock.withLock { _ in
            entries.append(
                Entry(id: ObjectIdentifier(connection), connection: connection, process: POSIX.Process.identifier))
        }
    }

    static func remove(_ connection: SQLiteConnection) {
        let id = ObjectIdentifier(connection)
        lock.withLock { _ in entries.removeAll { $0.id == id } }
    }

    static func closeInherited() throws(Problem) {
        let process = POSIX.Process.identifier
        var isBusy = false
        lock.withLock { _ in
            isBusy = entries.contains { $0.process != process && $0.connection.isBusy }
            guard !isBusy else { return }
            for entry in entries where entry.process != process { entry.connection.close() }
            entries.removeAll { $0.process != process }
        }
        if isBusy {
            throw Problem(
                .misuse,
                "the process was forked while another thread was writing; open stores in a process that is started anew"
            )
        }
    }
}
