package import Problems

/// What is kept, whatever keeps it. Knows nothing of what elements mean; secrets reach it sealed or hashed.
package protocol StoreStorage:
    InstanceStorage, MappingStorage, PeopleStorage, AuditStorage, ElementStorage, KeyStorage, CheckStorage
{
    /// Who the store is; nil for one that was never set up.
    func identity() throws(Problem) -> StoreIdentity?

    /// Sets up a new store. When another process was faster, its identity stays and is the answer.
    func setUp(_ identity: StoreIdentity, _ people: InitialPeople, _ event: AuditEvent) throws(Problem) -> StoreIdentity

    /// Brings a store that an earlier version of the library wrote to today's form: all of it or nothing.
    ///
    /// - Parameters:
    ///   - keys: kept from now on, where the store has kept none so far.
    ///   - event: made for the versions that the store came from and has now.
    /// - Returns: the versions; nil when there was nothing to do.
    func bringForward(
        _ keys: KeyRecord?, _ event: (_ from: Int64, _ to: Int64) throws(Problem) -> AuditEvent
    ) throws(Problem) -> (from: Int64, to: Int64)?
}

/// Instances as they are kept.
package protocol InstanceStorage: Sendable {
    /// Stores an instance, durable when the call returns.
    ///
    /// - Parameters:
    ///   - generation: of the keys with which `make` seals. With others in the store the call throws `staleKeys`.
    ///   - idempotency: remembered with the instance. When the user has used its key before, nothing is stored, and the
    ///     answer is nil.
    ///   - make: the instance for the id that it gets: ascending, and never given before. Called with the store locked,
    ///     perhaps in another thread, so it must not call back in.
    func insert(
        _ idempotency: IdempotencyRecord?, user: Int64, generation: Int64,
        _ make: (Int64) throws(Problem) -> InstanceWrite
    ) throws(Problem) -> InstanceRecord?

    /// Stores several instances in one transaction, durable when the call returns. One that fails harms no other.
    ///
    /// - Parameters:
    ///   - generation, idempotency, make: as for one instance, for each index below `count`. They may be called twice for an index.
    func insert(
        _ count: Int, user: Int64, generation: Int64, idempotency: (Int) -> IdempotencyRecord?,
        make: (Int, Int64) throws(Problem) -> InstanceWrite
    ) throws(Problem) -> [InsertOutcome]

    /// What the user sent with an idempotency key before, and the id of the instance that came of it.
    func idempotency(_ key: String, user: Int64) throws(Problem) -> (record: IdempotencyRecord, instance: Int64)?

    /// The user's instance with an id; nil where there is none.
    func instance(_ id: Int64, user: Int64) throws(Problem) -> InstanceRecord?

    /// The instance to which a token belongs, or did until a time after `now`; nil where there is none.
    ///
    /// - Parameter fingerprint: keyed hash of the token.
    func instance(token fingerprint: [UInt8], now: Int64) throws(Problem) -> InstanceRecord?

    /// Changes an instance; durable when the call returns.
    ///
    /// - Parameters:
    ///   - generation: of the keys with which the change has sealed. With others in the store the call throws `staleKeys`.
    ///   - body: what becomes of the stored record; nil leaves it as it is. Called with the store locked, perhaps in
    ///     another thread, so it must not call back in.
    /// - Returns: the record as it is kept now; nil where the user has no such instance.
    func change(
        _ id: Int64, user: Int64, generation: Int64, _ body: (InstanceRecord) throws(Problem) -> InstanceWrite?
    ) throws(Problem) -> InstanceRecord?

    /// Removes an instance for good, with its secrets. Its id is never given again.
    ///
    /// - Parameter body: looks at what is to be removed, and may refuse by throwing. Called like that of `change`.
    /// - Returns: false where the user has no such instance.
    func remove(
        _ id: Int64, user: Int64, _ body: (InstanceRecord) throws(Problem) -> AuditEvent
    ) throws(Problem) -> Bool

    /// A page of instances in ascending order of ids.
    func list(_ query: InstanceQuery) throws(Problem) -> [InstanceRecord]

    /// The number of each key of a configuration entry: above 0, given when it is first asked for, and never changed.
    func entryNumbers(_ keys: [String]) throws(Problem) -> [Int64]

    /// The key that has a number; nil where none has it.
    func entryKey(_ number: Int64) throws(Problem) -> String?

    /// How many instances the user has of each element, by its key.
    func counts(user: Int64) throws(Problem) -> [(element: String, count: Int64)]
}
