import Testing

@testable import REST

@Suite("Accounts, users and roles")
struct PeopleTests {
    let server: Server

    init() throws { server = try Server() }

    /// - Returns: the ids of a new account and user, and the user's Authorization header.
    private func newUser(_ email: String = "ann@acme.example") throws -> (
        account: String, user: String, headers: [String: String?]
    ) {
        let account = try #require(server.send("POST", "/accounts", #"{"name": "Sales"}"#)["/id"])
        let answer = server.send("POST", "/accounts/\(account)/users", #"{"email": "\#(email)", "firstName": "Ann"}"#)
        try #require(answer.status == 200, "\(answer.body)")
        let organization = try #require(server.owner.split(separator: ", ").last)
        return (
            account, try #require(answer["/id"]),
            ["Authorization": "User \(try #require(answer.text("/secret"))), \(organization)"]
        )
    }

    @Test("accounts")
    func accounts() throws {
        let (account, _, _) = try newUser()
        let path = "/accounts/\(account)"
        #expect(server.send("GET", path).text("/name") == "Sales")
        #expect(server.send("PATCH", path, #"{"description": "d"}"#).text("/description") == "d")
        #expect(server.send("PUT", path, #"{"name": "S"}"#).text("/name") == "S")
        #expect(server.send("GET", "/accounts?where=name%3D'S'").count() == 1)
        #expect(server.send("GET", "/accounts?where=defaultAccount=true")["/0/defaultAccount"] == "true")
        #expect(server.send("GET", "/accounts?where=name%3D'T'").text("/message") == "No accounts found")
        #expect(server.send("GET", "/accounts?where=x").status == 400)
        for method in ["GET", "PATCH", "DELETE"] { #expect(server.send(method, "/accounts/-1", "{}").status == 404) }
        #expect(server.send("POST", "/accounts/", "").status == 400)
        #expect(server.send("DELETE", path, "null").body == "{}")
        #expect(server.send("GET", path).status == 404)
    }

    @Test("users")
    func users() throws {
        let (account, user, headers) = try newUser()
        #expect(server.send("GET", "/users/\(user)").text("/email") == "ann@acme.example")
        #expect(server.send("GET", "/users/ann%40acme.example")["/id"] == user)
        #expect(server.send("GET", "/accounts/\(account)/users/\(user)")["/id"] == user)
        #expect(server.send("GET", "/accounts/\(account)/users").count() == 1)
        #expect(server.send("PATCH", "/users/\(user)", #"{"lastName": "Lee"}"#).text("/fullName") == "Ann Lee")
        #expect(server.send("POST", "/accounts/\(account)/users", #"{"email": "ann@acme.example"}"#).status == 409)
        #expect(server.send("POST", "/accounts/\(account)/users", "").status == 400)
        #expect(server.send("POST", "/accounts/\(account)/users", "{}").status == 400)
        #expect(server.send("GET", "/accounts", "", headers).status == 403)
        for method in ["GET", "PATCH", "PUT", "DELETE"] {
            #expect(server.send(method, "/users/-1", "{}").status == 404)
        }
        #expect(server.send("DELETE", "/accounts/\(account)/users/\(user)").status == 200)
        #expect(server.send("GET", "/users/\(user)").status == 404)
        #expect(server.send("GET", "/instances", "", headers).status == 401)
    }

    @Test("T-AUT-13 to 15, 18: a user sees his own instances, and loses them for good only when it is said")
    func isolation() throws {
        let id = try server.provision()
        let (_, user, headers) = try newUser()
        #expect(server.send("GET", "/instances", "", headers).status == 404)
        #expect(server.send("GET", "/instances/\(id)", "", headers).status == 404)
        #expect(server.send("POST", "/instances", Server.freshservice(), headers).status == 200)
        #expect(server.send("GET", "/instances", "", headers).count() == 1)
        for (query, status) in [("", Int32(200)), ("?permanent=true", 404)] {
            #expect(server.send("PATCH", "/users/\(user)\(query)", #"{"active": false}"#).status == 200)
            #expect(server.send("GET", "/instances", "", headers).status == 401)
            #expect(server.send("PATCH", "/users/\(user)", #"{"active": true}"#).status == 200)
            #expect(server.send("GET", "/instances", "", headers).status == status)
        }
        #expect(server.send("PATCH", "/users/\(user)?permanent=x", #"{"active": false}"#).status == 400)
    }

    @Test("roles are granted and revoked, and none higher than one's own")
    func roles() throws {
        let (account, user, headers) = try newUser()
        for path in ["/users/\(user)", "/accounts/\(account)"] {
            #expect(server.send("PUT", path + "/roles/admin", "null").status == 200)
            #expect(server.send("PUT", path + "/roles/admin").status == 409)
            #expect(server.send("GET", path + "/roles").body.contains(#""key":"admin""#))
            #expect(server.send("DELETE", path + "/roles/admin", "null").status == 200)
            #expect(server.send("PUT", path + "/roles/nothing").status == 400)
            #expect(server.send("PUT", path + "/roles/org-admin", "", headers).status == 403)
        }
        for path in ["/users/1", "/accounts/1"] { #expect(server.send("PUT", path + "/roles/admin").status == 403) }
        for path in ["/users/-1", "/accounts/-1"] { #expect(server.send("PUT", path + "/roles/admin").status == 404) }
    }

    @Test("T-AUT-08: without the privilege nothing of a request to create is looked at")
    func privileges() throws {
        let (_, _, headers) = try newUser()
        #expect(server.send("PUT", "/organizations/roles/user", #"{"privileges": ["viewElements"]}"#).status == 200)
        for (method, path) in [
            ("POST", "/instances"), ("POST", "/elements/freshservice/instances"),
            ("POST", "/elements/nothing/instances"),
            ("PUT", "/elements/freshservice/instances/999"),
        ] {
            let type = ["Content-Type": "text/plain"]
            let answer = server.send(method, path, "{", headers.merging(type) { $1 })
            #expect(answer.status == 403)
            #expect(answer.text("/message")?.contains("createElementInstances") == true)
        }
        #expect(server.send("PUT", "/organizations/roles/reset").status == 200)
        #expect(server.send("POST", "/instances", Server.freshservice(), headers).status == 200)
    }

    @Test("the organization shows its secret to its own")
    func organization() throws {
        let secret = try #require(server.owner.split(separator: " ").last)
        #expect(server.send("GET", "/organizations/me").text("/secret") == String(secret))
        #expect(server.send("GET", "/organizations/roles").status == 200)
        #expect(server.send("GET", "/organizations/roles/user").text("/key") == "user")
        #expect(server.send("GET", "/organizations/roles/nothing").status == 404)
    }
}
