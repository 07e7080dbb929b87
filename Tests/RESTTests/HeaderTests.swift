import Instances
import Testing

@testable import REST

@Suite("Headers")
struct HeaderTests {
    let server: Server

    init() throws { server = try Server() }

    @Test("every response has an id, an error the one of its body")
    func requestIDs() throws {
        _ = try server.provision()
        let good = server.send("GET", "/instances")
        let id = try #require(good.headers["elements-request-id"])
        #expect(id.count == 24 && id.allSatisfy { "0123456789abcdef".contains($0) })
        #expect(server.send("GET", "/instances").headers["elements-request-id"] != id)
        let bad = server.send("GET", "/instances/999")
        #expect(bad.headers["elements-request-id"] == bad.text("/requestId"))
        #expect(bad.text("/message") == "No instance found with ID 999")
    }

    @Test("T-HDR-01, T-HDR-02: what a browser may read is told when there is one")
    func origin() {
        let answer = server.send("GET", "/instances", "", ["Origin": "https://app.example"])
        #expect(
            answer.headers["Access-Control-Expose-Headers"]
                == "Elements-Returned-Count, Elements-Total-Count, Elements-Request-Id, Elements-Next-Page-Token, Elements-Trace-Id, Elements-Error, Content-Disposition"
        )
        #expect(server.send("GET", "/instances").headers["Access-Control-Expose-Headers"] == nil)
        #expect(!answer.headers.keys.contains { $0.lowercased() == "x-frame-options" })
        #expect(answer.headers["Content-Type"] == "application/json")
    }

    @Test("names of headers come in any case, and a header in parts")
    func names() throws {
        _ = try server.provision()
        let parts = server.owner.split(separator: ", ").map(String.init)
        #expect(
            server.send("GET", "/instances", "", ["Authorization": nil, "aUTHORIZATION": server.owner]).status == 200)
        #expect(
            server.send("GET", "/instances", "", ["Authorization": parts[0], "authorization": parts[1]]).status == 200)
    }

    @Test("T-AUT-01, 03, 04, 07: parts in any order, and one text for all that is wrong")
    func authorization() throws {
        let id = try server.provision()
        let token = "Element \(try #require(server.send("GET", "/instances/\(id)").text("/token")))"
        let (user, organization) = (
            String(server.owner.split(separator: ", ")[0]), String(server.owner.split(separator: ", ")[1])
        )
        for parts in [
            [user, organization, token], [user, token, organization], [organization, user, token],
            [organization, token, user], [token, user, organization], [token, organization, user],
        ] {
            let header = ["Authorization": parts.joined(separator: ", ")]
            #expect(server.send("GET", "/instances", "", header).status == 200)
        }
        for wrong in [
            nil, "", "User x", "\(user)x, \(organization)", "\(user), \(organization)x",
            "\(user), \(organization), \(token)x",
            "\(user), \(organization), Token t", "\(user), \(user), \(organization)", "\u{FFFD}",
        ] {
            let answer = server.send("POST", "/instances", Server.freshservice(), ["Authorization": wrong])
            #expect(answer.status == 401)
            #expect(
                answer.text("/message")
                    == "Invalid Organization or User secret, or invalid Element token provided.")
            #expect(answer.text("/status") == "unauthorized")
        }
    }

    @Test("a random source that fails does not keep a response from having an id")
    func random() throws {
        var options = Provisioner.Options()
        let isBroken = Switch()
        options.random = .init { _ in !isBroken.isOn }
        let server = try Server(options)
        isBroken.isOn = true
        #expect(server.send("GET", "/instances/count").headers["elements-request-id"]?.count == 24)
        #expect(server.send("POST", "/instances", Server.freshservice()).status == 500)
    }
}

/// Set by a test between its calls.
private final class Switch: @unchecked Sendable {
    // Sendable: one thread only.
    var isOn = false
}
