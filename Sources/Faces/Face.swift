internal import Elements
package import JSON
package import Problems
package import Validation

/// What can be made of an element's rules for others to use. All of them are read off the rules by which requests are
/// judged; none has rules of its own.
package enum Face: String, Sendable, CaseIterable {
    /// JSON Schema (2020-12) of a request.
    case jsonSchema = "json-schema"
    /// A request with placeholders to fill in.
    case example
    /// The fields of a form.
    case form
    /// A page for people.
    case markdown

    /// - Parameter isFoundByID: whether a request may name the element by its id, which another may have too.
    package func describe(_ rules: ElementRules, isFoundByID: Bool) throws(Problem) -> OwnedJSON {
        switch self {
        case .jsonSchema: try JSONSchema.request(rules, isFoundByID: isFoundByID)
        case .example: Example.request(rules)
        case .form: Form.document(rules)
        case .markdown: .string(MarkdownPage(rules).text)
        }
    }
}

extension OwnedJSON {
    static func strings(_ texts: [String]) -> OwnedJSON {
        var array = OwnedJSON.array()
        for text in texts { array.append(.string(text)) }
        return array
    }

    /// An object with one member.
    static func object(_ name: StaticString, _ value: consuming OwnedJSON) -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set(name, value)
        return object
    }
}
