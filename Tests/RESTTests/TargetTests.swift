import Testing

@testable import REST

@Suite("Targets")
struct TargetTests {
    private func target(_ text: String) throws -> Target {
        try bytes(Array(text.utf8))
    }

    private func bytes(_ bytes: [UInt8]) throws -> Target {
        try bytes.withUnsafeBytes { try Target($0) }
    }

    @Test("the base path and a slash at the end do not count")
    func paths() throws {
        #expect(try target("/instances").path == ["instances"])
        #expect(try target("/instances/").path == ["instances"])
        #expect(try target("/elements/api-v2/instances/7?x").path == ["instances", "7"])
        #expect(try target("/elements/api-v2").path == [])
        #expect(try target("/").path == [])
        #expect(try target("/elements/api-v2/elements/api-v2/instances").path == ["elements", "api-v2", "instances"])
        #expect(try target("//instances").path == ["", "instances"])
        #expect(try target("/instances//").path == ["instances", ""])
    }

    @Test("segments are decoded one by one")
    func segments() throws {
        #expect(try target("/a%2Fb/c+d/%C3%A9").path == ["a/b", "c+d", "é"])
        #expect(try target("/%69nstances").path == ["instances"])
    }

    @Test("parameters may be repeated, and empty ones are none")
    func queries() throws {
        let query = try target("/instances?tags%5B%5D=a+b&tags[]=c%26d&searchText=&pageSize=5&pageSize=6&flag&=x&&")
            .query
        #expect(query.texts("tags[]") == ["a b", "c&d"])
        #expect(query.text("searchText") == nil)
        #expect(query.text("pageSize") == "5")
        #expect(query.text("flag") == nil)
        #expect(query.text("other") == nil)
        #expect(try target("/i?a=b=c").query.text("a") == "b=c")
        #expect(try target("/i?a=TRUE&b=false&c=1").query.boolean("a") == true)
        #expect(throws: (any Error).self) { try target("/i?c=1").query.boolean("c") }
    }

    @Test(
        "what is no target is refused",
        arguments: [
            "", "instances", "*", "http://a/instances", "/a b", "/a\tb", "/a#b", "/%", "/%4", "/%zz", "/%00", "/%ff",
            "/?%", "/?a=%C3", "/\u{7F}", "/a\u{0}b",
        ])
    func malformed(_ text: String) {
        #expect(throws: Failure.self) { try target(text) }
    }

    @Test("bytes that are no UTF-8 are refused, others are taken as they are")
    func encoding() throws {
        #expect(throws: Failure.self) { try bytes([0x2F, 0xE9]) }
        #expect(try target("/é?é=ü").path == ["é"])
    }

    @Test("a target has its limit")
    func limit() throws {
        #expect(try target("/" + String(repeating: "a", count: Request.mostTargetBytes - 1)).path.count == 1)
        #expect(throws: Failure.self) { try target("/" + String(repeating: "a", count: Request.mostTargetBytes)) }
    }
}

@Suite("Media types")
struct MediaTypeTests {
    @Test(
        "clients that take JSON",
        arguments: [
            nil, "", "*/*", "application/json", "APPLICATION/JSON", "application/*", "text/html, */*;q=0.1",
            "text/html,application/json;q=0.5", " application/json ; charset=utf-8", "*/*;q=0, application/json",
        ])
    func accepted(_ accept: String?) { #expect(MediaType.isJSONAccepted(accept)) }

    @Test(
        "clients that do not",
        arguments: [
            "text/html", "application/xml", "application/json;q=0", "*/*;q=0.0", "application/json;q=0, */*", ";", ",",
            "application/jsonp",
        ])
    func refused(_ accept: String) { #expect(!MediaType.isJSONAccepted(accept)) }

    @Test("types of bodies")
    func contentTypes() {
        for type in [nil, "", "application/json", "Application/JSON; charset=UTF-8", "application/json;"] {
            #expect(MediaType.isJSON(type))
        }
        for type in ["text/plain", "application/x-www-form-urlencoded", "application/json, text/plain", ";"] {
            #expect(!MediaType.isJSON(type))
        }
    }
}

@Suite("Filters of accounts")
struct AccountFilterTests {
    @Test("names in quotes, and the default account")
    func filters() throws {
        #expect(try AccountFilter("name='Sales'").name == "Sales")
        #expect(try AccountFilter(" name = 'O''Neill' ").name == "O'Neill")
        #expect(try AccountFilter("name=Sales").name == "Sales")
        #expect(try AccountFilter("defaultAccount=true").onlyDefault)
        let both = try AccountFilter("name='a and b' AND defaultAccount='true'")
        #expect(both.name == "a and b" && both.onlyDefault)
        #expect(try AccountFilter(nil).name == nil)
    }

    @Test(
        "anything else is refused",
        arguments: ["", "name", "name='x", "x=1", "name='a' or name='b'", "name='a' AND", "defaultAccount=no"])
    func refused(_ text: String) { #expect(throws: (any Error).self) { try AccountFilter(text) } }
}
