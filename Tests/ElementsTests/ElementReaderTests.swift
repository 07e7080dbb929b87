import Problems
import Testing

@testable import Elements

@Suite("Reading definitions")
struct ElementReaderTests {
    @Test("A definition of next to nothing has sensible facts")
    func minimal() throws {
        let element = try element("{\"key\": \"acme\"}")
        #expect(element.key == "acme" && element.name == "acme" && element.description == "")
        #expect(element.image == nil && element.hub == nil && element.authentication == "custom")
        #expect(element.isActive && !element.isDeleted && !element.isOAuth && !element.isTrialAccount)
        #expect(element.entries.isEmpty)
        #expect(element.entry("username") == nil)
        #expect(element.id > 1_000_000)
    }

    @Test("An id that is derived is the same every time, and another for another key")
    func derivedID() throws {
        let ids = try ["acme", "acmf", "emca", "a"].map { try element("{\"key\": \"\($0)\"}").id }
        #expect(Set(ids).count == 4)
        #expect(try element("{\"key\": \"acme\", \"name\": \"other\"}").id == ids[0])
        #expect(try element("{\"key\": \"acme\", \"id\": null}").id == ids[0])
    }

    @Test("A definition that says everything is read as it says")
    func full() throws {
        let element = try element(
            """
            {"id": 7, "key": "k", "name": "N", "description": "D", "image": "I", "hub": "CRM",
             "authentication": {"type": "oauth2"}, "active": false, "deleted": true, "trialAccount": true,
             "configuration": [
               {"key": "b", "displayOrder": 2, "type": "BOOLEAN_YESNO", "defaultValue": "true"},
               {"key": "a", "displayOrder": 1, "name": "A", "description": "d", "type": "COMBO", "required": true,
                "hideFromConsole": true, "internal": true,
                "options": [{"value": "x", "description": "X"}, {"value": "y"}], "example": "x"},
               {"key": "a2", "displayOrder": 1, "type": "TEXTFIELD_64", "defaultValue": ""},
               {"key": "a0", "type": "CODE_EDITOR"},
               {"key": "c", "displayOrder": 3, "type": "SOMETHING_NEW", "format": "integer"}],
             "resources": [{"anything": "else"}]}
            """)
        #expect(element.id == 7 && element.name == "N" && element.description == "D" && element.image == "I")
        #expect(element.hub == "crm" && element.authentication == "oauth2" && element.isOAuth)
        #expect(!element.isActive && element.isDeleted && element.isTrialAccount)
        // And what every OAuth 2 element has.
        let tokens = ["oauth.user.token", "oauth.user.refresh_token"]
        #expect(element.entries.map(\.key) == ["a0", "a", "a2", "b", "c"] + tokens)
        #expect(tokens.allSatisfy { element.entry($0)?.isSecret ?? false })
        let a = try #require(element.entry("a"))
        #expect(a.name == "A" && a.description == "d" && a.type == .combo && a.isRequired && !a.mustBeSupplied)
        #expect(a.isHidden && a.isInternal && a.options.map(\.value) == ["x", "y"])
        #expect(a.options.map(\.label) == ["X", "y"] && a.example == "x")
        #expect(element.entry("a0")?.type == .codeEditor && element.entry("a0")?.type.isMultiline == true)
        #expect(element.entry("a2")?.type.maximumLength == 64)
        #expect(element.entry("a2")?.defaultValue == nil)
        #expect(element.entry("b")?.type.isBoolean == true && element.entry("b")?.defaultValue == "true")
        #expect(element.entry("c")?.type == .other("SOMETHING_NEW") && element.entry("c")?.format == .integer)
    }

    @Test("A required entry with a default need not be supplied, nor an internal one; with an empty default it must")
    func mustBeSupplied() throws {
        let element = try element(
            entries: """
                {"key": "a", "required": true, "defaultValue": "x"}, {"key": "b", "required": true, "defaultValue": ""},
                {"key": "c", "required": true, "defaultValue": null}, {"key": "d", "defaultValue": null},
                {"key": "e", "required": true, "internal": true}
                """)
        #expect(element.entries.filter(\.mustBeSupplied).map(\.key) == ["b", "c"])
    }

