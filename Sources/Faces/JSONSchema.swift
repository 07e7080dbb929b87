private import Elements
internal import JSON
internal import Problems
internal import Validation

/// JSON Schema (2020-12) of what the rules refuse, and of nothing else: what gets a warning only is valid here too.
enum JSONSchema {
    static func request(_ rules: ElementRules, isFoundByID: Bool) throws(Problem) -> OwnedJSON {
        let isNeeded = rules.rules.contains(where: \.mustBeSupplied)
        let configuration = OwnedJSON.object("$ref", .string("#/$defs/configuration"))
        var properties = OwnedJSON.object()
        properties.set("element", element(rules.element, isFoundByID: isFoundByID))
        properties.set("configuration", isNeeded ? configuration : anyOf(configuration, type("null")))
        properties.set("providerData", .object("type", .strings(["object", "null"])))
        var tags = OwnedJSON.object("type", .strings(["array", "null"]))
        tags.set("items", type("string"))
        tags.set("maxItems", .integer(Int64(Limits.tags)))
        properties.set("tags", tags)
        properties.set("name", .object("type", .strings(["string", "null"])))

        var schema = OwnedJSON.object()
        schema.set("$schema", .string("https://json-schema.org/draft/2020-12/schema"))
        schema.set("title", .string("Request for an instance of \(rules.element.name)"))
        schema.set("type", .string("object"))
        schema.set("properties", properties)
        schema.set("required", .strings(["element"] + (isNeeded ? ["configuration"] : [])))
        AuthenticationSchema.add(to: &schema, rules)
        schema.set("$defs", .object("configuration", try self.configuration(rules)))
        return schema
    }

    /// A key counts before an id; an empty one says no more than none.
    private static func element(_ element: Element, isFoundByID: Bool) -> OwnedJSON {
        let key = OwnedJSON.object("key", .object("const", .string(element.key)))
        var schema = type("object")
        guard isFoundByID else {
            schema.set("properties", key)
            schema.set("required", .strings(["key"]))
            return schema
        }
        let number = OwnedJSON.object("const", .integer(element.id))
        schema.set("if", given("key"))
        schema.set("then", .object("properties", key))
        schema.set("else", member("id", anyOf(number, text(Pattern.whole("[+]?0*\(element.id)")))))
        return schema
    }

    private static func configuration(_ rules: ElementRules) throws(Problem) -> OwnedJSON {
        let element = rules.element
        let needed = element.entries.indices.filter { rules.rules[$0].mustBeSupplied }
        var properties = OwnedJSON.object()
        for index in element.entries.indices {
            properties.set(element.entries[index].key, try EntrySchema.of(index, rules))
        }
        var schema = OwnedJSON.object("$anchor", .string("configuration"))
        schema.set("title", .string("Configuration of \(element.name)"))
        schema.set("type", .string("object"))
        schema.set("properties", properties)
        schema.set("required", .strings(needed.map { element.entries[$0].key }))
        schema.set("maxProperties", .integer(Int64(Limits.configurationEntries)))
        if let on = rules.eventsEnabled, let callback = rules.eventsCallback,
            element.entries[callback].defaultValue == nil
        {
            let word = text(Pattern.word("true"))
            schema.set("if", member(element.entries[on].key, anyOf(.object("const", .boolean(true)), word)))
            schema.set("then", given(element.entries[callback].key))
        }
        return schema
    }

    // MARK: Parts

    static func type(_ name: StaticString) -> OwnedJSON { .object("type", .string(name)) }

    static func anyOf(_ one: consuming OwnedJSON, _ other: consuming OwnedJSON) -> OwnedJSON {
        var either = OwnedJSON.array()
        either.append(one)
        either.append(other)
        return .object("anyOf", either)
    }

    /// An object that has a member, with a value.
    static func member(_ name: String, _ value: consuming OwnedJSON) -> OwnedJSON {
        var properties = OwnedJSON.object()
        properties.set(name, value)
        var schema = OwnedJSON.object("properties", properties)
        schema.set("required", .strings([name]))
        return schema
    }

    /// An object whose members of these names are more than null or an empty text.
    ///
    /// - Parameter orEmptyObject: whether an empty object is nothing either.
    static func given(_ names: [String], orEmptyObject: Bool = false) -> OwnedJSON {
        var properties = OwnedJSON.object()
        for name in names {
            var nothing = OwnedJSON.array()
            nothing.append(.null())
            nothing.append(.string(""))
            if orEmptyObject { nothing.append(.object()) }
            properties.set(name, .object("not", .object("enum", nothing)))
        }
        var schema = type("object")
        schema.set("properties", properties)
        schema.set("required", .strings(names))
        return schema
    }

    static func given(_ name: String) -> OwnedJSON { given([name]) }

    static func text(_ pattern: String) -> OwnedJSON {
        var schema = type("string")
        schema.set("pattern", .string(pattern))
        return schema
    }
}
