package import Problems
internal import Storage

/// Who acts in a session, and what he may do.
package struct Caller: Sendable {
    /// Id of the user.
    package let user: Int64
    let account: Int64
    let organization: Int64
    let email: String
    let firstName: String
    let lastName: String
    let rank: Int
    let privileges: Set<Privilege>
    /// The secret of the organization as the caller gave it: it is kept nowhere.
    let organizationSecret: String?

    init(_ principal: PrincipalRecord, organizationSecret: String?) throws(Problem) {
        let roles = [Role](stored: principal.user.roles) + [Role](stored: principal.account.roles)
        user = principal.user.id
        account = principal.account.id
        organization = principal.organization.id
        email = principal.user.email
        firstName = principal.user.firstName
        lastName = principal.user.lastName
        rank = roles.rank
        privileges = try RoleSet(principal.organization.roles).privileges(of: roles)
        self.organizationSecret = organizationSecret
    }
}

extension Session {
    package func require(_ privilege: Privilege) throws(Problem) {
        guard caller.privileges.contains(privilege) else {
            throw Problem(.forbidden, "The user does not have the privilege \(privilege.rawValue)")
        }
    }

    /// Whether the caller manages a whole organization.
    var managesOrganization: Bool { caller.rank >= Role.organizationAdmin.rank }

    func requireOrganizationAdmin() throws(Problem) {
        guard managesOrganization else { throw Problem(.forbidden, "The user may not manage accounts") }
    }
}
