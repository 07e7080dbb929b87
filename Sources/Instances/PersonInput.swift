internal import JSON
internal import Problems

/// The members of a request about an account or user.
struct PersonInput {
    private let object: JSONValue

    /// - Parameter request: lives as long as the input.
    init(_ request: JSONValue) throws(Problem) {
        guard request.isObject else { throw Problem(.invalid, "the request is no JSON object") }
        object = request
    }

    /// Nil where the member is absent or null.
    func text(_ name: StaticString) throws(Problem) -> String? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let bytes = value.utf8, let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(.invalid, "\(name) must be a string")
        }
        return Markup.removed(from: text)
    }

    func required(_ name: StaticString) throws(Problem) -> String {
        guard let text = try text(name), !text.allSatisfy(\.isWhitespace) else {
            throw Problem(.invalid, "\(name) is required and missing")
        }
        return text
    }

    /// Under either of the names that the platform uses.
    func email() throws(Problem) -> String? {
        if let email = try text("email") { return email }
        return try text("emailAddress")
    }

    func boolean(_ name: StaticString) throws(Problem) -> Bool? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let boolean = value.boolean else { throw Problem(.invalid, "\(name) must be true or false") }
        return boolean
    }

    /// Role keys: strings, or objects with a `key`.
    func roles(_ name: StaticString) throws(Problem) -> [Role]? {
        guard let list = object[name], !list.isNull else { return nil }
        guard list.isArray else { throw Problem(.invalid, "\(name) must be an array of role keys") }
        var roles: [Role] = []
        for index in 0..<list.count {
            let key = list[item: index].flatMap { $0.string ?? $0["key"]?.string } ?? ""
            roles.append(try Self.role(key))
        }
        return roles
    }

    static func role(_ key: String) throws(Problem) -> Role {
        guard let role = Role(rawValue: key) else {
            throw Problem(.invalid, "No role found with key \(key.prefix(Limits.quotedKey))")
        }
        return role
    }
}
