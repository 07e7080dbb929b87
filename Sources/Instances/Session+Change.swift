internal import Elements
internal import JSON
private import POSIX
package import Problems
private import Secrets
internal import Storage
internal import Validation

extension Session {
    /// Changes what the request names (PATCH).
    ///
    /// - Parameters:
    ///   - version: what the instance must be at; nil for whatever it is at.
    ///   - deliver: as that of `provision`.
    package func update(
        _ id: Int64, version: Int64? = nil, _ input: RequestInput, deliver: (Instance) -> Problem?
    ) throws(Refusal) {
        try change(id, .update, version: version, input, as: .update, deliver)
    }

    /// Replaces what the request holds (PUT).
    package func replace(
        _ id: Int64, version: Int64? = nil, _ input: RequestInput, deliver: (Instance) -> Problem?
    ) throws(Refusal) {
        try change(id, .replace, version: version, input, as: .replace, deliver)
    }

    /// - Parameter action: for the log.
    func change(
        _ id: Int64, _ kind: ChangeRequest.Kind, version: Int64?, _ input: RequestInput, as action: AuditAction,
        _ deliver: (Instance) -> Problem?
    ) throws(Refusal) {
        try input.read { request throws(Refusal) in
            defer { input.wipe(request) }
            guard request.isObject else { throw .report(input.located(Validator.notAnObject())) }
            // Everything is worked out before the store is locked; when somebody else changes the instance meanwhile, it
            // is worked out again.
            while true {
                let old = try problems { () throws(Problem) in try stored(id, version: version) }
                let change = ChangeRequest(kind, request, old)
                if change.isStale { throw .problem(Self.stale(old)) }
                if try apply(change, to: old, request, input, action, deliver) { return }
            }
        }
    }

    static func stale(_ old: InstanceRecord) -> Problem {
        Problem(
            .conflict,
            "instance \(old.id) was changed since: it is at version \(old.version) of "
                + "\(InstanceDates.updated(old)); read it and try again")
    }

    /// - Returns: false when somebody else has changed the instance meanwhile.
    private func apply(
        _ change: ChangeRequest, to old: InstanceRecord, _ request: JSONValue, _ input: RequestInput,
        _ action: AuditAction, _ deliver: (Instance) -> Problem?
    ) throws(Refusal) -> Bool {
        let generation = seals.sealer.generation
        let elements = try problems { () throws(Problem) in try self.visibleElements(for: old) }
        let whole = try problems { () throws(Problem) in try change.whole(seals, elements) }
        let isDone = try whole.read { whole throws(Refusal) -> Bool in
            defer { change.wipeStoredSecrets(in: whole) }
            let rules = try accepted(whole, change, elements, request, input)
            return try problems { () throws(Problem) in
                try provisioner.checkProcess()
                let content = try InstanceContent(whole, rules, keeping: old)
                let new = try record(content, change, old)
                let names = change.names(of: new, content.element)
                let shown =
                    change.changesConfiguration
                    ? try instance(new, content, echoedKeys: change.suppliedKeys) : try instance(new)
                return try write(action, shown, over: old, generation, changing: names, deliver)
            }
        }
        guard let isDone else { throw .problem(.outOfMemory) }
        return isDone
    }

    private func accepted(
        _ whole: JSONValue, _ change: ChangeRequest, _ elements: VisibleElements, _ request: JSONValue,
        _ input: RequestInput
    ) throws(Refusal) -> ElementRules {
        switch try judge(whole, in: elements, storedEntries: change.storedEntries) {
        case .clean(let rules): return rules
        case .faults(let all, let rules):
            let report = all.limited(to: request, change.caused())
            if let rules, report.isValid { return rules }
            throw .report(input.located(report))
        }
    }

    private func record(
        _ content: InstanceContent, _ change: ChangeRequest, _ old: InstanceRecord
    ) throws(Problem) -> InstanceRecord {
        var new = old
        new.element = content.element.key
        if change.changesConfiguration { new.definition = content.element.definition }
        new.name = content.name
        new.tags = content.tags
        new.externalAuthentication = content.externalAuthentication
        new.areEventsEnabled = content.areEventsEnabled
        new.cache = content.cache
        if change.changesConfiguration || content.providerData != nil {
            var nonces = try InstanceSeals.Nonces(count: content.secretCount, random)
            if change.changesConfiguration {
                new.configuration = try seals.configuration(
                    content.values, content.element, id: old.id, user: user, &nonces)
            }
            if let given = try seals.providerData(content, id: old.id, user: user, &nonces) {
                new.sealedProviderData = given
            }
        }
        return new
    }

