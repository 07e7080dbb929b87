public import CProvisor
private import Instances
private import JSON
private import Problems

@_cdecl("provisor_instance_configuration_list") @implementation
public func provisor_instance_configuration_list(
    _ p: OpaquePointer?, _ id: Int64, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).answer(p, problem: { session throws(Problem) in try session.configuration(id) })
}

@_cdecl("provisor_instance_configuration_list_json") @implementation
public func provisor_instance_configuration_list_json(
    _ p: OpaquePointer?, _ id: Int64, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).answer(p, problem: { session throws(Problem) in try session.configuration(id) })
}

@_cdecl("provisor_instance_configuration_get") @implementation
public func provisor_instance_configuration_get(
    _ p: OpaquePointer?, _ id: Int64, _ configuration: Int64,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).answer(
        p, problem: { session throws(Problem) in try session.configuration(id, row: configuration) })
}

@_cdecl("provisor_instance_configuration_get_json") @implementation
public func provisor_instance_configuration_get_json(
    _ p: OpaquePointer?, _ id: Int64, _ configuration: Int64,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).answer(
        p, problem: { session throws(Problem) in try session.configuration(id, row: configuration) })
}

@_cdecl("provisor_instance_configuration_set") @implementation
public func provisor_instance_configuration_set(
    _ p: OpaquePointer?, _ id: Int64, _ configuration: Int64, _ request: UnsafePointer<CChar>?, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).change(p, RequestInput(request, length)) { reply, session, request throws(Refusal) in
        try session.setConfiguration(id, row: configuration, request) { reply.set($0) }
    }
}

@_cdecl("provisor_instance_configuration_set_json") @implementation
public func provisor_instance_configuration_set_json(
    _ p: OpaquePointer?, _ id: Int64, _ configuration: Int64, _ request: UnsafePointer<json_t>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).change(p, RequestInput(request)) { reply, session, request throws(Refusal) in
        try session.setConfiguration(id, row: configuration, request) { reply.set($0) }
    }
}
