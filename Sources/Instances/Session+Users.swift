package import JSON
private import POSIX
package import Problems
private import Secrets
internal import Storage

/// The users of the caller's organization. Its administrators manage all of them, those of an account the account's; and
/// everybody may look at himself.
extension Session {
    /// - Parameter account: nil for all that the caller may see.
    package func users(account: Int64? = nil) throws(Problem) -> OwnedJSON {
        var account = account
        if let account { _ = try foundAccount(account) }
        if !managesOrganization {
            try requireManager(of: account ?? caller.account)
            account = caller.account
        }
        var list = OwnedJSON.array()
        for user in try storage.users(organization: caller.organization, account: account) { list.append(user.json()) }
        return list
    }

    /// The reply holds the user's secret, which is shown this once.
    ///
    /// - Parameter deliver: takes the reply before the commit: without memory for it the secret would be lost. Answers
    ///   false then, and nobody is created. A reply is to be discarded when the call throws.
    package func createUser(
        account: Int64, _ input: RequestInput, deliver: (consuming OwnedJSON) -> Bool
    ) throws(Refusal) {
        try input.read { request throws(Refusal) in
            try problems { () throws(Problem) in
                _ = try foundAccount(account)
                try requireManager(of: account)
                let input = try PersonInput(request)
                let roles = try input.roles("roles") ?? [.user]
                try requireRank(for: roles)
                let secret = PersonSecrets.user(try random.bytes(PersonSecrets.userRandomLength)[...])
                let email = try input.email()
                guard let email else { throw Problem(.invalid, "email is required and missing") }
                let user = UserRecord(
                    account: account, email: email, firstName: try input.text("firstName") ?? "",
                    lastName: try input.text("lastName") ?? "", isActive: try input.boolean("active") ?? true,
                    roles: roles.stored, created: try now(),
                    secretFingerprint: try seals.sealer.fingerprint(.user, secret))
                let event = try event(.createUser, at: user.created, ["account": .number(account)])
                try storage.createUser(user, organization: caller.organization, event) { user throws(Problem) in
                    guard deliver(user.json(secret: secret)) else { throw .outOfMemory }
                }
            }
        }
    }

    package func user(_ id: Int64, account: Int64? = nil) throws(Problem) -> OwnedJSON {
        let user = try foundUser(id, account: account)
        if user.id != caller.user { try requireManager(of: user.account) }
        return user.json()
    }

    package func user(email: String) throws(Problem) -> OwnedJSON {
        guard let user = try storage.user(email: email, organization: caller.organization) else {
            throw Problem(.notFound, "No user found with e-mail address \(email.prefix(Limits.quotedKey))")
        }
        return try self.user(user.id)
    }

    /// - Parameter isPermanent: whether deactivating removes the user's instances.
    package func changeUser(
        _ id: Int64, account: Int64? = nil, _ input: RequestInput, isPermanent: Bool = false
    ) throws(Refusal) -> OwnedJSON {
        try input.read { request throws(Refusal) in
            try problems { () throws(Problem) in
                var user = try foundUser(id, account: account, evenDeleted: request["active"]?.boolean ?? false)
                if user.id != caller.user { try requireManager(of: user.account) }
                let input = try PersonInput(request)
                if let email = try input.email() { user.email = email }
                if let name = try input.text("firstName") { user.firstName = name }
                if let name = try input.text("lastName") { user.lastName = name }
                if let isActive = try input.boolean("active") {
                    guard isActive || user.id != caller.user else {
                        throw Problem(.forbidden, "A user can not deactivate himself")
                    }
                    if !isActive, isPermanent {
                        try storage.removeInstances(user: user.id, try event(.removeInstances))
                    }
                    user.isActive = isActive
                    if isActive { user.isDeleted = false }
                }
                try storage.changeUser(user, organization: caller.organization, try event(.changeUser))
                return user.json()
            }
        }
    }

    /// Deletes a user and removes his instances. Making him active brings him back, without them.
    package func removeUser(_ id: Int64, account: Int64? = nil) throws(Problem) {
        let user = try foundUser(id, account: account)
        try requireManager(of: user.account)
        guard user.id != caller.user else { throw Problem(.forbidden, "A user can not delete himself") }
        try storage.removeUser(id, try event(.removeUser))
    }

    /// A user of the caller's organization. One of another is forbidden, and a missing one is not found.
    func foundUser(_ id: Int64, account: Int64? = nil, evenDeleted: Bool = false) throws(Problem) -> UserRecord {
        guard let principal = try storage.principal(user: id), account == nil || principal.account.id == account,
            !principal.account.isDeleted, evenDeleted || !principal.user.isDeleted
        else {
            throw Problem(.notFound, "No user found with ID \(id)")
        }
        guard principal.organization.id == caller.organization else {
            throw Problem(.forbidden, "The user belongs to another organization")
        }
        return principal.user
    }

    func requireManager(of account: Int64) throws(Problem) {
        let manages = managesOrganization || (caller.rank >= Role.accountAdmin.rank && account == caller.account)
        guard manages else { throw Problem(.forbidden, "The user may not manage the users of account \(account)") }
    }

    func requireRank(for roles: [Role]) throws(Problem) {
        guard roles.rank <= caller.rank, !roles.contains(.systemAdmin) else {
            throw Problem(.forbidden, "A user can not give a role higher than his own")
        }
    }
}

extension UserRecord {
    /// - Parameter secret: shown once, to whoever creates the user.
    func json(secret: String? = nil) -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("id", .integer(id))
        object.set("accountId", .integer(account))
        object.set("email", .string(email))
        object.set("emailAddress", .string(email))
        object.set("firstName", .string(firstName))
        object.set("lastName", .string(lastName))
        object.set("fullName", .string([firstName, lastName].filter { !$0.isEmpty }.joined(separator: " ")))
        object.set("active", .boolean(isActive))
        object.set("createdDate", .string(Timestamp(seconds: created)?.text ?? ""))
        object.set("lastLoginDate", .string(orNull: lastLogin.flatMap { Timestamp(seconds: $0)?.text }))
        object.set("roles", RoleJSON.list([Role](stored: roles)))
        if let secret { object.set("secret", .string(secret)) }
        return object
    }
}
