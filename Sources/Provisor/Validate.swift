public import CProvisor
private import Instances
private import JSON
private import Problems
private import Validation

@_cdecl("provisor_validate") @implementation
public func provisor_validate(
    _ p: OpaquePointer?, _ request: UnsafePointer<CChar>?, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    let reply = TextReply(pointer: reply)
    reply.clear()
    guard let handle = Handle.borrow(p) else { return reply.fail(Handle.misuse) }
    guard case .text(let text) = RequestInput(request, length) else { return reply.fail(Argument.missingRequest) }
    do throws(Refusal) {
        switch try handle.session.judge(text: text) {
        case .clean(let rules): return reply.set(ready: rules.cleanReport) ? Status.ok.rawValue : reply.outOfMemory()
        case .faults(let report, _): return reply.answer(report)
        }
    } catch {
        return reply.judged(error, handle.session)
    }
}

@_cdecl("provisor_validate_json") @implementation
public func provisor_validate_json(
    _ p: OpaquePointer?, _ request: UnsafePointer<json_t>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    let reply = ValueReply(pointer: reply)
    reply.clear()
    guard let handle = Handle.borrow(p) else { return reply.fail(Handle.misuse) }
    guard let root = JSONValue(borrowing: request) else { return reply.fail(Argument.missingRequest) }
    if let breach = root.limitBreach() {
        return reply.answer(Validator.report(on: breach, of: root))
    }
    do throws(Refusal) {
        switch try handle.session.judge(root) {
        case .clean(let rules):
            return reply.pointer != nil ? reply.answer(.ok, rules.cleanReportJSON()) : Status.ok.rawValue
        case .faults(let report, _): return reply.answer(report)
        }
    } catch {
        return reply.judged(error, handle.session)
    }
}

extension Reply {
    /// A text that is no JSON has a report too, as it is what was asked for.
    fileprivate func judged(_ refusal: Refusal, _ session: Session) -> provisor_status {
        switch refusal {
        case .report(let report): answer(report)
        case .problem(let problem): fail(problem, session.random)
        }
    }
}
