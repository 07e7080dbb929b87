package import JSON
internal import Problems
internal import Validation

/// A request as a caller handed it in: text, in which faults have places, or a value.
package enum RequestInput {
    case text(UnsafeRawBufferPointer)
    case value(JSONValue)

    /// Reads the request, which lives as long as the body runs.
    package func read<Result: ~Copyable>(
        _ body: (JSONValue) throws(Refusal) -> Result
    ) throws(Refusal) -> Result {
        switch self {
        case .value(let value):
            if let breach = value.limitBreach() { throw .report(Validator.report(on: breach, of: value)) }
            return try body(value)
        case .text(let text):
            let document = try Self.parse(text)
            guard let result = try document.read(body) else { throw .problem(.outOfMemory) }
            return result
        }
    }

    /// Reads what a list is asked for by; nil where the caller has given nothing.
    static func query<Query>(
        _ input: RequestInput?, _ query: (JSONValue) throws(Problem) -> Query
    ) throws(Refusal) -> Query? {
        try input?.read { request throws(Refusal) in
            do throws(Problem) { return try query(request) } catch { throw .problem(error) }
        }
    }

    private static func parse(_ text: UnsafeRawBufferPointer) throws(Refusal) -> OwnedJSON {
        do throws(JSONFailure) { return try OwnedJSON.parse(text) } catch { throw Refusal(error) }
    }

    /// Adds the places of the faults, where there is a text.
    func located(_ report: Report) -> Report {
        guard case .text(let text) = self else { return report }
        var report = report
        report.locate(in: text)
        return report
    }

    /// Overwrites a request that we parsed ourselves and are about to free; its secrets shall not stay behind in free
    /// memory.
    func wipe(_ request: JSONValue) {
        if case .text = self { request.wipe() }
    }
}
