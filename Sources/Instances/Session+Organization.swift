package import JSON
package import Problems
private import Secrets
internal import Storage

extension Session {
    /// The caller's own organization, with the secret that he has shown.
    package func organization() throws(Problem) -> OwnedJSON {
        guard let organization = try storage.organization(caller.organization) else {
            throw Problem(.notFound, "No organization found with ID \(caller.organization)")
        }
        return organization.json(secret: organizationSecret)
    }

    /// Creates an organization with a default account and its administrator. The reply holds both secrets, which are
    /// shown this once. For the host only: no user may do so.
    ///
    /// - Parameter deliver: as that of `createUser`.
    package func createOrganization(_ input: RequestInput, deliver: (consuming OwnedJSON) -> Bool) throws(Refusal) {
        try input.read { request throws(Refusal) in
            try problems { () throws(Problem) in
                let input = try PersonInput(request)
                let secret = PersonSecrets.organization(try random.bytes(PersonSecrets.organizationRandomLength)[...])
                let userSecret = PersonSecrets.user(try random.bytes(PersonSecrets.userRandomLength)[...])
                let name = try input.required("name")
                guard let email = try input.email() else { throw Problem(.invalid, "email is required and missing") }
                let (firstName, lastName) = (try input.text("firstName") ?? "", try input.text("lastName") ?? "")
                let fingerprint = try seals.sealer.fingerprint(.user, userSecret)
                let now = try now()
                try storage.createOrganization(
                    OrganizationRecord(
                        name: name, secretFingerprint: try seals.sealer.fingerprint(.organization, secret)),
                    { AccountRecord(organization: $0, name: "Default", isDefault: true) },
                    {
                        UserRecord(
                            account: $0, email: email, firstName: firstName, lastName: lastName,
                            roles: Role.organizationAdmin.rawValue, created: now, secretFingerprint: fingerprint)
                    }, try event(.createOrganization, at: now)
                ) { organization, account, admin throws(Problem) in
                    var object = organization.json(secret: secret)
                    object.set("account", account.json())
                    object.set("user", admin.json(secret: userSecret))
                    guard deliver(object) else { throw .outOfMemory }
                }
            }
        }
    }
}

extension Session {
    /// The secrets of the default user and organization, for the host only.
    package func defaultSecrets() throws(Refusal) -> OwnedJSON {
        try problems { () throws(Problem) in
            let secrets = try provisioner.defaultSecrets()
            var object = OwnedJSON.object()
            object.set("user", .string(secrets.user))
            object.set("organization", .string(secrets.organization))
            return object
        }
    }
}

extension OrganizationRecord {
    func json(secret: String?) -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("id", .integer(id))
        object.set("name", .string(name))
        object.set("active", .boolean(true))
        if let secret { object.set("secret", .string(secret)) }
        return object
    }
}
