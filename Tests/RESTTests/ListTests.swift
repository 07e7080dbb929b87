import Testing

@testable import REST

@Suite("Lists")
struct ListTests {
    let server: Server

    init() throws { server = try Server() }

    @Test("T-GET-05 to 08: tags and texts, all of which must fit")
    func filters() throws {
        _ = try server.provision("Alpha", tags: #"["x", "y z"]"#)
        _ = try server.provision("Beta", tags: #"["x"]"#)
        #expect(server.send("GET", "/instances?tags%5B%5D=x").count() == 2)
        #expect(server.send("GET", "/instances?tags[]=x&tags[]=y+z").count() == 1)
        #expect(server.send("GET", "/instances?tags[]=x&searchText=BET").text("/0/name") == "Beta")
        let none = server.send("GET", "/instances?tags[]=x&searchText=gamma")
        #expect(none.status == 404)
        #expect(none.text("/message") == "No instances found")
        #expect(server.send("GET", "/instances?searchText=&tags[]=").count() == 2)
        let many = (0..<20).map { "tags[]=\($0)" }.joined(separator: "&")
        #expect(server.send("GET", "/instances?\(many)").status == 400)
    }

    @Test("T-GET-03, 04: instances of an element")
    func elements() throws {
        _ = try server.provision()
        #expect(server.send("GET", "/elements/freshservice/instances").text("/0/createdDate") != nil)
        #expect(server.send("GET", "/elements/650/instances").count() == 1)
        #expect(server.send("GET", "/elements/nothing/instances").status == 404)
    }

    @Test("pages, and how many there are when it is asked")
    func pages() throws {
        for name in ["A", "B", "C", "D", "E"] { _ = try server.provision(name, tags: #"["x"]"#) }
        let first = server.send("GET", "/instances?pageSize=2&returnTotalCount=true")
        #expect(first.headers["elements-returned-count"] == "2")
        #expect(first.headers["elements-total-count"] == "5")
        let next = try #require(first.headers["elements-next-page-token"])
        let second = server.send("GET", "/instances?pageSize=2&nextPage=\(next)")
        #expect(second.text("/0/name") == "C")
        #expect(second.headers["elements-total-count"] == nil)
        let last = server.send(
            "GET", "/instances?pageSize=2&nextPage=\(try #require(second.headers["elements-next-page-token"]))")
        #expect(last.count() == 1)
        #expect(last.headers["elements-next-page-token"] == nil)
        for path in [
            "/instances?tags[]=x&pageSize=1", "/instances?searchText=fresh&pageSize=1",
            "/elements/freshservice/instances?pageSize=1",
        ] {
            #expect(server.send("GET", path + "&returnTotalCount=true").headers["elements-total-count"] == "5")
        }
        #expect(server.send("GET", "/instances?pageSize=1000").count() == 5)
    }

    @Test(
        "what is no page is refused", arguments: ["pageSize=0", "pageSize=x", "pageSize=-1", "nextPage=x", "hydrate=x"])
    func faults(_ query: String) throws {
        _ = try server.provision()
        #expect(server.send("GET", "/instances?\(query)").status == 400)
    }

    @Test("T-GET-11: a lighter list still opens the instances")
    func lighter() throws {
        let id = try server.provision()
        let light = server.send("GET", "/instances?hydrate=false")
        #expect(light["/0/id"] == id)
        #expect(light.text("/0/token") == server.send("GET", "/instances/\(id)").text("/token"))
        #expect(light["/0/element/id"] == "650")
        #expect(light.text("/0/element/key") == "freshservice")
        #expect(light["/0/tags"] == #"["Docs"]"#)
        #expect(light["/0/configuration"] == nil)
        #expect(server.send("GET", "/instances?hydrate=true").text("/0/configuration/subdomain") == "acme")
    }

    @Test("T-GET-10, 12: an Element part does not change the list; the count")
    func others() throws {
        let id = try server.provision()
        _ = try server.provision()
        #expect(server.send("GET", "/instances", "", try server.owner(with: id)).count() == 2)
        let count = server.send("GET", "/instances/count")
        #expect(count["/totalInstances"] == "2")
        #expect(count["/elementInstances"] == #"[{"key":"freshservice","count":2}]"#)
    }
}
