private import Synchronization

/// The callers whom the store has let in before. Their next request need not ask it again, as long as nothing has
/// changed there that they are made of.
final class KnownCallers: Sendable {
    private struct State {
        /// Of the store's people, for which the callers hold.
        var version: Int64 = 0
        /// By keyed hashes of their secrets, which are nowhere else: not even in the callers.
        var callers: [[UInt8]: Caller] = [:]
    }

    private let state = Mutex(State())

    /// A host with more callers than this asks the store more often.
    private static let most = 1_000

    /// - Parameter version: of the store's people now.
    func find(_ secrets: [UInt8], version: Int64) -> Caller? {
        state.withLock { $0.version == version ? $0.callers[secrets] : nil }
    }

    /// - Parameter version: of the store's people before the caller was looked up, so that a change in between counts.
    func add(_ caller: Caller, _ secrets: [UInt8], version: Int64) {
        state.withLock { state in
            // A slower thread does not bring back what a faster one knows to be over.
            guard version >= state.version else { return }
            if version != state.version || state.callers.count >= Self.most { state.callers = [:] }
            state.version = version
            state.callers[secrets] = caller
        }
    }
}
