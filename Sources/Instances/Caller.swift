package import Problems
internal import Storage

/// Who acts in a session, and what he may do. Shared by all sessions of a user who is remembered.
package final class Caller: Sendable {
    /// Id of the user.
    package let user: Int64
    let account: Int64
    let organization: Int64
    let email: String
    let firstName: String
    let lastName: String
    let rank: Int
    let privileges: Set<Privilege>
    /// Day of the last login, from 1970.
    let loginDay: Int64?

    init(_ principal: PrincipalRecord) throws(Problem) {
        let roles = [Role](stored: principal.user.roles) + [Role](stored: principal.account.roles)
        user = principal.user.id
        account = principal.account.id
        organization = principal.organization.id
        email = principal.user.email
        firstName = principal.user.firstName
        lastName = principal.user.lastName
        rank = roles.rank
        privileges = try RoleSet(principal.organization.roles).privileges(of: roles)
        loginDay = principal.user.lastLogin.map(Self.day)
    }

    static func day(of seconds: Int64) -> Int64 { seconds / 86_400 }
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