    @Test(
        "Types",
        arguments: [
            ("TEXTFIELD_32", EntryType.textField(maximum: 32)), ("TEXTFIELD_1000", .textField(maximum: 1_000)),
            ("TEXTFIELD_", .other("TEXTFIELD_")), ("TEXTFIELD_0", .other("TEXTFIELD_0")),
            ("TEXTFIELD_-5", .other("TEXTFIELD_-5")), ("TEXTFIELD_x", .other("TEXTFIELD_x")),
            ("TEXTFIELD_99999999999999999999", .other("TEXTFIELD_99999999999999999999")), ("TEXTAREA", .textArea),
            ("PASSWORD", .password), ("BOOLEAN", .boolean), ("BOOLEAN_YESNO", .booleanYesNo), ("COMBO", .combo),
            ("CODE_EDITOR", .codeEditor), ("boolean", .other("boolean")), ("", .other("")),
        ])
    func types(name: String, type: EntryType) { #expect(EntryType(name) == type) }

    // MARK: Malformed definitions

    /// What is wrong with a definition, and what the problem must name beside its source.
    struct Faulty: Sendable, CustomTestStringConvertible {
        let definition: String
        let names: [String]

        init(_ definition: String, _ names: String...) {
            self.definition = definition
            self.names = names
        }

        /// An entry behind a right one.
        static func entry(_ second: String, _ names: String...) -> Faulty {
            var faulty = Faulty("{\"key\": \"k\", \"configuration\": [{\"key\": \"right\"}, \(second)]}")
            faulty = Faulty(faulty.definition, names: ["configuration entry 2"] + names)
            return faulty
        }

        private init(_ definition: String, names: [String]) {
            self.definition = definition
            self.names = names
        }

        var testDescription: String { definition }
    }

    @Test(
        "A malformed definition is refused with its source, its entry and its member",
        arguments: [
            Faulty("[]", "JSON object"), Faulty("null", "JSON object"), Faulty("\"freshservice\"", "JSON object"),
            Faulty("{}", "\"key\""), Faulty("{\"key\": \"\"}", "\"key\""),
            Faulty("{\"key\": 5}", "\"key\"", "no string"),
            Faulty("{\"key\": null}", "\"key\""), Faulty("{\"key\": \"k\", \"name\": 5}", "\"name\"", "no string"),
            Faulty("{\"key\": \"k\", \"description\": []}", "\"description\""),
            Faulty("{\"key\": \"k\", \"image\": true}", "\"image\""),
            Faulty("{\"key\": \"k\", \"hub\": {}}", "\"hub\""),
            Faulty("{\"key\": \"k\", \"id\": \"650\"}", "\"id\"", "no integer"),
            Faulty("{\"key\": \"k\", \"id\": 1.5}", "\"id\"", "no integer"),
            Faulty("{\"key\": \"k\", \"active\": \"true\"}", "\"active\"", "neither true nor false"),
            Faulty("{\"key\": \"k\", \"deleted\": 0}", "\"deleted\""),
            Faulty("{\"key\": \"k\", \"typeOauth\": \"no\"}", "\"typeOauth\""),
            Faulty("{\"key\": \"k\", \"trialAccount\": 1}", "\"trialAccount\""),
            Faulty("{\"key\": \"k\", \"authentication\": \"basic\"}", "\"authentication\""),
            Faulty("{\"key\": \"k\", \"authentication\": {\"type\": 5}}", "\"type\""),
            Faulty("{\"key\": \"k\", \"configuration\": {}}", "\"configuration\"", "array"),
            Faulty("{\"key\": \"k\", \"configuration\": \"x\"}", "\"configuration\"", "array"),
            .entry("5", "must be an object"), .entry("null", "must be an object"), .entry("{}", "\"key\""),
            .entry("{\"key\": \"\"}", "\"key\""), .entry("{\"key\": []}", "\"key\""),
            .entry("{\"key\": \"right\"}", "repeats", "\"right\""),
            .entry("{\"key\": \"e\", \"name\": 1}", "\"name\""),
            .entry("{\"key\": \"e\", \"description\": {}}", "\"description\""),
            .entry("{\"key\": \"e\", \"type\": 32}", "\"type\""),
            .entry("{\"key\": \"e\", \"defaultValue\": false}", "\"defaultValue\"", "no string"),
            .entry("{\"key\": \"e\", \"defaultValue\": 30}", "\"defaultValue\"", "no string"),
            .entry("{\"key\": \"e\", \"required\": \"true\"}", "\"required\""),
            .entry("{\"key\": \"e\", \"displayOrder\": \"1\"}", "\"displayOrder\""),
            .entry("{\"key\": \"e\", \"hideFromConsole\": 1}", "\"hideFromConsole\""),
            .entry("{\"key\": \"e\", \"internal\": \"\"}", "\"internal\""),
            .entry("{\"key\": \"e\", \"secret\": \"yes\"}", "\"secret\""),
            .entry("{\"key\": \"e\", \"format\": \"uri\"}", "format", "\"uri\""),
            .entry("{\"key\": \"e\", \"format\": 5}", "\"format\""),
            .entry("{\"key\": \"e\", \"options\": \"a,b\"}", "\"options\""),
            .entry("{\"key\": \"e\", \"options\": [\"a\", \"b\"]}", "\"options\""),
            .entry("{\"key\": \"e\", \"options\": [{\"description\": \"a\"}]}", "\"options\""),
        ])
    func faulty(_ faulty: Faulty) throws {
        let problem = try #require(throws: Problem.self) {
            try element(faulty.definition, source: "folder/acme.json")
        }
        #expect(problem.status == .invalid)
        #expect(problem.message.contains("\"folder/acme.json\""))
        for name in faulty.names { #expect(problem.message.contains(name)) }
    }

    @Test(
        "A definition that is no JSON is refused with its place",
        arguments: [
            ("{\n  \"key\": \"k\",\n}", "line 2, column 13"), ("", "line 1, column 1"),
            ("{\"key\": \"a\", \"key\": \"b\"}", "line 1, column 14"),
        ])
    func malformed(definition: String, place: String) throws {
        let problem = try #require(throws: Problem.self) { try element(definition, source: "a.json") }
        #expect(problem.status == .malformed)
        #expect(problem.message.contains("\"a.json\"") && problem.message.contains(place))
    }
}
