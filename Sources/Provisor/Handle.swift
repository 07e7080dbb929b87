internal import CProvisor
internal import Instances
internal import JSON
internal import Problems

/// What a `provisor *` points at: an open store, and the user who acts on it.
final class Handle: Sendable {
    let session: Session
    /// Whether the handle is from `provisor_open`: the host's own, not a user's.
    private let isHost: Bool

    init(_ session: Session, isHost: Bool) {
        self.session = session
        self.isHost = isHost
    }

    static func requireHost(_ pointer: OpaquePointer?) throws(Refusal) {
        guard borrow(pointer)?.isHost ?? false else {
            throw .problem(Problem(.forbidden, "this is for the host's own handle, from provisor_open()"))
        }
    }

    /// Hands the handle to C, which gives it back to `close`.
    consuming func release() -> OpaquePointer { OpaquePointer(Unmanaged.passRetained(self).toOpaque()) }

    static func close(_ pointer: OpaquePointer) {
        Unmanaged<Handle>.fromOpaque(UnsafeRawPointer(pointer)).release()
    }

    /// Nil for NULL, which is a misuse.
    @inline(__always)
    static func borrow(_ pointer: OpaquePointer?) -> Handle? {
        pointer.map { Unmanaged<Handle>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
    }

    static let misuse = Problem(.misuse, "the handle is NULL; open one with provisor_open()")
}

extension Reply {
    /// The body of nearly every call: one call into the domain, and its answer or its problem handed out.
    func answer(_ p: OpaquePointer?, _ body: (Session) throws(Refusal) -> OwnedJSON) -> provisor_status {
        clear()
        guard let handle = Handle.borrow(p) else { return fail(Handle.misuse) }
        let session = handle.session
        do throws(Refusal) { return answer(.ok, try body(session)) } catch { return fail(error, session.random) }
    }

    func answer(_ p: OpaquePointer?, problem body: (Session) throws(Problem) -> OwnedJSON) -> provisor_status {
        answer(p) { session throws(Refusal) in
            do throws(Problem) { return try body(session) } catch { throw .problem(error) }
        }
    }

    /// The same for a call that answers nothing.
    func done(_ p: OpaquePointer?, _ body: (Session) throws(Problem) -> Void) -> provisor_status {
        clear()
        guard let handle = Handle.borrow(p) else { return fail(Handle.misuse) }
        do throws(Problem) {
            try body(handle.session)
            return Status.ok.rawValue
        } catch {
            return fail(error, handle.session.random)
        }
    }

    /// The same for a call with a request.
    func answer(
        _ p: OpaquePointer?, _ request: RequestInput?, _ body: (Session, RequestInput) throws(Refusal) -> OwnedJSON
    ) -> provisor_status {
        answer(p) { session throws(Refusal) in
            guard let request else { throw .problem(Argument.missingRequest) }
            return try body(session, request)
        }
    }
}
