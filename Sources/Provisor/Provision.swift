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
    /// The instance becomes the reply before it is stored: for want of memory its token would be lost otherwise.
    fileprivate func provision(
        _ p: OpaquePointer?, _ key: UnsafePointer<CChar>?, _ request: RequestInput?
    ) -> provisor_status {
        clear()
        guard let handle = Handle.borrow(p) else { return fail(Handle.misuse) }
        guard let request else { return fail(Argument.missingRequest) }
        do throws(Refusal) {
            try handle.session.provision(request, idempotencyKey: try Argument.key(key)) { set($0) }
            return Status.ok.rawValue
        } catch {
            discard()
            return fail(error, handle.session.random)
        }
    }
}

@_cdecl("provisor_free") @implementation
public func provisor_free(_ reply: UnsafeMutableRawPointer?) {
    if let reply { CText.free(released: reply) }
}
