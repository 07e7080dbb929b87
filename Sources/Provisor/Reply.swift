internal import CProvisor
internal import Instances
internal import JSON
internal import Problems
internal import Secrets
internal import Validation

/// Where a call puts its reply: text, or a jansson value. NULL means that the caller does not want one.
protocol Reply {
    associatedtype Value
    var pointer: UnsafeMutablePointer<UnsafeMutablePointer<Value>?>? { get }

    init(pointer: UnsafeMutablePointer<UnsafeMutablePointer<Value>?>?)
    static func free(_ value: UnsafeMutablePointer<Value>)

    /// - Returns: false when memory ran out.
    func set(_ value: consuming OwnedJSON) -> Bool
    /// - Returns: false when memory ran out.
    func set(_ report: Report) -> Bool
    /// - Returns: why it could not be set.
    func set(_ instance: Instance) -> Problem?
}

struct TextReply: Reply {
    let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?

    func set(_ value: consuming OwnedJSON) -> Bool {
        guard let pointer else { return !value.isEmpty }
        guard let text = CText.dump(value) else { return false }
        pointer.pointee = text.release()
        return true
    }

    func set(_ report: Report) -> Bool {
        guard let pointer else { return true }
        guard let text = report.text() else { return false }
        pointer.pointee = text.release()
        return true
    }

    func set(_ instance: Instance) -> Problem? {
        do throws(Problem) {
            guard let text = try instance.text() else { return .outOfMemory }
            pointer?.pointee = text.release()
            return nil
        } catch {
            return error
        }
    }

    /// - Parameter utf8: JSON that was dumped before.
    func set(ready utf8: [UInt8]) -> Bool {
        guard let pointer else { return true }
        let copy = utf8.withUnsafeBytes { CText.copy($0)?.release() }
        pointer.pointee = copy
        return copy != nil
    }

    static func free(_ value: UnsafeMutablePointer<CChar>) { CText.free(released: value) }
}

struct ValueReply: Reply {
    let pointer: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?

    func set(_ value: consuming OwnedJSON) -> Bool {
        guard let pointer else { return !value.isEmpty }
        guard !value.isEmpty else { return false }
        pointer.pointee = value.release()
        return true
    }

    func set(_ report: Report) -> Bool { pointer == nil || set(report.json()) }

    func set(_ instance: Instance) -> Problem? {
        do throws(Problem) { return set(try instance.json()) ? nil : .outOfMemory } catch { return error }
    }

    static func free(_ value: UnsafeMutablePointer<json_t>) { OwnedJSON.free(released: value) }
}

extension Reply {
    /// Leaves NULL behind.
    func clear() { pointer?.pointee = nil }

    /// Runs a body that sets the reply and may fail behind that. The caller's variable is written at the end only, and
    /// never read: a callback may have used the same variable for a call of its own meanwhile.
    func hold<Failure>(_ body: (Self) throws(Failure) -> Void) throws(Failure) {
        guard let pointer else { return try body(self) }
        var held: UnsafeMutablePointer<Value>?
        do throws(Failure) {
            try withUnsafeMutablePointer(to: &held) { cell throws(Failure) in try body(Self(pointer: cell)) }
        } catch {
            if let held { Self.free(held) }
            throw error
        }
        pointer.pointee = held
    }

    /// The status to return for a reply that was built.
    func answer(_ status: Status, _ value: consuming OwnedJSON) -> provisor_status {
        set(value) ? status.rawValue : outOfMemory()
    }

    func answer(_ report: Report) -> provisor_status { set(report) ? report.status.rawValue : outOfMemory() }

    func fail(_ problem: Problem, _ random: RandomSource = .system) -> provisor_status {
        answer(problem.status, ProblemReply.json(problem, random))
    }

    func fail(_ refusal: Refusal, _ random: RandomSource) -> provisor_status {
        switch refusal {
        case .report(let report): answer(report.status, ProblemReply.json(report, random))
        case .problem(let problem): fail(problem, random)
        }
    }

    func outOfMemory() -> provisor_status {
        clear()
        return Status.noMemory.rawValue
    }
}
