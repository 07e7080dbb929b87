import Instances
import Testing

@testable import REST

@Suite("Instances")
struct InstanceTests {
    let server: Server

    init() throws { server = try Server() }

    // MARK: Creation

    @Test("T-CRE-01 to 05, 28, 29: an instance with all its entries")
    func creation() throws {
        let answer = server.send("POST", "/instances", Server.freshservice(tags: #"["Docs"]"#))
        #expect(answer.status == 200)
        #expect(answer.text("/element/key") == "freshservice")
        #expect(answer.text("/name") == "Docs")
        #expect(answer.text("/configuration/pagination.max") == "30")
        #expect(answer["/configuration/pagination.type"] == "null")
        #expect(answer.text("/configuration/event.poller.configuration") == " ")
        #expect(answer.text("/configuration/password") == "********")
        #expect(answer["/disabled"] == "false")
        #expect(!answer.body.contains("Tr0ub4dor"))
        let first = try #require(answer["/id"].flatMap { Int($0) })
        #expect(Int(try server.provision()) == first + 1)
    }

    @Test("T-CRE-06 to 14: every missing entry is named, and nothing is stored")
    func faults() {
        let answer = server.send(
            "POST", "/instances", #"{"element": {"key": "freshservice"}, "configuration": {"username": "jane"}}"#)
        #expect(answer.status == 400)
        #expect(
            answer.text("/message")
                == "freshservice: 2 required configuration entries are missing: password, subdomain")
        #expect(answer["/errors/0/line"] == "1")
        #expect(answer.text("/requestId")?.count == 24)
        #expect(server.send("GET", "/instances").status == 404)
    }

    @Test("T-CRE-15, 16, 17, 27: elements and JSON")
    func elements() {
        #expect(server.send("POST", "/instances", #"{"element": {"key": "nothing"}}"#).status == 404)
        #expect(server.send("POST", "/instances", #"{"configuration": {}}"#).status == 400)
        #expect(server.send("POST", "/instances", "{“element”: 1}").status == 400)
        #expect(server.send("POST", "/instances", "").text("/errors/0/code") == "syntax")
        #expect(
            server.send(
                "POST", "/instances", #"{"element": {"id": 650}, "configuration": \#(Server.configuration)}"#
            ).status == 200)
    }

    @Test("T-CRE-25, 26: under an element the body need not name it, and its own word does not count")
    func underElement() throws {
        let body = #"{"configuration": \#(Server.configuration), "name": "A"}"#
        for path in ["/elements/freshservice/instances", "/elements/650/instances"] {
            #expect(server.send("POST", path, body).text("/element/key") == "freshservice")
            #expect(server.send("POST", path, Server.freshservice()).status == 200)
            #expect(
                server.send("POST", path, #"{"element": 5, "configuration": \#(Server.configuration)}"#).status == 200)
        }
        #expect(server.send("POST", "/elements/nothing/instances", body).status == 404)
        #expect(server.send("POST", "/elements/freshservice/instances", "[]").text("/errors/0/code") == "not-an-object")
        #expect(server.send("POST", "/elements/freshservice/instances", "{").text("/errors/0/code") == "syntax")
        #expect(server.send("POST", "/elements/freshservice/instances").status == 400)
    }

    @Test("faults under an element stand where they stand in the body")
    func places() {
        let answer = server.send(
            "POST", "/elements/freshservice/instances",
            """
            {"name": "A",
             "element": {"key": "x"},
             "configuration": {"username": "a", "password": "b",
               "subdomain": "https://acme.example/"}}
            """)
        #expect(answer.status == 400)
        #expect(answer.text("/errors/0/key") == "subdomain")
        #expect(answer["/errors/0/line"] == "4")
        #expect(answer["/errors/0/column"] == "17")
    }

    @Test("a request is carried out once with its key")
    func idempotency() throws {
        let key = ["Idempotency-Key": "abc"]
        let first = server.send("POST", "/instances", Server.freshservice(), key)
        #expect(server.send("POST", "/instances", Server.freshservice(), key)["/id"] == first["/id"])
        #expect(
            server.send("POST", "/elements/freshservice/instances", Server.freshservice(), key)["/id"] == first["/id"])
        let other = server.send("POST", "/instances", Server.freshservice(name: "Other"), key)
        #expect(other.status == 409)
        #expect(other.text("/message")?.contains("name") == true)
        #expect(server.send("POST", "/instances", Server.freshservice(), ["Idempotency-Key": "é"]).status == 400)
        #expect(server.send("POST", "/instances", Server.freshservice(), ["Idempotency-Key": ""]).status == 400)
    }

    // MARK: Reading

    @Test("T-GET-01, 02, 13: by id, and under its element only")
    func reading() throws {
        let id = try server.provision()
        for path in ["/instances/\(id)", "/elements/freshservice/instances/\(id)", "/elements/650/instances/\(id)"] {
            let answer = server.send("GET", path)
            #expect(answer.status == 200)
            #expect(answer["/id"] == id)
            #expect(answer["/valid"] == "true")
        }
        let missing = server.send("GET", "/elements/nothing/instances/\(id)")
        #expect(missing.text("/message") == "No element found with key nothing")
    }

    @Test("T-CRE-24: an element that needs nothing, under which the instances of others are not found")
    func otherElements() throws {
        let file = try TemporaryFile(#"{"key": "plain", "id": 77, "name": "Plain", "configuration": []}"#)
        var options = Provisioner.Options()
        options.catalogue = [file.path]
        let server = try Server(options)
        let id = try server.provision()
        let plain = server.send("POST", "/elements/plain/instances", #"{"name": "P"}"#)
        #expect(plain.status == 200 && plain["/element/id"] == "77")
        for method in ["GET", "PUT", "DELETE"] {
            let wrong = server.send(method, "/elements/plain/instances/\(id)", "{}")
            #expect(wrong.status == 404)
            #expect(wrong.text("/message") == "No instance found with ID \(id)")
        }
        #expect(server.send("GET", "/elements/77/instances").count() == 1)
        let total = server.send("GET", "/elements/plain/instances?returnTotalCount=true")
        #expect(total.headers["elements-total-count"] == "1")
        #expect(server.send("GET", "/instances").count() == 2)
    }

    // MARK: Updates

    @Test("T-UPD-07 to 10, 15, 16: tags and names, by id and by token")
    func updates() throws {
        let id = try server.provision()
        let token = try server.owner(with: id)
        #expect(server.send("PATCH", "/instances/\(id)", #"{"id": 5, "tags": ["a"]}"#)["/tags"] == #"["a"]"#)
        #expect(server.send("PATCH", "/instances", #"{"tags": ["b"]}"#, token)["/tags"] == #"["b"]"#)
        let whole = server.send("GET", "/instances/\(id)").body
        #expect(server.send("PUT", "/instances/\(id)", whole).status == 200)
        #expect(server.send("PUT", "/instances", #"{"name": "N", "tags": []}"#, token).status == 200)
        let now = server.send("GET", "/instances/\(id)")
        #expect(now["/tags"] == "[]")
        #expect(now.text("/configuration/username") == "jane@acme.example")
        #expect(server.send("PATCH", "/instances/999", "{}").status == 404)
        #expect(server.send("PUT", "/instances", "{}").status == 401)
        #expect(server.send("PATCH", "/instances/\(id)", "null").status == 400)
    }

    @Test("T-UPD-01, 17: replacing under the element")
    func replacing() throws {
        let id = try server.provision()
        let path = "/elements/freshservice/instances/\(id)"
        #expect(server.send("PUT", path, #"{"name": "New"}"#).text("/name") == "New")
        #expect(server.send("PUT", path, Server.freshservice(name: "Newer")).text("/name") == "Newer")
        #expect(server.send("PUT", path, #"{"element": {"key": "nothing"}, "name": "X"}"#).status == 200)
        let fault = server.send("PUT", path, #"{"element": {}, "configuration": {}}"#)
        #expect(fault.status == 400)
        #expect(fault.text("/message")?.contains("password") == true)
    }

    @Test("a change may be for one version only")
    func versions() throws {
        let id = try server.provision()
        #expect(server.send("GET", "/instances/\(id)").headers["ETag"] == "\"1\"")
        let first = ["If-Match": "\"1\""]
        #expect(server.send("PATCH", "/instances/\(id)", #"{"name": "A"}"#, first).headers["ETag"] == "\"2\"")
        for (method, path) in [
            ("PATCH", "/instances/\(id)"), ("PUT", "/instances/\(id)"), ("DELETE", "/instances/\(id)"),
            ("PUT", "/elements/freshservice/instances/\(id)"), ("DELETE", "/instances/\(id)/enabled"),
        ] {
            let stale = server.send(method, path, #"{"name": "B"}"#, first)
            #expect(stale.status == 409)
            #expect(stale.text("/message")?.contains("version 2") == true)
        }
        #expect(server.send("PUT", "/instances/\(id)", #"{"name": "C"}"#, ["If-Match": "2"]).status == 200)
        #expect(server.send("PUT", "/instances/\(id)", #"{"name": "D"}"#, ["If-Match": "*"]).status == 200)
        #expect(server.send("PATCH", "/instances/\(id)", #"{"name": "E"}"#, ["If-Match": "\"x\""]).status == 400)
        #expect(server.send("PATCH", "/instances/\(id)", "[]", ["If-Match": "\"4\""]).status == 400)
    }

    // MARK: States

    @Test("T-LIF-02, 04, 05, 07, 08, 16: states, by id and by token")
    func states() throws {
        let id = try server.provision()
        let token = try server.owner(with: id)
        for (path, headers) in [("/instances/\(id)", [:]), ("/instances", token)] {
            #expect(server.send("DELETE", path + "/enabled", "null", headers)["/disabled"] == "true")
            #expect(server.send("DELETE", path + "/enabled", "", headers).status == 200)
            #expect(server.send("PUT", path + "/enabled", "null", headers)["/disabled"] == "false")
            #expect(
                server.send("PUT", path + "/trace-logging", #"{"duration": 5}"#, headers)["/traceLoggingEnabled"]
                    == "true")
            #expect(server.send("DELETE", path + "/trace-logging", "", headers)["/traceLoggingEnabled"] == "false")
        }
        let removed = server.send("DELETE", "/instances", "null", token)
        #expect(removed.status == 200 && removed.body == "{}")
        #expect(server.send("GET", "/instances/\(id)").status == 404)
        #expect(server.send("DELETE", "/instances/\(id)").status == 404)
        #expect(server.send("DELETE", "/instances", "", token).status == 401)
    }

    // MARK: Rows

    @Test("T-CFG-01 to 04, 10, 11: rows, by id and by token")
    func rows() throws {
        let (id, other) = (try server.provision(), try server.provision())
        let token = try server.owner(with: id)
        for (path, headers) in [("/instances/\(id)/configuration", [:]), ("/instances/configuration", token)] {
            let rows = server.send("GET", path, "", headers)
            let keys = (0..<(rows.count() ?? 0)).map { rows.text("/\($0)/key") }
            let index = try #require(keys.firstIndex(of: "event.notification.enabled"))
            let row = try #require(rows["/\(index)/id"])
            #expect(rows.text("/\(index)/propertyValue") == "false")
            let changed = server.send("PATCH", path + "/\(row)", #"{"key": "x", "propertyValue": "true"}"#, headers)
            #expect(changed.status == 200 && changed["/id"] == row)
            #expect(server.send("GET", path + "/\(row)", "", headers).text("/propertyValue") == "true")
            #expect(server.send("PATCH", path + "/\(row)", #"{"propertyValue": false}"#, headers).status == 200)
            #expect(server.send("PATCH", path + "/\(row)", "{}", headers).status == 400)
            #expect(server.send("GET", path + "/1", "", headers).status == 404)
            #expect(server.send("GET", "/instances/\(other)/configuration/\(row)").status == 404)
        }
        #expect(server.send("GET", "/instances/configuration").status == 401)
    }
}
