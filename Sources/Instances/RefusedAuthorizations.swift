private import POSIX
internal import Storage
private import Synchronization

/// Counts authorizations that were refused. The audit log gets at most one record a minute for all of them, so that
/// whoever tries secrets can neither fill the disk nor make each attempt wait for it.
final class RefusedAuthorizations: Sendable {
    struct Pending: Sendable {
        var attempts: Int64 = 0
        var first: Int64 = 0
        var last: Int64 = 0
    }

    private struct State {
        var pending = Pending()
        /// On the clock that never jumps, in milliseconds; nil before the first.
        var written: Int64?
    }

    private let state = Mutex(State())
    private static let interval: Int64 = 60_000

    /// Counts one.
    ///
    /// - Returns: those to be recorded now; nil when the last record was less than a minute ago.
    func count(at time: Int64) -> Pending? {
        let now = Process.milliseconds
        return state.withLock { state in
            if state.pending.attempts == 0 { state.pending.first = time }
            state.pending.attempts += 1
            state.pending.last = time
            if let written = state.written, now - written < Self.interval { return nil }
            state.written = now
            return Self.take(&state)
        }
    }

    /// Those that are in no record yet.
    func take() -> Pending? { state.withLock { Self.take(&$0) } }

    /// For those that could not be recorded.
    func giveBack(_ refused: Pending) {
        state.withLock { state in
            state.pending.attempts += refused.attempts
            state.pending.first = refused.first
            state.pending.last = max(state.pending.last, refused.last)
        }
    }

    private static func take(_ state: inout State) -> Pending? {
        guard state.pending.attempts > 0 else { return nil }
        defer { state.pending = Pending() }
        return state.pending
    }
}

extension Provisioner {
    /// Records what was refused. Nobody waits for its success: a disk that is full must not tell apart who is refused.
    func record(_ refused: RefusedAuthorizations.Pending?) {
        guard let refused, (try? checkProcess()) != nil else { return }
        do {
            try storage.append(
                try seals.event(
                    .refuseAuthorization, at: refused.last, user: nil,
                    ["attempts": .number(refused.attempts), "since": .number(refused.first)]))
        } catch {
            self.refused.giveBack(refused)
        }
    }
}
