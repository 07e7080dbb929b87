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
    do {
        guard let verdict = try OwnedJSON.parse(text).read({ handle.session.validator.validate($0) }) else {
            return reply.outOfMemory()
        }
        switch verdict {
        case .clean(let rules): return reply.set(ready: rules.cleanReport) ? Status.ok.rawValue : reply.outOfMemory()
        case .faults(var report, _):
            report.locate(in: text)
            return reply.answer(report.status, report.json())
        }
    } catch {
        let report = Report(error)
        return reply.answer(report.status, report.json())
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
        let report = Validator.report(on: breach, of: root)
        return reply.answer(report.status, report.json())
    }
    switch handle.session.validator.validate(root) {
    case .clean(let rules): return reply.isWanted ? reply.answer(.ok, rules.cleanReportJSON()) : Status.ok.rawValue
    case .faults(let report, _): return reply.answer(report.status, report.json())
    }
}
