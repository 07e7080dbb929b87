internal import Instances
internal import JSON
internal import Problems

/// Accounts, users, the organization and roles: contract 1.12. Elements may have resources called accounts and users;
/// with an Element part their paths mean those.
enum PeopleRoutes {
    private static let account = "/accounts/{account}"
    private static let member = "/accounts/{account}/users/{user}"
    private static let user = "/users/{user}"

    static let table: [Route] =
        [
            Route("GET", "/accounts", accounts).yieldingToResources(),
            Route("POST", "/accounts", createAccount).readingBody().yieldingToResources(),
            Route("GET", account, getAccount).yieldingToResources(),
            Route("PUT", account, changeAccount).readingBody().yieldingToResources(),
            Route("PATCH", account, changeAccount).readingBody().yieldingToResources(),
            Route("DELETE", account, removeAccount).yieldingToResources(),
            Route("GET", account + "/users", users),
            Route("POST", account + "/users", createUser).readingBody(),
            Route("GET", member, getUser),
            Route("PUT", member, changeUser).readingBody(),
            Route("PATCH", member, changeUser).readingBody(),
            Route("DELETE", member, removeUser),
            Route("GET", account + "/roles", accountRoles),
            Route("PUT", account + "/roles/{role}", grantToAccount),
            Route("DELETE", account + "/roles/{role}", revokeFromAccount),
        ] + [
            Route("GET", "/users", users).yieldingToResources(),
            Route("GET", user, getUser).yieldingToResources(),
            Route("PUT", user, changeUser).readingBody().yieldingToResources(),
            Route("PATCH", user, changeUser).readingBody().yieldingToResources(),
            Route("DELETE", user, removeUser).yieldingToResources(),
            Route("GET", user + "/roles", userRoles),
            Route("PUT", user + "/roles/{role}", grantToUser),
            Route("DELETE", user + "/roles/{role}", revokeFromUser),
        ] + [
            Route("GET", "/organizations/me", organization),
            Route("GET", "/organizations/roles", roles),
            Route("PUT", "/organizations/roles", setRoles).readingBody(),
            Route("PUT", "/organizations/roles/reset", resetRoles),
            Route("GET", "/organizations/roles/{role}", role),
            Route("PUT", "/organizations/roles/{role}", setRole).readingBody(),
        ]
}

// MARK: - Accounts

extension PeopleRoutes {
    @Sendable private static func accounts(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            let filter = try AccountFilter(call.query.text("where"))
            return try list(
                call.session.accounts(name: filter.name, onlyDefault: filter.onlyDefault), orNone: "accounts")
        }
    }

    @Sendable private static func createAccount(_ call: Call) throws(Refusal) -> Response {
        try .changed { text throws(Refusal) in
            try call.session.createAccount(.text(call.body)) { text.set($0) }
        }
    }

    @Sendable private static func getAccount(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(try call.session.account(call.account)) }
    }

    @Sendable private static func changeAccount(_ call: Call) throws(Refusal) -> Response {
        Response(
            try call.session.changeAccount(call.account, .text(call.body), isPermanent: try call.isPermanent()))
    }

    @Sendable private static func removeAccount(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in try call.session.removeAccount(call.account) }
        return .done()
    }
}

// MARK: - Users

extension PeopleRoutes {
    @Sendable private static func users(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            try list(call.session.users(account: call.values.account), orNone: "users")
        }
    }

    @Sendable private static func createUser(_ call: Call) throws(Refusal) -> Response {
        try .changed { text throws(Refusal) in
            try call.session.createUser(account: call.account, .text(call.body)) { text.set($0) }
        }
    }

    @Sendable private static func getUser(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(try found(call)) }
    }

    @Sendable private static func changeUser(_ call: Call) throws(Refusal) -> Response {
        let id = try problems { () throws(Problem) in try call.user() }
        return Response(
            try call.session.changeUser(
                id, account: call.values.account, .text(call.body), isPermanent: try call.isPermanent()))
    }

    @Sendable private static func removeUser(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            try call.session.removeUser(try call.user(), account: call.values.account)
        }
        return .done()
    }

    /// By id; outside of an account also by e-mail address.
    private static func found(_ call: Call) throws(Problem) -> OwnedJSON {
        if let name = call.values.user, name.contains("@"), call.values.account == nil {
            return try call.session.user(email: name)
        }
        return try call.session.user(try call.user(), account: call.values.account)
    }
}

// MARK: - Roles

extension PeopleRoutes {
    @Sendable private static func accountRoles(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in try roles(of: call.session.account(call.account)) }
    }

    @Sendable private static func grantToAccount(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            Response(try call.session.grant(call.role, toAccount: call.account))
        }
    }

    @Sendable private static func revokeFromAccount(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            Response(try call.session.revoke(call.role, fromAccount: call.account))
        }
    }

    @Sendable private static func userRoles(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in try roles(of: found(call)) }
    }

    @Sendable private static func grantToUser(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(try call.session.grant(call.role, toUser: try call.user())) }
    }

    @Sendable private static func revokeFromUser(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(try call.session.revoke(call.role, fromUser: try call.user())) }
    }

    /// The roles that an account or user shows.
    private static func roles(of person: consuming OwnedJSON) throws(Problem) -> Response {
        let roles = person.read { person in person["roles"].map { OwnedJSON.shared($0) } ?? .array() }
        guard let roles else { throw .outOfMemory }
        return Response(roles)
    }
}

// MARK: - The organization

extension PeopleRoutes {
    @Sendable private static func organization(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(try call.session.organization()) }
    }

    @Sendable private static func roles(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(try call.session.roles()) }
    }

    @Sendable private static func role(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(try call.session.role(call.role)) }
    }

    @Sendable private static func setRole(_ call: Call) throws(Refusal) -> Response {
        Response(try call.session.setRole(call.role, .text(call.body)))
    }

    @Sendable private static func setRoles(_ call: Call) throws(Refusal) -> Response {
        Response(try call.session.setRoles(.text(call.body)))
    }

    @Sendable private static func resetRoles(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(try call.session.resetRoles()) }
    }
}

// MARK: - What their calls have in common

extension PeopleRoutes {
    /// A list, or the platform's word for an empty one.
    private static func list(_ list: consuming OwnedJSON, orNone things: StaticString) throws(Problem) -> Response {
        let count = list.read(\.count) ?? 0
        guard count > 0 else { throw Problem(.notFound, "No \(things) found") }
        var response = Response(list)
        response.add("elements-returned-count", String(count))
        return response
    }
}

extension Call {
    /// Never 0 on a route whose path has it, and no account has that id.
    fileprivate var account: Int64 { values.account ?? 0 }
    fileprivate var role: String { values.role ?? "" }

    /// The id of the path's user.
    fileprivate func user() throws(Problem) -> Int64 {
        let name = values.user ?? ""
        guard let id = PathPattern.number(name) else {
            throw Problem(.notFound, "No user found with ID \(name.prefix(Limits.quotedKey))")
        }
        return id
    }

    /// Whether deactivating removes instances too.
    fileprivate func isPermanent() throws(Refusal) -> Bool {
        try problems { () throws(Problem) in try query.boolean("permanent") ?? false }
    }
}
