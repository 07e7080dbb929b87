public import CProvisor
private import Instances
private import JSON
private import Problems
private import Validation

@_cdecl("provisor_provision") @implementation
public func provisor_provision(
    _ p: OpaquePointer!, _ request: UnsafePointer<CChar>!, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> provisor_status {
    let reply = TextReply(pointer: reply)
    reply.clear()
    guard let handle = Handle.borrow(p) else { return reply.fail(Handle.misuse) }
    guard let text = RequestText.borrow(request, length) else { return reply.fail(RequestText.missing) }
    let provisioner = handle.provisioner
    do throws(Refusal) {
        try provisioner.provision(text) { reply.set($0) }
        return Status.ok.rawValue
    } catch {
        reply.discard()
        return reply.fail(error, provisioner.random)
    }
}

@_cdecl("provisor_provision_json") @implementation
public func provisor_provision_json(
    _ p: OpaquePointer!, _ request: UnsafePointer<json_t>!,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>!
) -> provisor_status {
    let reply = ValueReply(pointer: reply)
    reply.clear()
    guard let handle = Handle.borrow(p) else { return reply.fail(Handle.misuse) }
    guard let root = JSONValue(borrowing: request) else { return reply.fail(RequestText.missing) }
    let provisioner = handle.provisioner
    do throws(Refusal) {
        try provisioner.provision(borrowed: root) { reply.set($0) }
        return Status.ok.rawValue
    } catch {
        reply.discard()
        return reply.fail(error, provisioner.random)
    }
}

@_cdecl("provisor_free") @implementation
public func provisor_free(_ reply: UnsafeMutableRawPointer!) {
    if let reply { CText.free(released: reply) }
}