    /// Writes the record of an instance unless the stored one is another than it was made from.
    ///
    /// - Parameters:
    ///   - new: the changed instance, at the version of the old one.
    ///   - generation: of the keys that sealed what is new.
    ///   - names: what the change is about, for the log.
    ///   - deliver: called with the store locked, so that the reply is there before the commit.
    /// - Returns: false when the stored one has changed, or the keys have.
    private func write(
        _ action: AuditAction, _ new: Instance, over old: InstanceRecord, _ generation: Int64,
        changing names: [String] = [], formerTokenValidUntil: Int64? = nil, _ deliver: (Instance) -> Problem?
    ) throws(Problem) -> Bool {
        let now = try now()
        var isCurrent = false
        let written = try change(old.id, generation) { current throws(Problem) in
            // All of it, as a rotation of the keys changes what is sealed, and nothing else.
            isCurrent = current == old
            guard isCurrent else { return nil }
            var new = new
            let isChanged = new.record != old
            if isChanged { new.record.noteChange(at: now) }
            if let problem = deliver(new) { throw problem }
            guard isChanged else { return nil }
            return InstanceWrite(
                new.record, formerTokenValidUntil: formerTokenValidUntil,
                try event(action, at: now, ["version": .number(new.record.version), "changed": .names(names)]))
        }
        guard written != nil else { throw Self.notFound(old.id) }
        return isCurrent
    }

    /// - Returns: nil where the instance is gone; what `body` was not asked about when the keys were replaced.
    private func change(
        _ id: Int64, _ generation: Int64, _ body: (InstanceRecord) throws(Problem) -> InstanceWrite?
    ) throws(Problem) -> InstanceRecord? {
        do throws(Problem) {
            return try storage.change(id, user: user, generation: generation, body)
        } catch {
            guard error == .staleKeys else { throw error }
            try seals.keyring.refresh()
            return try stored(id)
        }
    }

    /// - Parameter version: that the caller has seen; another one is a conflict. What is made of the record is written
    ///   over no other, so that the condition holds until then.
    func stored(_ id: Int64, version: Int64? = nil) throws(Problem) -> InstanceRecord {
        guard let record = try storage.instance(id, user: user) else { throw Self.notFound(id) }
        guard version ?? record.version == record.version else { throw Self.stale(record) }
        return record
    }

    func problems<Result: ~Copyable>(_ body: () throws(Problem) -> Result) throws(Refusal) -> Result {
        do throws(Problem) { return try body() } catch { throw .problem(error) }
    }

    // MARK: States

    /// Disables or enables an instance. Doing so twice is no fault.
    package func setDisabled(
        _ id: Int64, version: Int64? = nil, _ isDisabled: Bool, deliver: (Instance) -> Problem?
    ) throws(Problem) {
        try changeState(id, version, isDisabled ? .disable : .enable, deliver) { $0.isDisabled = isDisabled }
    }

    package func setTracing(
        _ id: Int64, version: Int64? = nil, _ isTracing: Bool, deliver: (Instance) -> Problem?
    ) throws(Problem) {
        try changeState(id, version, .trace, deliver) { $0.isTracing = isTracing }
    }

    private func changeState(
        _ id: Int64, _ version: Int64?, _ action: AuditAction, _ deliver: (Instance) -> Problem?,
        _ body: (inout InstanceRecord) -> Void
    ) throws(Problem) {
        try provisioner.checkProcess()
        while true {
            let old = try stored(id, version: version)
            var new = old
            body(&new)
            if try write(action, instance(new), over: old, seals.sealer.generation, deliver) { return }
        }
    }

    /// Gives an instance a new token.
    ///
    /// - Parameter overlap: seconds for which the old token stays good.
    package func rotateToken(_ id: Int64, overlap: Int64, deliver: (Instance) -> Problem?) throws(Problem) {
        try provisioner.checkProcess()
        guard (0...Self.longestOverlap).contains(overlap) else {
            throw Problem(.invalid, "the overlap must be between 0 and \(Self.longestOverlap) seconds")
        }
        while true {
            let old = try stored(id)
            let generation = seals.sealer.generation
            let random = try random.bytes(Token.randomLength + Sealer.nonceLength)
            let token = Token.make(from: random[..<Token.randomLength])
            var nonces = InstanceSeals.Nonces(random[Token.randomLength...])
            var new = old
            new.sealedToken = try seals.seal(token: token, id: id, user: user, &nonces)
            new.tokenFingerprint = try seals.sealer.fingerprint(token)
            let until = overlap == 0 ? nil : try now() + overlap
            let shown = try instance(new, token: token)
            if try write(.rotate, shown, over: old, generation, formerTokenValidUntil: until, deliver) { return }
        }
    }

    /// A year.
    private static let longestOverlap: Int64 = 366 * 86_400

    /// Removes an instance for good, with its secrets and tokens.
    package func remove(_ id: Int64, version: Int64? = nil) throws(Problem) {
        try provisioner.checkProcess()
        let event = try event(.remove)
        let isRemoved = try storage.remove(id, user: user) { old throws(Problem) in
            guard version ?? old.version == old.version else { throw Self.stale(old) }
            return event
        }
        guard isRemoved else { throw Self.notFound(id) }
    }
}
