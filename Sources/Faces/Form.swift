internal import Elements
internal import JSON
internal import Validation

/// The fields of a form, in the order in which a user interface shows them.
enum Form {
    static func document(_ rules: ElementRules) -> OwnedJSON {
        let element = rules.element
        var form = OwnedJSON.object()
        form.set("element", .string(element.key))
        form.set("title", .string(element.name))
        form.set("help", .string(element.description))
        form.set("image", .string(orNull: element.image))
        var ways = OwnedJSON.array()
        for way in rules.ways {
            var object = OwnedJSON.object("name", .string(way.name))
            let needed = element.entries.indices.filter(way.needs).map { element.entries[$0].key }
            object.set("required", .strings(needed))
            object.set("providerData", .strings(way.kind.providerData.map { "\($0)" }))
            ways.append(object)
        }
        form.set("ways", ways)
        var fields = OwnedJSON.array()
        for index in element.entries.indices { fields.append(field(index, rules)) }
        form.set("fields", fields)
        return form
    }

    private static func field(_ index: Int, _ rules: ElementRules) -> OwnedJSON {
        let entry = rules.element.entries[index]
        var field = OwnedJSON.object()
        field.set("key", .string(entry.key))
        field.set("label", .string(entry.name))
        field.set("kind", .string(kind(entry, rules.rules[index])))
        field.set("help", .string(entry.description))
        field.set("required", .boolean(rules.rules[index].mustBeSupplied))
        field.set("ways", .strings(entry.authenticationTypes))
        field.set("secret", .boolean(entry.isSecret))
        field.set("hidden", .boolean(entry.isHidden || entry.isInternal))
        field.set("default", entry.isSecret ? .null() : .string(orNull: entry.defaultValue))
        var options = OwnedJSON.array()
        for option in entry.options {
            var item = OwnedJSON.object("value", .string(option.value))
            item.set("label", .string(option.label))
            options.append(item)
        }
        field.set("options", options)
        field.set("maximumLength", entry.type.maximumLength.map { .integer(Int64($0)) } ?? .null())
        field.set("suffix", .string(orNull: rules.hostSuffixes[index]))
        field.set("example", .string(orNull: entry.example))
        return field
    }

    private static func kind(_ entry: ConfigurationEntry, _ rule: EntryRule) -> StaticString {
        if !entry.options.isEmpty { return "choice" }
        switch rule.kind {
        case .boolean: return "boolean"
        case .integer: return "integer"
        case .url: return "url"
        case .json: return "json"
        case .lines: return "multiline"
        case .line, .hostLabel, .integerOrJSON: return entry.isSecret ? "password" : "text"
        }
    }
}
