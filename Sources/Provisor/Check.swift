public import CProvisor
private import Instances
private import JSON
private import Problems

@_cdecl("provisor_check") @implementation
public func provisor_check(
    _ p: OpaquePointer?, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).answer(p) { session throws(Refusal) in
        try Handle.requireHost(p)
        return try check(session)
    }
}

@_cdecl("provisor_check_json") @implementation
public func provisor_check_json(
    _ p: OpaquePointer?, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).answer(p) { session throws(Refusal) in
        try Handle.requireHost(p)
        return try check(session)
    }
}

private func check(_ session: Session) throws(Refusal) -> OwnedJSON {
    do throws(Problem) { return try session.check() } catch { throw .problem(error) }
}
