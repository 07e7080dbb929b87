import Testing

@testable import REST

@Suite("Routing")
struct RoutingTests {
    let server: Server

    init() throws { server = try Server() }

    @Test("the base path and a slash at the end may be there")
    func forms() throws {
        let id = try server.provision()
        for path in ["/instances", "/instances/", "/elements/api-v2/instances", "/elements/api-v2/instances/"] {
            #expect(server.send("GET", path).status == 200)
            #expect(server.send("POST", path, Server.freshservice()).status == 200)
        }
        #expect(server.send("GET", "/elements/api-v2/instances/\(id)/").text("/name") == "Docs")
    }

    @Test("a path knows its methods")
    func methods() {
        let answer = server.send("PATCH", "/elements/freshservice/instances/1")
        #expect(answer.status == 405)
        #expect(answer.headers["Allow"] == "GET, PUT, DELETE, HEAD")
        #expect(answer.text("/message")?.contains("PATCH") == true)
        for (method, path) in [
            ("POST", "/instances/1"), ("OPTIONS", "/instances"), ("get", "/instances"), ("", "/instances"),
            ("GET", "/instances/1/enabled"), ("DELETE", "/instances/1/configuration/2"), ("PATCH", "/instances/count"),
            ("DELETE", "/elements/freshservice/instances"),
        ] {
            #expect(server.send(method, path).status == 405)
        }
    }

    @Test("a singular is a slip")
    func slips() {
        for (path, right) in [
            ("/instance", "/instances"), ("/elements/api-v2/instance/7", "/instances/7"),
            ("/element/freshservice/instance", "/elements/freshservice/instances"), ("/account", "/accounts"),
        ] {
            let answer = server.send("GET", path)
            #expect(answer.status == 404)
            #expect(answer.text("/message")?.contains("did you mean \(right)?") == true)
        }
    }

    @Test(
        "what is no route is not found",
        arguments: [
            "/", "", "/elements/api-v2", "/x", "/instances/abc", "/instances/-1", "/instances/1/2", "/instances//",
        ])
    func unknown(_ path: String) {
        let answer = server.send("GET", path)
        #expect(answer.status == (path.isEmpty ? 400 : 404))
        #expect(answer.text("/requestId")?.count == 24)
    }

    @Test("an id beyond all numbers is that of nothing")
    func hugeIDs() throws {
        let huge = String(repeating: "9", count: 40)
        let id = try server.provision()
        for path in [
            "/instances/\(huge)", "/elements/\(huge)/instances", "/elements/freshservice/instances/\(huge)",
            "/instances/\(id)/configuration/\(huge)", "/accounts/\(huge)", "/users/\(huge)",
        ] {
            #expect(server.send("GET", path).status == 404)
        }
    }

    @Test("every route refuses a request without secrets, and none fails on an empty body")
    func allRoutes() throws {
        for route in Router.routes {
            let path = route.path.example
            #expect(server.send(route.method, path, "", ["Authorization": nil]).status == 401)
            #expect(server.send(route.method, path).status < 500)
            #expect(server.send(route.method, path, "null").status < 500)
        }
    }

    @Test("HEAD is GET without the body")
    func head() throws {
        let id = try server.provision()
        let answer = server.send("HEAD", "/instances/\(id)")
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        #expect(answer.headers["ETag"] == "\"1\"")
        #expect(server.send("HEAD", "/instances/999").status == 404)
    }

    @Test("types of what a client takes and sends")
    func types() throws {
        #expect(server.send("GET", "/instances", "", ["Accept": "text/html"]).status == 406)
        let form = ["Content-Type": "application/x-www-form-urlencoded"]
        #expect(server.send("POST", "/instances", Server.freshservice(), form).status == 415)
        #expect(server.send("GET", "/instances/count", "x=1", form).status == 200)
        let json = ["Content-Type": "application/json; charset=UTF-8", "Accept": "application/json"]
        #expect(server.send("POST", "/instances", Server.freshservice(), json).status == 200)
    }

    @Test("a body has its limit")
    func limit() {
        let padding = String(repeating: " ", count: 1 << 20)
        let answer = server.send("POST", "/instances", padding + Server.freshservice())
        #expect(answer.status == 413)
        #expect(answer.text("/errors/0/code") == "too-large")
        #expect(server.send("GET", "/" + String(repeating: "a", count: 20_000)).status == 414)
    }

    @Test("a resource of the vendor is not called here")
    func resources() throws {
        let id = try server.provision()
        let token = try server.owner(with: id)
        for path in ["/hubs/helpdesk/incidents", "/ping", "/objects", "/accounts", "/users", "/users/7", "/accounts/2"]
        {
            #expect(server.send("GET", path, "", token).status == 404)
        }
        #expect(server.send("GET", "/users").status == 200)
        #expect(server.send("DELETE", "/instances/\(id)/enabled").status == 200)
        #expect(server.send("GET", "/hubs/helpdesk/incidents", "", token).status == 403)
        #expect(server.send("GET", "/objects", "", token).status == 404)
        #expect(server.send("GET", "/instances/\(id)", "", token).status == 200)
        #expect(server.send("DELETE", "/instances/\(id)").status == 200)
        #expect(server.send("GET", "/hubs/helpdesk/incidents", "", token).status == 401)
    }
}

extension PathPattern {
    /// A path that fits.
    fileprivate var example: String {
        text.replacing("{element}", "freshservice").replacing("{instance}", "7").replacing("{row}", "70001")
            .replacing("{account}", "7").replacing("{user}", "7").replacing("{role}", "user")
    }
}

extension String {
    fileprivate func replacing(_ part: String, _ new: String) -> String {
        split(separator: "/", omittingEmptySubsequences: false).map { $0 == part ? new : String($0) }
            .joined(separator: "/")
    }
}
