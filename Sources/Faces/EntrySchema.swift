internal import Elements
internal import JSON
internal import Problems
internal import Validation

/// The schema of one configuration entry.
enum EntrySchema {
    static func of(_ index: Int, _ rules: ElementRules) throws(Problem) -> OwnedJSON {
        let entry = rules.element.entries[index]
        var schema = OwnedJSON.object("title", .string(entry.name))
        if !entry.description.isEmpty { schema.set("description", .string(entry.description)) }
        if entry.isSecret {
            schema.set("writeOnly", .boolean(true))
        } else {
            if let standard = entry.defaultValue { schema.set("default", .string(standard)) }
            // Others get a warning only, so this is no enumeration.
            let examples = entry.options.isEmpty ? entry.example.map { [$0] } ?? [] : entry.options.map(\.value)
            if !examples.isEmpty { schema.set("examples", .strings(examples)) }
        }
        let rule = rules.rules[index]
        guard let odd = try oddDefault(index, rules) else {
            constrain(&schema, rule)
            return schema
        }
        var constraint = OwnedJSON.object()
        constrain(&constraint, rule)
        var either = OwnedJSON.array()
        either.append(.object("const", .string(odd)))
        either.append(constraint)
        schema.set("anyOf", either)
        return schema
    }

    /// A default is accepted even if its own rule would refuse it.
    private static func oddDefault(_ index: Int, _ rules: ElementRules) throws(Problem) -> String? {
        let entry = rules.element.entries[index]
        guard let standard = entry.defaultValue, !entry.isSecret else { return nil }
        return try rules.faults(of: standard, entry: index).contains(where: \.isError) ? standard : nil
    }

    private static func constrain(_ schema: inout OwnedJSON, _ rule: EntryRule) {
        schema.set("type", .strings(types(rule) + (rule.mustBeSupplied ? [] : ["null"])))
        schema.set("pattern", .string(pattern(rule)))
        if rule.kind == .hostLabel { schema.set("minimum", .integer(0)) }
    }

    /// The types of values that are taken. Values that are no text are stored as their JSON.
    private static func types(_ rule: EntryRule) -> [String] {
        switch rule.kind {
        case .line, .lines, .json: ["string", "boolean", "number", "object", "array"]
        case .boolean: ["string", "boolean"]
        case .hostLabel, .integer: ["string", "integer"]
        case .url: ["string"]
        case .integerOrJSON: ["string", "integer", "object", "array"]
        }
    }

    /// Of a text.
    private static func pattern(_ rule: EntryRule) -> String {
        // Nothing but blanks is nothing, or kept as it is; only an entry that must be supplied needs more.
        let optional = rule.mustBeSupplied ? "" : "\(Pattern.blanks)|"
        return Pattern.whole("(?:\(optional)\(Pattern.of(rule.kind)))")
    }
}
