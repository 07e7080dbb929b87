internal import Elements
internal import JSON
internal import Validation

/// What depends on the way to authenticate: the entries that only some ways need, and what the vendor's page gave.
enum AuthenticationSchema {
    static func add(to schema: inout OwnedJSON, _ rules: ElementRules) {
        var all = OwnedJSON.array()
        var isAny = false
        for (index, way) in rules.ways.enumerated() {
            let own = rules.element.entries.indices.filter { way.needs($0) && !rules.rules[$0].mustBeSupplied }
            guard !own.isEmpty else { continue }
            let keys = own.map { rules.element.entries[$0].key }
            // A value that is none of the ways chooses the standard one.
            let others = rules.ways.dropFirst().map(\.name)
            all.append(
                when(
                    index > 0
                        ? configured(JSONSchema.text(Pattern.word(way.name)))
                        : .object("not", configured(JSONSchema.text(Pattern.word(others)))),
                    JSONSchema.member("configuration", JSONSchema.given(keys))))
            isAny = true
        }
        for kind in [AuthenticationKind.oauth1, .oauth2] {
            guard let condition = isChosen(kind, rules) else { continue }
            all.append(when(condition, providerData(kind)))
            isAny = true
        }
        if isAny { schema.set("allOf", all) }
    }

    /// Nil where no request can choose the kind.
    private static func isChosen(_ kind: AuthenticationKind, _ rules: ElementRules) -> OwnedJSON? {
        let isStandard = rules.ways[0].kind == kind
        guard rules.authenticationType != nil else { return isStandard ? .object() : nil }
        let named = configured(JSONSchema.text(Pattern.word(kind == .oauth1 ? "oauth1" : "oauth2")))
        guard isStandard else { return named }
        return JSONSchema.anyOf(named, .object("not", configured(JSONSchema.text("[^\\t-\\r ]"))))
    }

    /// A request whose entry `authentication.type` has a value.
    private static func configured(_ value: consuming OwnedJSON) -> OwnedJSON {
        JSONSchema.member("configuration", JSONSchema.member(Element.authenticationEntry, value))
    }

    private static func when(_ condition: consuming OwnedJSON, _ then: consuming OwnedJSON) -> OwnedJSON {
        var schema = OwnedJSON.object("if", condition)
        schema.set("then", then)
        return schema
    }

    /// What the vendor's page gave; or the tokens, of a caller who has been there himself.
    private static func providerData(_ kind: AuthenticationKind) -> OwnedJSON {
        let data = JSONSchema.given(kind.providerData.map { "\($0)" }, orEmptyObject: true)
        var schema = OwnedJSON.object(
            "if", JSONSchema.member("externalAuthentication", .object("const", .string("initial"))))
        schema.set("then", JSONSchema.member("configuration", tokens(kind)))
        schema.set("else", JSONSchema.member("providerData", data))
        return schema
    }

    /// Of OAuth 2 either token will do.
    private static func tokens(_ kind: AuthenticationKind) -> OwnedJSON {
        guard kind == .oauth2 else { return JSONSchema.given(kind.tokenEntries) }
        var either = OwnedJSON.array()
        for key in kind.tokenEntries { either.append(JSONSchema.given(key)) }
        return .object("anyOf", either)
    }
}
