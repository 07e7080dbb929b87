private import POSIX
internal import Problems

/// Brings writers together, so that those who come while the disk is at work share the next commit.
///
/// No thread of our own does the work. The first writer of a group leads it: in his turn he carries out the writes of all
/// who have joined, commits, and lets them go. Whoever comes while the commit is under way joins the next group.
final class CommitQueue: @unchecked Sendable {
    /// So many share a commit at most, so that nobody's answer waits for a crowd.
    private static let largestGroup = 128

    // Sendable: touched with the monitor locked only. The first is at work, the last takes writers in.
    private var groups: [Group] = []
    private let monitor = Monitor()

    /// Writers who share a commit.
    private final class Group {
        var writes: [PendingWrite] = []
        var begun = 0
        var isOpen = true
        var isDone = false
        /// Where its leader waits.
        let turn: Monitor.Condition
        /// Where all others do.
        let end: Monitor.Condition

        init(_ monitor: Monitor) {
            turn = Monitor.Condition(of: monitor)
            end = Monitor.Condition(of: monitor)
        }
    }

    /// Carries out a write in a transaction that perhaps others share: durable when the call returns, or nothing of it
    /// is there.
    ///
    /// - Parameters:
    ///   - write: may run in another thread, while this one waits.
    ///   - alone: runs a body on the connection while nobody else uses it.
    func run(
        _ write: (SQLiteConnection) throws(Problem) -> Void, alone: ((SQLiteConnection) -> Void) -> Void
    ) throws(Problem) {
        let problem: Problem? = withoutActuallyEscaping(write) { write in
            let write = PendingWrite(write)
            if let group = join(write) {
                alone { connection in carryOut(group, connection) }
                finish(group)
            }
            return write.problem
        }
        if let problem { throw problem }
    }

    /// - Returns: the group that the writer must lead; nil when his write is done.
    private func join(_ write: PendingWrite) -> Group? {
        monitor.lock()
        defer { monitor.unlock() }
        if let group = groups.last, group.isOpen, group.writes.count < Self.largestGroup {
            group.writes.append(write)
            while !group.isDone { group.end.wait() }
            return nil
        }
        let group = Group(monitor)
        group.writes.append(write)
        groups.append(group)
        while groups.first !== group { group.turn.wait() }
        return group
    }

    private func carryOut(_ group: Group, _ connection: SQLiteConnection) {
        var transaction = SharedTransaction(connection)
        while let write = next(of: group) { transaction.carryOut(write) }
        transaction.commit()
    }

    /// The next write of a group, which takes no more in when there is none.
    private func next(of group: Group) -> PendingWrite? {
        monitor.lock()
        defer { monitor.unlock() }
        guard group.begun < group.writes.count else {
            group.isOpen = false
            return nil
        }
        group.begun += 1
        return group.writes[group.begun - 1]
    }

    private func finish(_ group: Group) {
        monitor.lock()
        defer { monitor.unlock() }
        group.isDone = true
        group.end.wakeAll()
        groups.removeFirst()
        groups.first?.turn.wakeAll()
    }
}

/// A write whose writer waits for it.
final class PendingWrite {
    private var body: ((SQLiteConnection) throws(Problem) -> Void)?
    /// Why it came to nothing.
    private(set) var problem: Problem?

    init(_ body: @escaping (SQLiteConnection) throws(Problem) -> Void) { self.body = body }

    /// The body belongs to the writer's call, which ends soon after: it is let go of here, whatever becomes of it.
    @inline(never)
    func run(_ connection: SQLiteConnection) throws(Problem) {
        let body = body.take()
        try body?(connection)
    }

    func fail(_ problem: Problem) {
        body = nil
        self.problem = problem
    }
}
