internal import CProvisor
internal import Instances
internal import JSON
internal import Problems

/// A `provisor *` during a call: an open store, and the user who acts on it. The handle may be closed meanwhile.
struct Handle: ~Copyable {
    private let call: HandleTable.Call
    let session: Session
    private let isHost: Bool

    /// Nil for NULL and for what is no open handle, which is a misuse.
    @inline(__always)
    static func borrow(_ pointer: OpaquePointer?) -> Handle? {
        guard let pointer, let call = HandleTable.enter(pointer), let entry = call.entry else { return nil }
        let (session, isHost) = entry._withUnsafeGuaranteedRef { ($0.session, $0.isHost) }
        return Handle(call: call, session: session, isHost: isHost)
    }

    /// Hands a handle to C, which gives it back to `close`.
    static func open(_ session: Session, isHost: Bool) throws(Problem) -> OpaquePointer {
        guard let pointer = HandleTable.open(.init(session, isHost: isHost)) else { throw .outOfMemory }
        return pointer
    }

    static func close(_ pointer: OpaquePointer) { HandleTable.close(pointer) }

    static func requireHost(_ pointer: OpaquePointer?) throws(Refusal) {
        do throws(Problem) { try checkHost(pointer) } catch { throw .problem(error) }
    }

    /// - Throws: also for a handle that was closed since the call began: whose it was is not known any more.
    static func checkHost(_ pointer: OpaquePointer?) throws(Problem) {
        guard let handle = borrow(pointer) else { throw misuse }
        guard handle.isHost else {
            throw Problem(.forbidden, "this is for the host's own handle, from provisor_open()")
        }
    }

    static let misuse = Problem(
        .misuse, "the handle is NULL, closed, or none from provisor_open(); open one and keep it open during the call")
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

    /// The same for a call that changes something: it sets the reply itself, before the change is committed. For want of
    /// memory nothing is changed then; else a token or secret would be lost.
    func change(
        _ p: OpaquePointer?, _ request: RequestInput?, _ body: (Self, Session, RequestInput) throws(Refusal) -> Void
    ) -> provisor_status {
        clear()
        guard let handle = Handle.borrow(p) else { return fail(Handle.misuse) }
        guard let request else { return fail(Argument.missingRequest) }
        do throws(Refusal) {
            try hold { reply throws(Refusal) in try body(reply, handle.session, request) }
            return Status.ok.rawValue
        } catch {
            return fail(error, handle.session.random)
        }
    }

    func change(_ p: OpaquePointer?, _ body: (Self, Session) throws(Problem) -> Void) -> provisor_status {
        clear()
        guard let handle = Handle.borrow(p) else { return fail(Handle.misuse) }
        do throws(Problem) {
            try hold { reply throws(Problem) in try body(reply, handle.session) }
            return Status.ok.rawValue
        } catch {
            return fail(error, handle.session.random)
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
