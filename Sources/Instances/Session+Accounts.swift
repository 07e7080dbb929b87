package import JSON
package import Problems
internal import Storage

/// The accounts of the caller's organization, which its administrators manage.
extension Session {
    package func accounts(name: String? = nil, onlyDefault: Bool = false) throws(Problem) -> OwnedJSON {
        try requireOrganizationAdmin()
        var list = OwnedJSON.array()
        for account in try storage.accounts(organization: caller.organization) {
            if name.map({ $0 == account.name }) ?? true, account.isDefault || !onlyDefault {
                list.append(account.json())
            }
        }
        return list
    }

    /// - Parameter deliver: as that of `createUser`.
    package func createAccount(_ input: RequestInput, deliver: (consuming OwnedJSON) -> Bool) throws(Refusal) {
        try input.read { request throws(Refusal) in
            try problems { () throws(Problem) in
                try requireOrganizationAdmin()
                let input = try PersonInput(request)
                let account = AccountRecord(
                    organization: caller.organization, name: try input.required("name"),
                    description: try input.text("description") ?? "", externalID: try input.text("externalId"),
                    isActive: try input.boolean("active") ?? true)
                try storage.createAccount(account, try event(.createAccount)) { account throws(Problem) in
                    guard deliver(account.json()) else { throw .outOfMemory }
                }
            }
        }
    }

    package func account(_ id: Int64) throws(Problem) -> OwnedJSON {
        try requireOrganizationAdmin()
        return try foundAccount(id).json()
    }

    /// - Parameter isPermanent: whether deactivating removes the instances of the account's users.
    package func changeAccount(
        _ id: Int64, _ input: RequestInput, isPermanent: Bool = false
    ) throws(Refusal) -> OwnedJSON {
        try input.read { request throws(Refusal) in
            try problems { () throws(Problem) in
                try requireOrganizationAdmin()
                var account = try foundAccount(id, evenDeleted: request["active"]?.boolean ?? false)
                let input = try PersonInput(request)
                if let name = try input.text("name") { account.name = name }
                if let description = try input.text("description") { account.description = description }
                if let externalID = try input.text("externalId") { account.externalID = externalID }
                if let isActive = try input.boolean("active") {
                    try deactivate(account, to: isActive, isPermanent)
                    account.isActive = isActive
                    if isActive { account.isDeleted = false }
                }
                try storage.changeAccount(account, try event(.changeAccount))
                return account.json()
            }
        }
    }

    private func deactivate(_ account: AccountRecord, to isActive: Bool, _ isPermanent: Bool) throws(Problem) {
        guard !isActive else { return }
        guard account.id != caller.account else {
            throw Problem(.forbidden, "A user can not deactivate his own account")
        }
        guard isPermanent else { return }
        for user in try storage.users(organization: caller.organization, account: account.id) {
            try storage.removeInstances(user: user.id, try event(.removeInstances))
        }
    }

    /// Deletes an account and removes the instances of its users. Making it active brings it back with its users, without
    /// the instances.
    package func removeAccount(_ id: Int64) throws(Problem) {
        try requireOrganizationAdmin()
        let account = try foundAccount(id)
        guard account.id != caller.account, !account.isDefault else {
            throw Problem(.forbidden, "The default account, and the user's own, can not be deleted")
        }
        try storage.removeAccount(id, try event(.removeAccount))
    }

    /// What happens in an account is for those who manage it.
    package func requireAnalytics(ofAccount id: Int64) throws(Problem) {
        let account = try storage.account(id)
        guard account?.organization == caller.organization, managesOrganization || id == caller.account else {
            throw Problem(.forbidden, "The user may not see the events of account \(id)")
        }
    }

    /// An account of the caller's organization. One of another is forbidden, and a missing one is not found.
    func foundAccount(_ id: Int64, evenDeleted: Bool = false) throws(Problem) -> AccountRecord {
        guard let account = try storage.account(id), evenDeleted || !account.isDeleted else {
            throw Problem(.notFound, "No account found with ID \(id)")
        }
        guard account.organization == caller.organization else {
            throw Problem(.forbidden, "The account belongs to another organization")
        }
        return account
    }
}

extension AccountRecord {
    func json() -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("id", .integer(id))
        object.set("name", .string(name))
        object.set("description", .string(description))
        object.set("externalId", .string(orNull: externalID))
        object.set("active", .boolean(isActive))
        object.set("defaultAccount", .boolean(isDefault))
        object.set("roles", RoleJSON.list([Role](stored: roles)))
        return object
    }
}

enum RoleJSON {
    static func list(_ roles: [Role]) -> OwnedJSON {
        var list = OwnedJSON.array()
        for role in roles {
            var object = OwnedJSON.object()
            object.set("id", .integer(role.id))
            object.set("key", .string(role.rawValue))
            object.set("name", .string(role.name))
            list.append(object)
        }
        return list
    }
}
