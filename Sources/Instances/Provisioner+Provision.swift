internal import Elements
package import JSON
private import POSIX
private import Problems
package import Secrets
private import Storage
private import Validation

extension Provisioner {
    package var random: RandomSource { options.random }

    /// Provisions an instance: all of it is durable when the call returns, or nothing of it is there.
    ///
    /// - Parameters:
    ///   - text: the request; faults are told with their places in it.
    ///   - deliver: takes over the instance as the reply shows it, before it is stored: a reply for which there is no memory
    ///     would be a token lost. Answers false when there is none. A reply is to be discarded when the call throws.
    package func provision(
        _ text: UnsafeRawBufferPointer, deliver: (consuming OwnedJSON) -> Bool
    ) throws(Refusal) {
        let document = try Self.parse(text)
        let provisioned: Void? = try document.read { root throws(Refusal) in
            // The document is ours and about to be freed; its secrets shall not stay behind in free memory.
            defer { root["configuration"]?.wipe() }
            try provision(root, try accepted(root, text), deliver)
        }
        guard provisioned != nil else { throw .problem(.outOfMemory) }
    }

    private static func parse(_ text: UnsafeRawBufferPointer) throws(Refusal) -> OwnedJSON {
        do { return try OwnedJSON.parse(text) } catch { throw .report(Report(error)) }
    }

    /// Provisions an instance from a value of the caller's, which is not changed.
    package func provision(borrowed request: JSONValue, deliver: (consuming OwnedJSON) -> Bool) throws(Refusal) {
        if let breach = request.limitBreach() { throw .report(Validator.report(on: breach, of: request)) }
        try provision(request, try accepted(request, nil), deliver)
    }

    /// The rules of the element of a request without errors.
    private func accepted(_ request: JSONValue, _ text: UnsafeRawBufferPointer?) throws(Refusal) -> ElementRules {
        switch validator.validate(request) {
        case .clean(let rules): return rules
        case .faults(var report, let rules):
            if let rules, report.isValid { return rules }
            if let text { report.locate(in: text) }
            throw .report(report)
        }
    }

    private func provision(
        _ request: JSONValue, _ rules: ElementRules, _ deliver: (consuming OwnedJSON) -> Bool
    ) throws(Refusal) {
        do {
            try checkProcess()
            let draft = try InstanceDraft(request, rules, options)
            _ = try storage.insert { id throws(Problem) in
                let record = try draft.record(id: id, user: Self.defaultUser, store: storeID, sealer)
                let instance = Instance(
                    record: record, element: rules.element, token: draft.token, tags: draft.tags,
                    areEventsEnabled: draft.areEventsEnabled,
                    configuration: draft.shown(echoesSecrets: options.echoesSecrets))
                guard deliver(instance.json()) else { throw .outOfMemory }
                return record
            }
        } catch {
            throw .problem(error)
        }
    }
}
