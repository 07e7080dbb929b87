package import POSIX
package import JSON
package import Problems
package import Secrets
internal import Storage
package import Validation

/// An open store together with its catalogue: what a handle of the C API stands for. Any number of threads may use
/// one at once.
package final class Provisioner: Sendable {
    package let validator: Validator
    let storage: any StoreStorage
    let elements: StoredElements
    let seals: InstanceSeals
    let refused = RefusedAuthorizations()
    let options: Options
    let callers = KnownCallers()
    let isInMemory: Bool
    /// The process that opened the store: SQLite's locks do not survive a fork.
    let process: Int32

    package struct Options: Sendable {
        package var key: KeySource?
        /// Paths of further element definitions.
        package var catalogue: [String] = []
        package var isStrict = false
        package var echoesSecrets = false
        package var clock: @Sendable () -> Timestamp? = { Timestamp.now }
        package var random = RandomSource.system
        package var log = Log.none

        package init() {}
    }

    init(
        validator: Validator, storage: any StoreStorage, keyring: Keyring, isInMemory: Bool, options: Options
    ) {
        self.validator = validator
        self.storage = storage
        elements = StoredElements(storage)
        seals = InstanceSeals(keyring: keyring)
        self.isInMemory = isInMemory
        // The keyring has what is needed of the key.
        var options = options
        options.key = nil
        self.options = options
        process = Process.identifier
    }

    deinit { record(refused.take()) }

    /// The user whom a new store begins with. 1 is the platform's own.
    static let defaultUser: Int64 = 2

    /// Seconds since 1970.
    func now() throws(Problem) -> Int64 {
        guard let now = options.clock() else {
            throw Problem(.callback, "the now callback answered a time outside of the years 1970 to 9999")
        }
        return now.seconds
    }

    func checkProcess() throws(Problem) {
        guard Process.identifier == process else {
            throw Problem(.misuse, "the handle was opened before a fork; open the store again in this process")
        }
    }
}

/// Why a request was not carried out: its own faults, or something else.
package enum Refusal: Error {
    case report(Report)
    case problem(Problem)

    package init(_ failure: JSONFailure) {
        switch failure {
        case .syntax(let error): self = .report(Report(error))
        case .outOfMemory: self = .problem(.outOfMemory)
        }
    }
}
