private import POSIX
package import Problems
internal import Secrets
internal import Storage

/// A request whose secrets are right.
package struct Authorized: Sendable {
    package let session: Session
    /// The instance of the Element part; nil without one.
    package let instance: Int64?
    /// Whether only User and Element were there: enough for the resources of the instance, and for nothing else.
    package let isForResourcesOnly: Bool
}

extension Provisioner {
    /// One text for every cause, which must not be told apart.
    package static let unauthorized = Problem(
        .unauthorized, "Invalid Organization or User secret, or invalid Element token provided.")

    /// Reads an Authorization header: User and Organization are needed, or User and Element for resources.
    ///
    /// Secrets are compared as keyed hashes by the store's index, so that time tells nothing of how much of one was
    /// right; and all of them are looked for, whichever is wrong.
    package func authorize(_ header: String?) throws(Problem) -> Authorized {
        guard let now = options.clock() else {
            throw Problem(.callback, "the now callback answered a time outside of the years 1970 to 9999")
        }
        if let authorized = try authorized(header, now.seconds) { return authorized }
        record(refused.count(at: now.seconds))
        throw Self.unauthorized
    }

    /// Nil for what is to be refused.
    private func authorized(_ header: String?, _ now: Int64) throws(Problem) -> Authorized? {
        guard let header, let parts = AuthorizationHeader(header) else { return nil }
        let secrets = seals.sealer
        let isForResourcesOnly = parts.organization == nil && parts.element != nil
        let organization = try secrets.fingerprint(.organization, parts.organization ?? "")
        let principal = try storage.principal(
            user: secrets.fingerprint(.user, parts.user ?? ""), organization: isForResourcesOnly ? nil : organization)
        var instance: InstanceRecord?
        if let token = parts.element {
            instance = try storage.instance(token: try secrets.fingerprint(token), now: now)
        }
        guard let principal, principal.user.isActive, principal.account.isActive,
            parts.element == nil || instance?.user == principal.user.id
        else { return nil }
        try noteLogin(principal, now)
        let caller = try Caller(principal, organizationSecret: parts.organization)
        return Authorized(
            session: Session(self, caller), instance: instance?.id, isForResourcesOnly: isForResourcesOnly)
    }

    /// Once a day, so that requests which only read do not write.
    private func noteLogin(_ principal: PrincipalRecord, _ now: Int64) throws(Problem) {
        let day: Int64 = 86_400
        if let last = principal.user.lastLogin, last / day == now / day { return }
        try checkProcess()
        var user = principal.user
        user.lastLogin = now
        try storage.changeUser(user, organization: principal.organization.id, nil)
    }

    /// The secrets of the default user and organization. They are derived from the store's key, so that they need not be
    /// kept.
    package func defaultSecrets() throws(Problem) -> (user: String, organization: String) {
        try PersonSecrets.standard(seals.sealer)
    }
}

/// The shapes of the platform's secrets.
enum PersonSecrets {
    static let userRandomLength = 32
    static let organizationRandomLength = 16

    /// 44 characters of base64.
    static func user(_ random: ArraySlice<UInt8>) -> String { Token.make(from: random) }

    /// 32 hexadecimal digits.
    static func organization(_ random: ArraySlice<UInt8>) -> String { Hexadecimal.encode(Array(random)) }

    static func standard(_ sealer: Sealer) throws(Problem) -> (user: String, organization: String) {
        let random = try sealer.derivedBytes(userRandomLength + organizationRandomLength)
        return (user(random[..<userRandomLength]), organization(random[userRandomLength...]))
    }
}
