internal import Elements
internal import JSON
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

    init(_ provisioner: Provisioner, _ caller: Caller) {
        self.provisioner = provisioner
        self.caller = caller
    }

    /// Id of the user.
    package var user: Int64 { caller.user }

    package var validator: Validator { provisioner.validator }
    package var random: RandomSource { provisioner.options.random }
    var storage: any StoreStorage { provisioner.storage }
    var seals: InstanceSeals { provisioner.seals }

    /// Seconds since 1970.
    func now() throws(Problem) -> Int64 {
        guard let now = provisioner.options.clock() else {
            throw Problem(.callback, "the now callback answered a time outside of the years 1970 to 9999")
        }
        return now.seconds
    }

    static func notFound(_ id: Int64) -> Problem { Problem(.notFound, "No instance found with ID \(id)") }

    /// The reply that shows an instance.
    ///
    /// - Parameters:
    ///   - echo: what the call has set, when secrets in it may be repeated.
    ///   - echoedKeys: the entries of it that the call itself has set; nil for all.
    func shown(
        _ record: InstanceRecord, echo: InstanceContent? = nil, echoedKeys: Set<String>? = nil
    ) throws(Problem) -> OwnedJSON {
        var instance = Instance(
            record: record, element: validator.catalogue.element(record.element), token: try seals.token(of: record),
            owner: caller)
        if let echo, provisioner.options.echoesSecrets {
            instance.echo = .init(element: echo.element, values: echo.values, keys: echoedKeys)
        }
        return try instance.json()
    }
}

extension Provisioner {
    /// A session of the user whom a new store begins with.
    package func defaultSession() throws(Problem) -> Session {
        guard let principal = try storage.principal(user: Self.defaultUser) else {
            throw Problem(.store, "the store's default user is missing; restore the store from a backup")
        }
        return Session(self, try Caller(principal, organizationSecret: try defaultSecrets().organization))
    }
}
