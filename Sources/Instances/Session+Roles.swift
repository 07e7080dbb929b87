package import JSON
package import Problems
internal import Storage

/// Who has which role, and what roles allow.
extension Session {
    // MARK: Granting

    /// - Throws: a conflict when the user has the role.
    package func grant(_ role: String, toUser id: Int64) throws(Problem) -> OwnedJSON {
        var user = try foundUser(id)
        user.roles = try changed(user.roles, role, isGranted: true, own: user.id == caller.user, account: user.account)
        try storage.changeUser(
            user, organization: caller.organization, try event(.changeUser, ["changed": .names(["roles"])]))
        return user.json()
    }

    package func revoke(_ role: String, fromUser id: Int64) throws(Problem) -> OwnedJSON {
        var user = try foundUser(id)
        user.roles = try changed(user.roles, role, isGranted: false, own: user.id == caller.user, account: user.account)
        try storage.changeUser(
            user, organization: caller.organization, try event(.changeUser, ["changed": .names(["roles"])]))
        return user.json()
    }

    /// - Throws: a conflict when the account has the role.
    package func grant(_ role: String, toAccount id: Int64) throws(Problem) -> OwnedJSON {
        var account = try foundAccount(id)
        account.roles = try changed(account.roles, role, isGranted: true, own: id == caller.account, account: id)
        try storage.changeAccount(account, try event(.changeAccount, ["changed": .names(["roles"])]))
        return account.json()
    }

    package func revoke(_ role: String, fromAccount id: Int64) throws(Problem) -> OwnedJSON {
        var account = try foundAccount(id)
        account.roles = try changed(account.roles, role, isGranted: false, own: id == caller.account, account: id)
        try storage.changeAccount(account, try event(.changeAccount, ["changed": .names(["roles"])]))
        return account.json()
    }

    private func changed(
        _ stored: String, _ key: String, isGranted: Bool, own: Bool, account: Int64
    ) throws(Problem) -> String {
        let role = try PersonInput.role(key)
        guard !own else { throw Problem(.forbidden, "A user can not change his own roles") }
        try requireManager(of: account)
        var roles = [Role](stored: stored)
        try requireRank(for: [role])
        switch (isGranted, roles.firstIndex(of: role)) {
        case (true, nil): roles.append(role)
        case (true, .some): throw Problem(.conflict, "The role \(key) is granted already")
        case (false, .some(let index)): roles.remove(at: index)
        case (false, nil): throw Problem(.notFound, "The role \(key) is not granted")
        }
        return roles.stored
    }

    // MARK: What roles allow

    package func roles() throws(Problem) -> OwnedJSON {
        let set = try roleSet()
        var list = OwnedJSON.array()
        for role in Role.allCases where role != .systemAdmin { list.append(Self.json(role, set)) }
        return list
    }

    /// - Parameter keyOrID: of a role.
    package func role(_ keyOrID: String) throws(Problem) -> OwnedJSON {
        Self.json(try Self.found(keyOrID), try roleSet())
    }

    /// Sets what a role allows: `{"privileges": ["viewElements", ...]}`.
    package func setRole(_ keyOrID: String, _ input: RequestInput) throws(Refusal) -> OwnedJSON {
        try input.read { request throws(Refusal) in
            try problems { () throws(Problem) in
                try requireOrganizationAdmin()
                let role = try Self.found(keyOrID)
                var set = try roleSet()
                set.set(role, try Self.privileges(request))
                try storage.setRoles(
                    try set.text(), organization: caller.organization,
                    try event(.setRoles, ["role": .text(role.rawValue)]))
                return Self.json(role, set)
            }
        }
    }

    /// Sets what several roles allow, all or none: `[{"key": "user", "privileges": ["viewElements", ...]}, ...]`, each
    /// role by its key or id. The others stay.
    package func setRoles(_ input: RequestInput) throws(Refusal) -> OwnedJSON {
        try input.read { request throws(Refusal) in
            try problems { () throws(Problem) in
                try requireOrganizationAdmin()
                guard request.isArray, request.count > 0 else {
                    throw Problem(
                        .invalid, "the request is no list of roles; send [{\"key\": \"user\", \"privileges\": []}]")
                }
                var set = try roleSet()
                for index in 0..<request.count {
                    guard let item = request[item: index],
                        let name = item["key"]?.string ?? item["id"]?.integer.map(String.init)
                    else { throw Problem(.invalid, "the role at \(index) has neither key nor id") }
                    set.set(try Self.found(name), try Self.privileges(item))
                }
                try storage.setRoles(try set.text(), organization: caller.organization, try event(.setRoles))
                return try roles()
            }
        }
    }

    private static func privileges(_ request: JSONValue) throws(Problem) -> Set<Privilege> {
        guard let list = request["privileges"], list.isArray else {
            throw Problem(.invalid, "the request has no \"privileges\"; send {\"privileges\": [\"viewElements\"]}")
        }
        var privileges: Set<Privilege> = []
        for index in 0..<list.count {
            let key = list[item: index].flatMap { $0.string ?? $0["key"]?.string } ?? ""
            if key == "system" { throw Problem(.forbidden, "User can not add the 'system' privilege to any role.") }
            guard let privilege = Privilege(rawValue: key) else {
                throw Problem(.invalid, "No privilege found with key \(key.prefix(Limits.quotedKey))")
            }
            privileges.insert(privilege)
        }
        return privileges
    }

    /// Gives all roles the privileges back that they have by default.
    package func resetRoles() throws(Problem) -> OwnedJSON {
        try requireOrganizationAdmin()
        try storage.setRoles(nil, organization: caller.organization, try event(.setRoles))
        return try roles()
    }

    private func roleSet() throws(Problem) -> RoleSet {
        try RoleSet(try storage.organization(caller.organization)?.roles)
    }

    private static func found(_ keyOrID: String) throws(Problem) -> Role {
        let role = Role.allCases.first { $0.rawValue == keyOrID || String($0.id) == keyOrID }
        guard let role, role != .systemAdmin else {
            throw Problem(.notFound, "No role found with ID \(keyOrID.prefix(Limits.quotedKey))")
        }
        return role
    }

    private static func json(_ role: Role, _ set: RoleSet) -> OwnedJSON {
        var privileges = OwnedJSON.array()
        for privilege in set.privileges(of: role) { privileges.append(.string(privilege.rawValue)) }
        var object = OwnedJSON.object()
        object.set("id", .integer(role.id))
        object.set("key", .string(role.rawValue))
        object.set("name", .string(role.name))
        object.set("privileges", privileges)
        return object
    }
}
