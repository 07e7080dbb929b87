public import CProvisor
private import Instances
private import JSON
private import Problems

@_cdecl("provisor_audit") @implementation
public func provisor_audit(
    _ p: OpaquePointer?, _ query: UnsafePointer<CChar>?, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).answer(p) { session throws(Refusal) in
        try Handle.requireHost(p)
        return try session.audit(RequestInput(query, length))
    }
}

@_cdecl("provisor_audit_json") @implementation
public func provisor_audit_json(
    _ p: OpaquePointer?, _ query: UnsafePointer<json_t>?, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).answer(p) { session throws(Refusal) in
        try Handle.requireHost(p)
        return try session.audit(RequestInput(query))
    }
}
