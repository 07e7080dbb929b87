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
    /// - Parameter text: the request; faults are told with their places in it.
    /// - Returns: the instance as the reply shows it.
    package func provision(_ text: UnsafeRawBufferPointer) throws(Refusal) -> OwnedJSON {
        let document = try Self.parse(text)
        let reply = try document.read { root throws(Refusal) in
            // The document is ours and about to be freed; its secrets shall not stay behind in free memory.
            defer { root["configuration"]?.wipe() }
            return try provision(root, try accepted(root, text))
        }
        guard let reply else { throw .problem(.outOfMemory) }
        return reply
    }

    private static func parse(_ text: UnsafeRawBufferPointer) throws(Refusal) -> OwnedJSON {
        do { return try OwnedJSON.parse(text) } catch { throw .report(Report(error)) }
    }

    /// Provisions an instance from a value of the caller's, which is not changed.
    package func provision(borrowed request: JSONValue) throws(Refusal) -> OwnedJSON {
        if let breach = request.limitBreach() { throw .report(Validator.report(on: breach)) }
        return try provision(request, try accepted(request, nil))
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

    private func provision(_ request: JSONValue, _ rules: ElementRules) throws(Refusal) -> OwnedJSON {
        do {
            try checkProcess()
            let draft = try InstanceDraft(request, rules, options)
            let record = try storage.insert { id throws(Problem) in
                try draft.record(id: id, user: Self.defaultUser, store: storeID, sealer)
            }
            let instance = Instance(
                record: record, element: rules.element, token: draft.token, tags: draft.tags,
                areEventsEnabled: draft.areEventsEnabled,
                configuration: draft.shown(echoesSecrets: options.echoesSecrets))
            return instance.json()
        } catch {
            throw .problem(error)
        }
    }
}
