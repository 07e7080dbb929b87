internal import Elements
internal import Instances
internal import JSON
internal import Problems

/// A request on its way to the handler of its route.
struct Call {
    let authorized: Authorized
    let values: PathValues
    let query: Query
    let headers: RequestHeaders
    let body: UnsafeRawBufferPointer

    var session: Session { authorized.session }

    // MARK: What the path names

    /// The instance of the path, or of the Element part where the path has none.
    func instance() throws(Problem) -> Int64 {
        guard let id = values.instance ?? authorized.instance else {
            throw Problem(.unauthorized, "Invalid Organization or User secret, or invalid Element token provided.")
        }
        guard let element = try element() else { return id }
        let isOfElement = try session.instance(id).read { $0["element"]?["key"]?.string == element.key }
        // The same words as for an instance that is none.
        guard isOfElement ?? false else { throw Problem(.notFound, "No instance found with ID \(id)") }
        return id
    }

    /// The path's element; nil for a path without one.
    func element() throws(Problem) -> CatalogueItem? {
        guard let name = values.element else { return nil }
        return try session.element(named: name)
    }

    // MARK: Conditions

    /// The version of If-Match: the one that the instance must have for the request to be carried out.
    func expectedVersion() throws(Problem) -> Int64? {
        guard let header = headers.ifMatch, header != "*" else { return nil }
        let digits = header.hasPrefix("\"") && header.hasSuffix("\"") ? String(header.dropFirst().dropLast()) : header
        guard let version = PathPattern.number(digits) else {
            throw Problem(.invalid, "If-Match must be the version of the instance in quotes: \"3\"")
        }
        return version
    }

    static func version(of instance: borrowing OwnedJSON) -> Int64 {
        // A new instance shows none.
        instance.read { $0["version"]?.integer }.flatMap { $0 } ?? 1
    }

    func idempotencyKey() throws(Problem) -> String? {
        guard let key = headers.idempotencyKey else { return nil }
        guard key.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw Problem(.invalid, "Idempotency-Key must be printable ASCII")
        }
        return key
    }
}

extension Response {
    /// A success that shows an instance.
    init(instance: consuming OwnedJSON) {
        let version = Call.version(of: instance)
        self.init(instance)
        setVersion(version)
    }

    /// What If-Match takes.
    mutating func setVersion(_ version: Int64) {
        add("ETag", "\"\(version)\"")
    }
}
