internal import Elements
package import JSON
package import Problems
internal import Storage
internal import Validation

extension Session {
    /// Tells what a provisioning, update or replacement would do, without doing it. The same request on the same store
    /// gives the same bytes.
    ///
    /// - Parameters:
    ///   - action: "provision", "update" or "replace".
    ///   - id: of the instance; ignored for a provisioning.
    package func plan(_ action: String, _ id: Int64, _ input: RequestInput) throws(Refusal) -> Plan {
        do throws(Refusal) { return try judged(action, id, input) } catch {
            guard case .report(let report) = error else { throw error }
            return Plan(status: report.status, json: Self.head(action, report))
        }
    }

    private static func head(_ action: String, _ report: Report) -> OwnedJSON {
        var plan = OwnedJSON.object()
        plan.set("action", .string(action))
        report.addMembers(to: &plan)
        return plan
    }

    private func judged(_ action: String, _ id: Int64, _ input: RequestInput) throws(Refusal) -> Plan {
        try input.read { request throws(Refusal) -> Plan in
            defer { input.wipe(request) }
            if action == "provision" {
                let verdict = try judge(request)
                return try problems { () throws(Problem) in
                    try plan(action, verdict, request, input, old: nil)
                }
            }
            guard let kind = ChangeRequest.Kind(rawValue: action) else {
                throw .problem(Problem(.misuse, "a plan is for \"provision\", \"update\" or \"replace\""))
            }
            guard request.isObject else { throw .report(input.located(Validator.notAnObject())) }
            return try plan(kind, id, request, input)
        }
    }

    private func plan(
        _ kind: ChangeRequest.Kind, _ id: Int64, _ request: JSONValue, _ input: RequestInput
    ) throws(Refusal) -> Plan {
        let old = try problems { () throws(Problem) in try stored(id) }
        let change = ChangeRequest(kind, request, old)
        if change.isStale { throw .problem(Self.stale(old)) }
        let elements = try problems { () throws(Problem) in try self.visibleElements(for: old) }
        let whole = try problems { () throws(Problem) in try change.whole(seals, elements) }
        let plan = try whole.read { whole throws(Refusal) -> Plan in
            defer { change.wipeStoredSecrets(in: whole) }
            var verdict = try judge(whole, in: elements, storedEntries: change.storedEntries)
            if case .faults(let all, let rules) = verdict {
                verdict = .faults(all.limited(to: request, change.caused()), rules)
            }
            return try problems { () throws(Problem) in
                try self.plan(kind.rawValue, verdict, whole, input, old: old)
            }
        }
        guard let plan else { throw .problem(.outOfMemory) }
        return plan
    }

    private func plan(
        _ action: String, _ verdict: Validator.Verdict, _ request: JSONValue, _ input: RequestInput,
        old: InstanceRecord?
    ) throws(Problem) -> Plan {
        let report = input.located(verdict.report)
        var plan = Self.head(action, report)
        guard let rules = verdict.rules, report.isValid else {
            return Plan(status: report.status, json: plan)
        }
        let content = try InstanceContent(request, rules, keeping: old)
        plan.set("name", .string(content.name))
        plan.set("tags", try StoredJSON.parse(content.tags, of: nil))
        try addConfiguration(content, request, old, to: &plan)
        return Plan(status: .ok, json: plan)
    }

    private func addConfiguration(
        _ content: InstanceContent, _ request: JSONValue, _ old: InstanceRecord?, to plan: inout OwnedJSON
    ) throws(Problem) {
        var configuration = OwnedJSON.object()
        var defaulted = OwnedJSON.array()
        var added = OwnedJSON.array()
        var changed = OwnedJSON.array()
        var before: StoredValues?
        if let old { before = try StoredValues(old) }
        for (entry, value) in zip(content.element.entries, content.values) {
            switch value {
            case .null: configuration.set(entry.key, .null())
            default: configuration.set(entry.key, entry.isSecret ? .string(Instance.mask) : value.json)
            }
            if case .standard = value { defaulted.append(.string(entry.key)) }
            switch try before?.compare(entry.key, value, seals) {
            case .none, .same: break
            case .absent: added.append(.string(entry.key))
            case .other: changed.append(.string(entry.key))
            }
        }
        plan.set("configuration", configuration)
        plan.set("defaulted", defaulted)
        guard let before else { return }
        var removed = OwnedJSON.array()
        for key in before.keys where content.element.index(ofEntry: key) == nil { removed.append(.string(key)) }
        plan.set("added", added)
        plan.set("changed", changed)
        plan.set("removed", removed)
    }
}

/// What a request would do.
package struct Plan: ~Copyable {
    /// As a validation of the request answers.
    package let status: Status
    private let json: OwnedJSON

    init(status: Status, json: consuming OwnedJSON) {
        self.status = status
        self.json = json
    }

    package consuming func takeJSON() -> OwnedJSON { json }
}
