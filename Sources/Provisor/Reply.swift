internal import CProvisor
internal import Instances
internal import JSON
internal import Problems
internal import Secrets
internal import Validation

/// Where a call puts its reply: text, or a jansson value. NULL means that the caller does not want one.
protocol Reply {
    /// - Returns: false when memory ran out.
    func set(_ value: consuming OwnedJSON) -> Bool
    /// - Returns: false when memory ran out.
    func set(_ report: Report) -> Bool
    /// - Returns: why it could not be set.
    func set(_ instance: Instance) -> Problem?
    /// Leaves NULL behind.
    func clear()
    /// Releases a reply that was set, and leaves NULL behind.
    func discard()
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

    func clear() { pointer?.pointee = nil }

    func discard() {
        if let text = pointer?.pointee { CText.free(released: text) }
        clear()
    }
}

struct ValueReply: Reply {
    let pointer: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?

    var isWanted: Bool { pointer != nil }

    func set(_ value: consuming OwnedJSON) -> Bool {
        guard let pointer else { return !value.isEmpty }
        guard !value.isEmpty else { return false }
        pointer.pointee = value.release()
        return true
    }

    func set(_ report: Report) -> Bool { isWanted ? set(report.json()) : true }

    func set(_ instance: Instance) -> Problem? {
        do throws(Problem) { return set(try instance.json()) ? nil : .outOfMemory } catch { return error }
    }

    func clear() { pointer?.pointee = nil }

    func discard() {
        if let value = pointer?.pointee { OwnedJSON.free(released: value) }
        clear()
    }
}

extension Reply {
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
