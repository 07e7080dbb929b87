public import CProvisor
private import Instances
private import JSON
private import Problems

@_cdecl("provisor_provision") @implementation
public func provisor_provision(
    _ p: OpaquePointer?, _ request: UnsafePointer<CChar>?, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).provision(p, nil, RequestInput(request, length))
}

@_cdecl("provisor_provision_json") @implementation
public func provisor_provision_json(
    _ p: OpaquePointer?, _ request: UnsafePointer<json_t>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).provision(p, nil, RequestInput(request))
}

@_cdecl("provisor_provision_once") @implementation
public func provisor_provision_once(
    _ p: OpaquePointer?, _ key: UnsafePointer<CChar>?, _ request: UnsafePointer<CChar>?, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).provision(p, key, RequestInput(request, length))
}

@_cdecl("provisor_provision_once_json") @implementation
public func provisor_provision_once_json(
    _ p: OpaquePointer?, _ key: UnsafePointer<CChar>?, _ request: UnsafePointer<json_t>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).provision(p, key, RequestInput(request))
}

extension Reply {
    fileprivate func provision(
        _ p: OpaquePointer?, _ key: UnsafePointer<CChar>?, _ request: RequestInput?
    ) -> provisor_status {
        change(p, request) { reply, session, request throws(Refusal) in
            try session.provision(request, idempotencyKey: try Argument.key(key)) { reply.set($0) }
        }
    }
}

@_cdecl("provisor_free") @implementation
public func provisor_free(_ reply: UnsafeMutableRawPointer?) {
    if let reply { CText.free(released: reply) }
}
