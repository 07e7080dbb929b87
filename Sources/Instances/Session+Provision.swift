package import JSON
internal import Problems
private import Secrets
internal import Storage
private import Validation

extension Session {
    /// Provisions an instance: all of it is durable when the call returns, or nothing of it is there.
    ///
    /// - Parameters:
    ///   - idempotencyKey: with a key that the user has used before, the instance of that time is the answer, when the
    ///     request is the same, and a conflict when it is another one.
    ///   - deliver: takes over the instance as the reply shows it, before it is stored: a reply for which there is no memory
    ///     would be a token lost. Answers false when there is none. A reply is to be discarded when the call throws.
    package func provision(
        _ input: RequestInput, idempotencyKey: String? = nil, deliver: (consuming OwnedJSON) -> Bool
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

    /// The same for callers who take the reply afterwards.
    package func provision(_ input: RequestInput, idempotencyKey: String? = nil) throws(Refusal) -> OwnedJSON {
        var reply: OwnedJSON?
        try provision(input, idempotencyKey: idempotencyKey) { instance in
            reply = consume instance
            return true
        }
        guard let reply = reply.take() else { throw .problem(.outOfMemory) }
        return reply
    }

    /// The rules of the element of a request without errors.
    private func accepted(_ request: JSONValue, _ input: RequestInput) throws(Refusal) -> ElementRules {
        switch try judge(request, isFresh: true) {
        case .clean(let rules): return rules
        case .faults(let report, let rules):
            if let rules, report.isValid { return rules }
            throw .report(input.located(report))
        }
    }

    /// Stores what is sealed with the keys that the store has.
    private func insert(
        _ idempotency: IdempotencyRecord?, _ make: (Int64) throws(Problem) -> InstanceWrite
    ) throws(Problem) -> InstanceRecord? {
        while true {
            do throws(Problem) {
                return try storage.insert(
                    idempotency, user: user, generation: seals.sealer.generation, make)
            } catch {
                guard error == .staleKeys else { throw error }
                try seals.keyring.refresh()
            }
        }
    }

    private func provision(
        _ content: InstanceContent, _ idempotencyKey: String?, _ deliver: (consuming OwnedJSON) -> Bool
    ) throws(Problem) {
        let idempotency = try idempotencyKey.map { key throws(Problem) in try Idempotency(key, content, seals.sealer) }
        if let idempotency, let earlier = try idempotency.earlier(storage, user: user) {
            guard deliver(try shown(earlier)) else { throw .outOfMemory }
            return
        }
        let now = try now()
        let random = try random.bytes(Token.randomLength + (1 + content.secretCount) * Sealer.nonceLength)
        let token = Token.make(from: random[..<Token.randomLength])
        let fingerprint = try seals.sealer.fingerprint(token)
        let record = try insert(idempotency?.record) { id throws(Problem) in
            var nonces = InstanceSeals.Nonces(random[Token.randomLength...])
            let sealedToken = try seals.seal(token: token, id: id, user: user, &nonces)
            let configuration = try seals.configuration(content.values, content.element, id: id, user: user, &nonces)
            let record = InstanceRecord(
                id: id, user: user, element: content.element.key, definition: content.element.definition,
                name: content.name, tags: content.tags,
                configuration: configuration, externalAuthentication: content.externalAuthentication,
                areEventsEnabled: content.areEventsEnabled, created: now, updated: now, sealedToken: sealedToken,
                tokenFingerprint: fingerprint,
                sealedProviderData: try seals.providerData(content, id: id, user: user, &nonces), cache: content.cache)
            guard deliver(try shown(record, content, token: token)) else { throw Problem.outOfMemory }
            return InstanceWrite(record, try event(.provision, at: now, ["element": .text(content.element.key)]))
        }
        if record != nil { return }
        // Somebody used the same key at the same time, and was faster.
        guard let earlier = try idempotency?.earlier(storage, user: user) else {
            throw Problem(.conflict, "the instance of this idempotency key was removed at the same time; try again")
        }
        guard deliver(try shown(earlier)) else { throw .outOfMemory }
    }
}
