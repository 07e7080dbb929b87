public import CProvisor
private import Instances
private import JSON
private import Problems

@_cdecl("provisor_instance_get") @implementation
public func provisor_instance_get(
    _ p: OpaquePointer?, _ id: Int64, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).answer(p, problem: { session throws(Problem) in try session.instance(id) })
}

@_cdecl("provisor_instance_get_json") @implementation
public func provisor_instance_get_json(
    _ p: OpaquePointer?, _ id: Int64, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).answer(p, problem: { session throws(Problem) in try session.instance(id) })
}

@_cdecl("provisor_instance_find") @implementation
public func provisor_instance_find(
    _ p: OpaquePointer?, _ token: UnsafePointer<CChar>?, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).answer(
        p, problem: { session throws(Problem) in try session.instance(token: try Argument.token(token)) })
}

@_cdecl("provisor_instance_find_json") @implementation
public func provisor_instance_find_json(
    _ p: OpaquePointer?, _ token: UnsafePointer<CChar>?, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).answer(
        p, problem: { session throws(Problem) in try session.instance(token: try Argument.token(token)) })
}

@_cdecl("provisor_instance_count") @implementation
public func provisor_instance_count(
    _ p: OpaquePointer?, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).answer(p, problem: { session throws(Problem) in try session.count() })
}

@_cdecl("provisor_instance_count_json") @implementation
public func provisor_instance_count_json(
    _ p: OpaquePointer?, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).answer(p, problem: { session throws(Problem) in try session.count() })
}

@_cdecl("provisor_instance_list") @implementation
public func provisor_instance_list(
    _ p: OpaquePointer?, _ query: UnsafePointer<CChar>?, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).answer(p) { session throws(Refusal) in try session.list(RequestInput(query, length)) }
}

@_cdecl("provisor_instance_list_json") @implementation
public func provisor_instance_list_json(
    _ p: OpaquePointer?, _ query: UnsafePointer<json_t>?, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).answer(p) { session throws(Refusal) in try session.list(RequestInput(query)) }
}

@_cdecl("provisor_instance_review") @implementation
public func provisor_instance_review(
    _ p: OpaquePointer?, _ query: UnsafePointer<CChar>?, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).answer(p) { session throws(Refusal) in try session.review(RequestInput(query, length)) }
}

@_cdecl("provisor_instance_review_json") @implementation
public func provisor_instance_review_json(
    _ p: OpaquePointer?, _ query: UnsafePointer<json_t>?, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).answer(p) { session throws(Refusal) in try session.review(RequestInput(query)) }
}
