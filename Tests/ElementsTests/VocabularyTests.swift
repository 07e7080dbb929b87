import JSON
import Testing

@testable import Elements

@Suite("What built-in definitions share")
struct VocabularyTests {
    private func complete(_ definition: String) throws -> String {
        var definition = definition
        return try definition.withUTF8 { text in
            let parsed = try ElementReader.parse(UnsafeRawBufferPointer(text), source: "test")
            return CText.dump(try Vocabulary().complete(parsed))?.string ?? ""
        }
    }

    @Test("An entry takes what it does not say itself from the one that it is like, and from all")
    func like() throws {
        let text = try complete(
            """
            {"key": "k", "deleted": true, "configuration": [
              {"like": "event.notification.enabled", "required": true, "description": "Own", "evidence": "variant"}]}
            """)
        #expect(
            text == """
                {"key":"k","deleted":true,"active":true,"trialAccount":false,"resources":[],"parameters":[],"hooks":[],\
                "objects":[],"configuration":[{"key":"event.notification.enabled","name":"Event Notifications Enabled",\
                "type":"BOOLEAN","required":true,"description":"Own","evidence":"variant","hideFromConsole":false,\
                "internal":false,"active":true,"resellerConfig":false,"companyConfig":false,"groupControl":false,\
                "displayOrder":1}]}
                """)
    }

    @Test("An entry without any difference is the key alone")
    func same() throws {
        let text = try complete(#"{"configuration": ["username"]}"#)
        #expect(try text == complete(#"{"configuration": [{"like": "username"}]}"#))
        #expect(text.contains(#""key":"username","name":"Username""#))
    }

    @Test("A null takes away what the others have")
    func null() throws {
        let text = try complete(#"{"configuration": [{"like": "event.vendor.type", "options": null}]}"#)
        #expect(text.contains(#""key":"event.vendor.type""#) && !text.contains("options") && !text.contains("null"))
    }

    @Test("An entry of its own gets what all have, and its place unless it says one")
    func own() throws {
        let text = try complete(#"{"configuration": [{"key": "a", "displayOrder": 7}, {"key": "b"}]}"#)
        #expect(text.contains(#"{"key":"a","displayOrder":7,"required":false"#))
        #expect(text.contains(#"{"key":"b","required":false"#) && text.contains(#""displayOrder":2}"#))
    }

    @Test("Every built-in definition is whole: each entry has all members, and none is like one that there is not")
    func whole() throws {
        for item in Catalogue().items {
            try item.document().read { document in
                for index in 0..<(document["configuration"]?.count ?? 0) {
                    let entry = document["configuration"]?[item: index]
                    #expect(entry?["like"] == nil)
                    for member in ["key", "name", "description", "type"] as [StaticString] {
                        #expect(entry?[member]?.string?.isEmpty == false, "\(item.key) entry \(index + 1): \(member)")
                    }
                    for member in ["required", "hideFromConsole", "internal", "active"] as [StaticString] {
                        #expect(entry?[member]?.boolean != nil, "\(item.key) entry \(index + 1): \(member)")
                    }
                    #expect(entry?["displayOrder"]?.integer != nil)
                }
            }
        }
    }
}
