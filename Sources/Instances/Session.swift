internal import Elements
package import JSON
private import POSIX
package import Problems
package import Secrets
internal import Storage
package import Validation

/// A user at work on an open store: what a handle of the C API stands for. All that a session reads, counts and changes
/// belongs to its user.
package struct Session: Sendable {
    package let provisioner: Provisioner
    let caller: Caller
    /// As the caller gave it: it is kept nowhere.
    let organizationSecret: String?

    init(_ provisioner: Provisioner, _ caller: Caller, organizationSecret: String? = nil) {
        self.provisioner = provisioner
        self.caller = caller
        self.organizationSecret = organizationSecret
    }

    /// Id of the user.
    package var user: Int64 { caller.user }

    package var validator: Validator { provisioner.validator }
    package var random: RandomSource { provisioner.options.random }
    var storage: any StoreStorage { provisioner.storage }
    var seals: InstanceSeals { provisioner.seals }

    /// What the rules say of a request.
    ///
    /// - Parameters:
    ///   - request: keeps the limits on depth and size.
    ///   - isFresh: whether elements that another process has changed must be seen as they are now.
    package func judge(_ request: JSONValue, isFresh: Bool = false) throws(Refusal) -> Validator.Verdict {
        do throws(Problem) { return try validator.validate(request, in: visibleElements(isFresh: isFresh)) } catch {
            throw .problem(error)
        }
    }

    /// The same of a request that changes an instance.
    func judge(
        _ request: JSONValue, in elements: VisibleElements, storedEntries: Int
    ) throws(Refusal) -> Validator.Verdict {
        do throws(Problem) {
            return try validator.validate(request, in: elements, storedEntries: storedEntries, isNew: false)
        } catch {
            throw .problem(error)
        }
    }

    /// The same of a text, in which the faults have their places.
    package func judge(text: UnsafeRawBufferPointer) throws(Refusal) -> Validator.Verdict {
        let request: OwnedJSON
        do throws(JSONFailure) { request = try OwnedJSON.parse(text) } catch { throw Refusal(error) }
        let verdict = try request.read { request throws(Refusal) in try judge(request) }
        guard let verdict else { throw .problem(.outOfMemory) }
        guard case .faults(var report, let rules) = verdict else { return verdict }
        report.locate(in: text)
        return .faults(report, rules)
    }

    /// Seconds since 1970.
    func now() throws(Problem) -> Int64 { try provisioner.now() }

    static func notFound(_ id: Int64) -> Problem { Problem(.notFound, "No instance found with ID \(id)") }

    /// The reply that shows an instance.
    func shown(_ record: InstanceRecord) throws(Problem) -> OwnedJSON { try instance(record).json() }

    func instance(_ record: InstanceRecord) throws(Problem) -> Instance {
        try instance(record, token: try seals.token(of: record))
    }

    /// An instance whose configuration the call has made.
    ///
    /// - Parameters:
    ///   - token: nil to open that of the record.
    ///   - echoedKeys: the entries that the call itself has set, whose secrets may be repeated; nil for all.
    func instance(
        _ record: InstanceRecord, _ content: InstanceContent, token: String? = nil, echoedKeys: Set<String>? = nil
    ) throws(Problem) -> Instance {
        let opened = if let token { token } else { try seals.token(of: record) }
        var instance = try instance(record, token: opened)
        instance.fresh = .init(
            content: content, isEchoed: provisioner.options.echoesSecrets, echoedKeys: echoedKeys)
        return instance
    }

    func instance(_ record: InstanceRecord, token: String) throws(Problem) -> Instance {
        let standing = try standing(of: record)
        return Instance(
            record: record, element: try standing?.item.read(), isElementGone: standing?.isGone ?? true, token: token,
            owner: caller)
    }
}

extension Provisioner {
    /// A session of the user whom a new store begins with.
    package func defaultSession() throws(Problem) -> Session {
        guard let principal = try storage.principal(user: Self.defaultUser) else {
            throw Problem(.store, "the store's default user is missing; restore the store from a backup")
        }
        return Session(self, try Caller(principal), organizationSecret: try defaultSecrets().organization)
    }
}
