internal import Elements
internal import JSON
private import POSIX
internal import Problems
package import Secrets
internal import Storage
package import Validation

/// A user at work on an open store: what a handle of the C API stands for. All that a session reads, counts and changes
/// belongs to its user.
package struct Session: Sendable {
    package let provisioner: Provisioner
    /// Id of the user.
    package let user: Int64

    init(_ provisioner: Provisioner, user: Int64) {
        self.provisioner = provisioner
        self.user = user
    }

    package var validator: Validator { provisioner.validator }
    package var random: RandomSource { provisioner.options.random }
    var storage: any InstanceStorage { provisioner.storage }
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
    func shown(_ record: InstanceRecord, echo: InstanceContent? = nil) throws(Problem) -> OwnedJSON {
        var instance = Instance(
            record: record, element: validator.catalogue.element(record.element), token: try seals.token(of: record))
        if let echo, provisioner.options.echoesSecrets {
            instance.echo = .init(element: echo.element, values: echo.values)
        }
        return try instance.json()
    }
}

extension Provisioner {
    /// A session of the user whom a new store begins with.
    package var session: Session { Session(self, user: Self.defaultUser) }
}
