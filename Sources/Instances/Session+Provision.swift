internal import JSON
package import Problems
internal import Storage
internal import Validation

extension Session {
    /// Provisions an instance: all of it is durable when the call returns, or nothing of it is there.
    ///
    /// - Parameters:
    ///   - idempotencyKey: with a key that the user has used before, the instance of that time is the answer, when the
    ///     request is the same, and a conflict when it is another one.
    ///   - deliver: makes the reply of the instance before it is stored: a reply for which there is no memory would be a
    ///     token lost. Answers why there is none. A reply is to be discarded when the call throws.
    package func provision(
        _ input: RequestInput, idempotencyKey: String? = nil, deliver: (Instance) -> Problem?
    ) throws(Refusal) {
        try input.read { request throws(Refusal) in
            defer { input.wipe(request) }
            let rules = try accepted(request, input)
            try problems { () throws(Problem) in
                try provisioner.checkProcess()
                try provision(InstanceContent(request, rules), idempotencyKey, deliver)
            }
        }
    }

    /// The rules of the element of a request without errors.
    func accepted(_ request: JSONValue, _ input: RequestInput) throws(Refusal) -> ElementRules {
        switch try judge(request, isFresh: true) {
        case .clean(let rules): return rules
        case .faults(let report, let rules):
            if let rules, report.isValid { return rules }
            throw .report(input.located(report))
        }
    }

    /// Stores what is sealed with the keys that the store has.
    ///
    /// - Parameter store: stores it, if the keys are still of that generation.
    func sealedWithCurrentKeys<Result>(_ store: (Int64) throws(Problem) -> Result) throws(Problem) -> Result {
        while true {
            do throws(Problem) { return try store(seals.sealer.generation) } catch {
                guard error == .staleKeys else { throw error }
                try seals.keyring.refresh()
            }
        }
    }

    private func provision(
        _ content: InstanceContent, _ idempotencyKey: String?, _ deliver: (Instance) -> Problem?
    ) throws(Problem) {
        let idempotency = try idempotencyKey.map { key throws(Problem) in try Idempotency(key, content, seals.sealer) }
        if let idempotency, let earlier = try idempotency.earlier(storage, user: user) {
            if let problem = deliver(try instance(earlier)) { throw problem }
            return
        }
        let provisioning = try Provisioning(content, self)
        let record = try sealedWithCurrentKeys { generation throws(Problem) in
            try storage.insert(idempotency?.record, user: user, generation: generation) { id throws(Problem) in
                try provisioning.write(id, self, deliver)
            }
        }
        if record != nil { return }
        // Somebody used the same key at the same time, and was faster.
        if let problem = deliver(try instance(earlier(idempotency))) { throw problem }
    }

    /// The instance of an idempotency key that was found to be in use.
    func earlier(_ idempotency: Idempotency?) throws(Problem) -> InstanceRecord {
        guard let earlier = try idempotency?.earlier(storage, user: user) else {
            throw Problem(.conflict, "the instance of this idempotency key was removed at the same time; try again")
        }
        return earlier
    }
}
