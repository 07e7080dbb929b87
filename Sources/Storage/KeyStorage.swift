package import Problems

/// The working keys of a store, and their rotation.
package protocol KeyStorage: Sendable {
    /// Replaces keys: all of it, with its record, or nothing.
    ///
    /// - Parameter body: what becomes of the keys that the store has now; nil leaves them. Called with the store locked
    ///   against other processes too, so it must not call back in. `lastRecord` is the end of the audit log.
    func replaceKeys(
        _ body: (_ current: StoreIdentity, _ lastRecord: Int64) throws(Problem) -> KeyReplacement?
    ) throws(Problem)

    /// The instances that a rotation has still to deal with, from the first; nil when none is under way.
    func instancesToReseal(limit: Int) throws(Problem) -> [InstanceRecord]?

    /// Stores what was sealed anew, unless somebody has changed it since, and remembers how far the rotation is.
    ///
    /// - Parameters:
    ///   - generation: of the keys. With others in the store, nothing is done.
    ///   - last: id of the last instance that was dealt with.
    func reseal(_ instances: [ResealedInstance], generation: Int64, last: Int64) throws(Problem)

    /// How many instances a rotation has dealt with, and how many there are.
    func resealProgress() throws(Problem) -> (done: Int64, total: Int64)

    /// Empties the write-ahead log, so that nothing that was overwritten is left in it.
    ///
    /// - Returns: false when somebody else was reading all the time.
    func emptyLog() throws(Problem) -> Bool
}

/// The working keys as they are kept.
package struct KeyRecord: Equatable, Sendable {
    package let generation: Int64
    package let sealed: String
    /// Whether a rotation is under way.
    package let isRotating: Bool

    package init(generation: Int64, sealed: String, isRotating: Bool) {
        self.generation = generation
        self.sealed = sealed
        self.isRotating = isRotating
    }
}

/// What takes the place of a store's keys.
package struct KeyReplacement {
    package let identity: StoreIdentity
    /// Hashes of the secrets that the default user and organization have and will have; nil when they stay.
    package let people: (former: InitialPeople, new: InitialPeople)?
    package let event: AuditEvent

    package init(
        _ identity: StoreIdentity, people: (former: InitialPeople, new: InitialPeople)? = nil, _ event: AuditEvent
    ) {
        self.identity = identity
        self.people = people
        self.event = event
    }
}

/// An instance whose values were sealed anew. What is nil stays.
package struct ResealedInstance {
    package let old: InstanceRecord
    package let token: String?
    package let configuration: String?
    package let providerData: String?

    package init(_ old: InstanceRecord, token: String?, configuration: String?, providerData: String?) {
        self.old = old
        self.token = token
        self.configuration = configuration
        self.providerData = providerData
    }
}

extension Problem {
    /// The values of a write were sealed under keys that the store has no more: read the keys and seal again.
    package static let staleKeys = Problem(.busy, "the store's keys were replaced meanwhile; try again")
}
