public import CProvisor
private import Faces
private import Instances
private import JSON
private import Lint
private import Problems

@_cdecl("provisor_element_load") @implementation
public func provisor_element_load(
    _ p: OpaquePointer?, _ definition: UnsafePointer<CChar>?, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).load(p, RequestInput(definition, length, maximumBytes: Limits.definitionBytes))
}

@_cdecl("provisor_element_load_json") @implementation
public func provisor_element_load_json(
    _ p: OpaquePointer?, _ definition: UnsafePointer<json_t>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).load(p, RequestInput(definition))
}

@_cdecl("provisor_element_lint") @implementation
public func provisor_element_lint(
    _ p: OpaquePointer?, _ definition: UnsafePointer<CChar>?, _ length: Int,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).report(p, RequestInput(definition, length, maximumBytes: Limits.definitionBytes)) {
        session, definition throws(Problem) in
        try session.lint(definition)
    }
}

@_cdecl("provisor_element_lint_json") @implementation
public func provisor_element_lint_json(
    _ p: OpaquePointer?, _ definition: UnsafePointer<json_t>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).report(p, RequestInput(definition)) { session, definition throws(Problem) in
        try session.lint(definition)
    }
}

@_cdecl("provisor_element_list") @implementation
public func provisor_element_list(
    _ p: OpaquePointer?, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).answer(p, problem: { session throws(Problem) in try session.elements() })
}

@_cdecl("provisor_element_list_json") @implementation
public func provisor_element_list_json(
    _ p: OpaquePointer?, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).answer(p, problem: { session throws(Problem) in try session.elements() })
}

@_cdecl("provisor_element_export") @implementation
public func provisor_element_export(
    _ p: OpaquePointer?, _ key: UnsafePointer<CChar>?, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).answer(
        p,
        problem: { session throws(Problem) in
            try session.exportElement(try Argument.text(key, "key"))
        })
}

@_cdecl("provisor_element_export_json") @implementation
public func provisor_element_export_json(
    _ p: OpaquePointer?, _ key: UnsafePointer<CChar>?, _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).answer(
        p,
        problem: { session throws(Problem) in
            try session.exportElement(try Argument.text(key, "key"))
        })
}

@_cdecl("provisor_element_describe") @implementation
public func provisor_element_describe(
    _ p: OpaquePointer?, _ key: UnsafePointer<CChar>?, _ format: UnsafePointer<CChar>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).answer(
        p,
        problem: { session throws(Problem) in
            try session.describe(try Argument.text(key, "key"), try Argument.face(format))
        })
}

@_cdecl("provisor_element_describe_json") @implementation
public func provisor_element_describe_json(
    _ p: OpaquePointer?, _ key: UnsafePointer<CChar>?, _ format: UnsafePointer<CChar>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).answer(
        p,
        problem: { session throws(Problem) in
            try session.describe(try Argument.text(key, "key"), try Argument.face(format))
        })
}

extension Argument {
    fileprivate static func face(_ format: UnsafePointer<CChar>?) throws(Problem) -> Face {
        if let face = Face(rawValue: try text(format, "format")) { return face }
        throw Problem(.misuse, "the format is \(Face.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", or "))")
    }
}

extension Reply {
    fileprivate func load(_ p: OpaquePointer?, _ definition: RequestInput?) -> provisor_status {
        report(p, definition) { session, definition throws(Problem) in
            try Handle.checkHost(p)
            return try session.loadElement(definition)
        }
    }

    /// A definition with faults has a report, as it is what was asked for.
    fileprivate func report(
        _ p: OpaquePointer?, _ definition: RequestInput?,
        _ body: (Session, RequestInput) throws(Problem) -> LintReport
    ) -> provisor_status {
        clear()
        guard let handle = Handle.borrow(p) else { return fail(Handle.misuse) }
        guard let definition else { return fail(Argument.missingDefinition) }
        do throws(Problem) {
            let report = try body(handle.session, definition)
            return answer(report.status, report.json())
        } catch {
            return fail(error, handle.session.random)
        }
    }
}
