public import CProvisor
private import Instances
private import JSON
private import Problems

@_cdecl("provisor_as") @implementation
public func provisor_as(
    _ p: OpaquePointer?, _ authorization: UnsafePointer<CChar>?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
    _ problem: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    let reply = TextReply(pointer: problem)
    reply.clear()
    guard let out else { return reply.fail(Problem(.misuse, "out is NULL; pass the address of a provisor *")) }
    out.pointee = nil
    guard let handle = Handle.borrow(p) else { return reply.fail(Handle.misuse) }
    do throws(Problem) {
        let header = try Argument.text(authorization, "authorization")
        let authorized = try handle.session.provisioner.authorize(header)
        guard !authorized.isForResourcesOnly else { throw Provisioner.unauthorized }
        out.pointee = try Handle.open(authorized.session, isHost: false)
        return Status.ok.rawValue
    } catch {
        return reply.fail(error, handle.session.random)
    }
}

@_cdecl("provisor_default_secrets") @implementation
public func provisor_default_secrets(
    _ p: OpaquePointer?, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).answer(p) { session throws(Refusal) in
        try Handle.requireHost(p)
        return try session.defaultSecrets()
    }
}

@_cdecl("provisor_default_secrets_json") @implementation
public func provisor_default_secrets_json(
    _ p: OpaquePointer?, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).answer(p) { session throws(Refusal) in
        try Handle.requireHost(p)
        return try session.defaultSecrets()
    }
}

@_cdecl("provisor_organization_create") @implementation
public func provisor_organization_create(
    _ p: OpaquePointer?, _ request: UnsafePointer<CChar>?, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).change(p, RequestInput(request, length)) { reply, session, request throws(Refusal) in
        try Handle.requireHost(p)
        try session.createOrganization(request) { reply.set($0) }
    }
}

@_cdecl("provisor_organization_create_json") @implementation
public func provisor_organization_create_json(
    _ p: OpaquePointer?, _ request: UnsafePointer<json_t>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).change(p, RequestInput(request)) { reply, session, request throws(Refusal) in
        try Handle.requireHost(p)
        try session.createOrganization(request) { reply.set($0) }
    }
}

@_cdecl("provisor_account_create") @implementation
public func provisor_account_create(
    _ p: OpaquePointer?, _ request: UnsafePointer<CChar>?, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).change(p, RequestInput(request, length)) { reply, session, request throws(Refusal) in
        try session.createAccount(request) { reply.set($0) }
    }
}

@_cdecl("provisor_account_create_json") @implementation
public func provisor_account_create_json(
    _ p: OpaquePointer?, _ request: UnsafePointer<json_t>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).change(p, RequestInput(request)) { reply, session, request throws(Refusal) in
        try session.createAccount(request) { reply.set($0) }
    }
}

@_cdecl("provisor_user_create") @implementation
public func provisor_user_create(
    _ p: OpaquePointer?, _ account: Int64, _ request: UnsafePointer<CChar>?, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).change(p, RequestInput(request, length)) { reply, session, request throws(Refusal) in
        try session.createUser(account: account, request) { reply.set($0) }
    }
}

@_cdecl("provisor_user_create_json") @implementation
public func provisor_user_create_json(
    _ p: OpaquePointer?, _ account: Int64, _ request: UnsafePointer<json_t>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).change(p, RequestInput(request)) { reply, session, request throws(Refusal) in
        try session.createUser(account: account, request) { reply.set($0) }
    }
}
