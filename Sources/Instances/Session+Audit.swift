internal import JSON
internal import Problems
internal import Secrets
internal import Storage

/// What the audit log calls the changes.
enum AuditAction: String {
    case createStore = "store.create"
    case upgradeStore = "store.upgrade"
    /// A new key, from which on the old one opens nothing; and when all is sealed anew.
    case beginRekey = "store.rekey"
    case finishRekey = "store.rekeyed"
    case provision = "instance.provision"
    case update = "instance.update"
    case replace = "instance.replace"
    case configure = "instance.configure"
    case enable = "instance.enable"
    case disable = "instance.disable"
    case trace = "instance.trace"
    case rotate = "instance.rotate"
    case remove = "instance.remove"
    case map = "instance.map"
    case unmap = "instance.unmap"
    case createOrganization = "organization.create"
    case setRoles = "roles.set"
    case createAccount = "account.create"
    case changeAccount = "account.change"
    case removeAccount = "account.remove"
    case createUser = "user.create"
    case changeUser = "user.change"
    case removeUser = "user.remove"
    /// The instances of a user who is deactivated for good.
    case removeInstances = "user.remove-instances"
    case createElement = "element.create"
    case changeElement = "element.change"
    case removeElement = "element.remove"
    /// An account may use the element of another one, or no longer.
    case shareElement = "element.share"
    case refuseAuthorization = "authorization.refuse"
}

/// What a record tells beside who, what and when. Ids and names of members, never a value of anybody's.
enum AuditDetail {
    case text(String)
    case number(Int64)
    case names([String])

    fileprivate var json: OwnedJSON {
        switch self {
        case .text(let text): return .string(text)
        case .number(let number): return .integer(number)
        case .names(let names):
            var list = OwnedJSON.array()
            for name in names { list.append(.string(name)) }
            return list
        }
    }
}

extension Session {
    /// A change by the caller.
    ///
    /// - Parameter time: nil to ask the clock.
    func event(
        _ action: AuditAction, at time: Int64? = nil, _ details: KeyValuePairs<StaticString, AuditDetail> = [:]
    ) throws(Problem) -> AuditEvent {
        let time = if let time { time } else { try now() }
        return try seals.event(action, at: time, user: user, details)
    }
}

extension InstanceSeals {
    func event(
        _ action: AuditAction, at time: Int64, user: Int64?, _ details: KeyValuePairs<StaticString, AuditDetail> = [:]
    ) throws(Problem) -> AuditEvent {
        try AuditEvent(action, at: time, user: user, details, keyring)
    }
}

extension Keyring: AuditProver {
    var generation: Int64 { sealer.generation }

    func renew(_ identity: StoreIdentity) throws(Problem) { sealer.install(try open(identity)) }

    /// Bound to the store, as two may share a key.
    func code(_ sequence: Int64, _ bytes: [UInt8]) throws(Problem) -> [UInt8] {
        try sealer.authenticationCode(record: sequence, store + bytes)
    }
}

/// Proves a record with keys that are about to be the store's.
struct NewKeysProver: AuditProver {
    let sealer: Sealer
    /// Id of the store.
    let store: [UInt8]

    var generation: Int64 { sealer.generation }

    func renew(_ identity: StoreIdentity) throws(Problem) { throw Problem.staleKeys }

    func code(_ sequence: Int64, _ bytes: [UInt8]) throws(Problem) -> [UInt8] {
        try sealer.authenticationCode(record: sequence, store + bytes)
    }
}

extension AuditEvent {
    init(
        _ action: AuditAction, at time: Int64, user: Int64?, _ details: KeyValuePairs<StaticString, AuditDetail>,
        _ prover: any AuditProver
    ) throws(Problem) {
        self.init(
            time: time, user: user, action: action.rawValue, details: try Self.text(details),
            prover: prover)
    }

    private static func text(_ details: KeyValuePairs<StaticString, AuditDetail>) throws(Problem) -> String {
        guard !details.isEmpty else { return "{}" }
        var object = OwnedJSON.object()
        for (name, value) in details { object.set(name, value.json) }
        guard let text = CText.dump(object) else { throw .outOfMemory }
        return text.string
    }
}
