package import Problems

/// Organizations, their accounts, and the users of these. Secrets reach the storage as keyed hashes.
package protocol PeopleStorage: Sendable {
    /// The user, account and organization that a user secret and an organization secret name, whatever their states.
    /// Both are looked for even when one is wrong, so that failing costs the same.
    ///
    /// - Parameter organization: nil when only a user secret is there.
    func principal(user: [UInt8], organization: [UInt8]?) throws(Problem) -> PrincipalRecord?
    func principal(user: Int64) throws(Problem) -> PrincipalRecord?

    /// Another number whenever what a principal is made of has changed, whichever process has changed it. Cheap to ask
    /// for.
    func peopleVersion() throws(Problem) -> Int64

    /// Creates an organization with its first account and that account's administrator, all at once. The closures make
    /// them for the ids of what they belong to.
    ///
    /// - Parameter created: hears of what is about to be committed, and may refuse by throwing. Called with the store
    ///   locked, perhaps in another thread, so it must not call back in.
    func createOrganization(
        _ organization: OrganizationRecord, _ account: (Int64) -> AccountRecord, _ admin: (Int64) -> UserRecord,
        _ event: AuditEvent, _ created: (OrganizationRecord, AccountRecord, UserRecord) throws(Problem) -> Void
    ) throws(Problem)
    func organization(_ id: Int64) throws(Problem) -> OrganizationRecord?
    /// Sets the privileges of an organization's roles; nil for the standard ones.
    func setRoles(_ roles: String?, organization: Int64, _ event: AuditEvent) throws(Problem)

    /// - Parameter created: as that of `createOrganization`.
    func createAccount(
        _ account: AccountRecord, _ event: AuditEvent, _ created: (AccountRecord) throws(Problem) -> Void
    ) throws(Problem)
    func account(_ id: Int64) throws(Problem) -> AccountRecord?
    /// In ascending order of ids.
    func accounts(organization: Int64) throws(Problem) -> [AccountRecord]
    func changeAccount(_ account: AccountRecord, _ event: AuditEvent) throws(Problem)
    /// Deletes an account with the instances of its users.
    func removeAccount(_ id: Int64, _ event: AuditEvent) throws(Problem)

    /// - Parameter created: as that of `createOrganization`.
    /// - Throws: a conflict when the organization has a user of the same e-mail address.
    func createUser(
        _ user: UserRecord, organization: Int64, _ event: AuditEvent, _ created: (UserRecord) throws(Problem) -> Void
    ) throws(Problem)
    func user(_ id: Int64) throws(Problem) -> UserRecord?
    func user(email: String, organization: Int64) throws(Problem) -> UserRecord?
    /// In ascending order of ids; of one account, or of the whole organization.
    func users(organization: Int64, account: Int64?) throws(Problem) -> [UserRecord]
    /// - Parameter event: nil for what is no change of anybody's, such as a login.
    func changeUser(_ user: UserRecord, organization: Int64, _ event: AuditEvent?) throws(Problem)
    func removeUser(_ id: Int64, _ event: AuditEvent) throws(Problem)
    /// Removes the instances of a user.
    func removeInstances(user: Int64, _ event: AuditEvent) throws(Problem)
}

package struct OrganizationRecord: Equatable, Sendable {
    package let id: Int64
    package var name: String
    /// The privileges of its roles as JSON; nil for the standard ones.
    package let roles: String?
    package let secretFingerprint: [UInt8]?

    /// - Parameter id: 0 for a new one.
    package init(id: Int64 = 0, name: String, roles: String? = nil, secretFingerprint: [UInt8]?) {
        self.id = id
        self.name = name
        self.roles = roles
        self.secretFingerprint = secretFingerprint
    }
}

package struct AccountRecord: Equatable, Sendable {
    package let id: Int64
    package let organization: Int64
    package var name: String
    package var description: String
    package var externalID: String?
    package var isActive: Bool
    /// Deleted accounts are not listed. Making one active brings it back.
    package var isDeleted: Bool
    package let isDefault: Bool
    /// Keys of roles that all its users have, separated by blanks.
    package var roles: String

    /// - Parameter id: 0 for a new one.
    package init(
        id: Int64 = 0, organization: Int64, name: String, description: String = "", externalID: String? = nil,
        isActive: Bool = true, isDeleted: Bool = false, isDefault: Bool = false, roles: String = ""
    ) {
        self.id = id
        self.organization = organization
        self.name = name
        self.description = description
        self.externalID = externalID
        self.isActive = isActive
        self.isDeleted = isDeleted
        self.isDefault = isDefault
        self.roles = roles
    }
}

package struct UserRecord: Equatable, Sendable {
    package let id: Int64
    package let account: Int64
    package var email: String
    package var firstName: String
    package var lastName: String
    package var isActive: Bool
    /// Deleted users are not listed, and their e-mail addresses are free. Making one active brings him back.
    package var isDeleted: Bool
    /// Keys of roles, separated by blanks.
    package var roles: String
    /// Seconds since 1970.
    package let created: Int64
    package var lastLogin: Int64?
    package let secretFingerprint: [UInt8]?

    /// - Parameter id: 0 for a new one.
    package init(
        id: Int64 = 0, account: Int64, email: String, firstName: String, lastName: String, isActive: Bool = true,
        isDeleted: Bool = false, roles: String, created: Int64, lastLogin: Int64? = nil, secretFingerprint: [UInt8]?
    ) {
        self.id = id
        self.account = account
        self.email = email
        self.firstName = firstName
        self.lastName = lastName
        self.isActive = isActive
        self.isDeleted = isDeleted
        self.roles = roles
        self.created = created
        self.lastLogin = lastLogin
        self.secretFingerprint = secretFingerprint
    }
}

/// The people of a new store. The platform's own organization, account and user come first and have no secrets; then
/// the default ones, for hosts that need no others.
package struct InitialPeople: Sendable {
    package let userFingerprint: [UInt8]
    package let organizationFingerprint: [UInt8]
    package let roles: String
    package let created: Int64

    package init(userFingerprint: [UInt8], organizationFingerprint: [UInt8], roles: String, created: Int64) {
        self.userFingerprint = userFingerprint
        self.organizationFingerprint = organizationFingerprint
        self.roles = roles
        self.created = created
    }
}

/// A user with the account and organization he belongs to.
package struct PrincipalRecord: Equatable, Sendable {
    package let user: UserRecord
    package let account: AccountRecord
    package let organization: OrganizationRecord

    package init(user: UserRecord, account: AccountRecord, organization: OrganizationRecord) {
        self.user = user
        self.account = account
        self.organization = organization
    }
}
