public import CProvisor
private import Instances
private import JSON
private import Problems

@_cdecl("provisor_instance_update") @implementation
public func provisor_instance_update(
    _ p: OpaquePointer?, _ id: Int64, _ request: UnsafePointer<CChar>?, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).change(p, RequestInput(request, length)) { reply, session, request throws(Refusal) in
        try session.update(id, request) { reply.set($0) }
    }
}

@_cdecl("provisor_instance_update_json") @implementation
public func provisor_instance_update_json(
    _ p: OpaquePointer?, _ id: Int64, _ request: UnsafePointer<json_t>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).change(p, RequestInput(request)) { reply, session, request throws(Refusal) in
        try session.update(id, request) { reply.set($0) }
    }
}

@_cdecl("provisor_instance_replace") @implementation
public func provisor_instance_replace(
    _ p: OpaquePointer?, _ id: Int64, _ request: UnsafePointer<CChar>?, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).change(p, RequestInput(request, length)) { reply, session, request throws(Refusal) in
        try session.replace(id, request) { reply.set($0) }
    }
}

@_cdecl("provisor_instance_replace_json") @implementation
public func provisor_instance_replace_json(
    _ p: OpaquePointer?, _ id: Int64, _ request: UnsafePointer<json_t>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).change(p, RequestInput(request)) { reply, session, request throws(Refusal) in
        try session.replace(id, request) { reply.set($0) }
    }
}

@_cdecl("provisor_instance_enable") @implementation
public func provisor_instance_enable(
    _ p: OpaquePointer?, _ id: Int64, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).change(p) { reply, session throws(Problem) in
        try session.setDisabled(id, false) { reply.set($0) }
    }
}

@_cdecl("provisor_instance_enable_json") @implementation
public func provisor_instance_enable_json(
    _ p: OpaquePointer?, _ id: Int64, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).change(p) { reply, session throws(Problem) in
        try session.setDisabled(id, false) { reply.set($0) }
    }
}

@_cdecl("provisor_instance_disable") @implementation
public func provisor_instance_disable(
    _ p: OpaquePointer?, _ id: Int64, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).change(p) { reply, session throws(Problem) in
        try session.setDisabled(id, true) { reply.set($0) }
    }
}

@_cdecl("provisor_instance_disable_json") @implementation
public func provisor_instance_disable_json(
    _ p: OpaquePointer?, _ id: Int64, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).change(p) { reply, session throws(Problem) in
        try session.setDisabled(id, true) { reply.set($0) }
    }
}

@_cdecl("provisor_instance_trace") @implementation
public func provisor_instance_trace(
    _ p: OpaquePointer?, _ id: Int64, _ on: Int32, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).change(p) { reply, session throws(Problem) in
        try session.setTracing(id, on != 0) { reply.set($0) }
    }
}

@_cdecl("provisor_instance_trace_json") @implementation
public func provisor_instance_trace_json(
    _ p: OpaquePointer?, _ id: Int64, _ on: Int32, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).change(p) { reply, session throws(Problem) in
        try session.setTracing(id, on != 0) { reply.set($0) }
    }
}

@_cdecl("provisor_instance_rotate") @implementation
public func provisor_instance_rotate(
    _ p: OpaquePointer?, _ id: Int64, _ overlap: Int64, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).change(p) { reply, session throws(Problem) in
        try session.rotateToken(id, overlap: overlap) { reply.set($0) }
    }
}

@_cdecl("provisor_instance_rotate_json") @implementation
public func provisor_instance_rotate_json(
    _ p: OpaquePointer?, _ id: Int64, _ overlap: Int64, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).change(p) { reply, session throws(Problem) in
        try session.rotateToken(id, overlap: overlap) { reply.set($0) }
    }
}

@_cdecl("provisor_instance_remove") @implementation
public func provisor_instance_remove(
    _ p: OpaquePointer?, _ id: Int64, _ problem: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: problem).done(p) { session throws(Problem) in try session.remove(id) }
}

@_cdecl("provisor_instance_remove_json") @implementation
public func provisor_instance_remove_json(
    _ p: OpaquePointer?, _ id: Int64, _ problem: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: problem).done(p) { session throws(Problem) in try session.remove(id) }
}
