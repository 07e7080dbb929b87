public import CProvisor
private import Instances
private import JSON
private import Problems

@_cdecl("provisor_plan") @implementation
public func provisor_plan(
    _ p: OpaquePointer?, _ action: UnsafePointer<CChar>?, _ id: Int64, _ request: UnsafePointer<CChar>?, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).plan(p, action, id, RequestInput(request, length))
}

@_cdecl("provisor_plan_json") @implementation
public func provisor_plan_json(
    _ p: OpaquePointer?, _ action: UnsafePointer<CChar>?, _ id: Int64, _ request: UnsafePointer<json_t>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).plan(p, action, id, RequestInput(request))
}

extension Reply {
    /// Like a validation, a plan with faults is an answer and no problem.
    fileprivate func plan(
        _ p: OpaquePointer?, _ action: UnsafePointer<CChar>?, _ id: Int64, _ request: RequestInput?
    ) -> provisor_status {
        clear()
        guard let handle = Handle.borrow(p) else { return fail(Handle.misuse) }
        guard let request else { return fail(Argument.missingRequest) }
        do throws(Refusal) {
            let plan = try handle.session.plan(try Argument.refusing(action, "action"), id, request)
            return answer(plan.status, plan.takeJSON())
        } catch {
            return fail(error, handle.session.random)
        }
    }
}
