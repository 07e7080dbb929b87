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
    /// Secrets are compared as keyed hashes, so that time tells nothing of how much of one was right. Only who is let in
    /// is let in faster the next time: every other attempt goes the whole way, with a look for each of its parts.
    package func authorize(_ header: String?) throws(Problem) -> Authorized {
        let now = try now()
        if let authorized = try authorized(header, now) { return authorized }
        record(refused.count(at: now))
        throw Self.unauthorized
    }

    /// Nil for what is to be refused.
    private func authorized(_ header: String?, _ now: Int64) throws(Problem) -> Authorized? {
        guard let header, let parts = AuthorizationHeader(header) else { return nil }
        let version = try storage.peopleVersion()
        let secrets = try seals.sealer.fingerprint(.caller, parts.principal)
        var instance: InstanceRecord?
        if let token = parts.element {
            instance = try storage.instance(token: try seals.sealer.fingerprint(token), now: now)
        }
        func authorized(_ caller: Caller) -> Authorized {
            Authorized(
                session: Session(self, caller, organizationSecret: parts.organization), instance: instance?.id,
                isForResourcesOnly: parts.isForResourcesOnly)
        }
        if let caller = callers.find(secrets, version: version), caller.loginDay == Caller.day(of: now),
            parts.element == nil || instance?.user == caller.user
        {
            return authorized(caller)
        }
        let principal = try principal(parts)
        guard let principal, principal.user.isActive, principal.account.isActive,
            parts.element == nil || instance?.user == principal.user.id
        else { return nil }
        let caller = try Caller(principal)
        if caller.loginDay == Caller.day(of: now) {
            callers.add(caller, secrets, version: version)
        } else {
            try noteLogin(principal, now)
        }
        return authorized(caller)
    }

    private func principal(_ parts: AuthorizationHeader) throws(Problem) -> PrincipalRecord? {
        let user = try seals.sealer.fingerprint(.user, parts.user ?? "")
        let organization = try seals.sealer.fingerprint(.organization, parts.organization ?? "")
        return try storage.principal(user: user, organization: parts.isForResourcesOnly ? nil : organization)
    }

    /// Once a day, so that requests which only read do not write.
    private func noteLogin(_ principal: PrincipalRecord, _ now: Int64) throws(Problem) {
        try checkProcess()
        var user = principal.user
        user.lastLogin = now
        try storage.changeUser(user, organization: principal.organization.id, nil)
    }

    /// The secrets of the default user and organization. They are made of a working key of the store, so that they
    /// need not be kept.
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
