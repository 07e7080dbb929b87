internal import JSON
internal import Problems

/// A Swagger 2.0 document made from an element's definition and what is defined for an instance. Lives as long as these.
struct Swagger {
    /// Where the API is, as a client says.
    struct Base {
        let scheme: String
        let host: String
        let path: String

        init(_ url: String) throws(Problem) {
            let parts = url.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, ["http", "https"].contains(parts[0]), parts[1].hasPrefix("//") else {
                throw Problem(.invalid, "baseUrl must begin with http:// or https://")
            }
            let rest = parts[1].dropFirst(2)
            let end = rest.firstIndex(of: "/") ?? rest.endIndex
            guard !rest[..<end].isEmpty else { throw Problem(.invalid, "baseUrl has no host") }
            scheme = String(parts[0])
            host = String(rest[..<end])
            path = rest[end...].isEmpty || rest[end...] == "/" ? Swagger.basePath : String(rest[end...])
        }
    }

    private static let basePath = "/elements/api-v2"

    private let element: JSONValue
    /// Each with its fields; of several with one name, the first counts.
    private let objects: [(name: String, object: JSONValue)]
    private let base: Base?
    private var operations: [Operation]

    /// - Parameter mappings: of an instance, by their names. They come before what the element brings along.
    init(_ element: JSONValue, _ mappings: [JSONValue], _ base: Base?) {
        self.element = element
        objects =
            mappings.flatMap { $0.members.map { (name: $0.key.utf8Text, object: $0.value) } }
            + (element["objects"]?.items ?? []).compactMap { object in
                guard let name = object["name"]?.string, object["fields"]?.count ?? 0 > 0 else { return nil }
                return (name: name, object: object)
            }
        self.base = base
        operations = Operation.all(of: element)
    }

    mutating func limit(to id: String) throws(Problem) {
        operations = operations.filter { $0.id == id }
        guard !operations.isEmpty else {
            throw Problem(.notFound, "No operation found with ID \(id.prefix(Limits.quotedKey))")
        }
    }

    // MARK: The document

    func json() throws(Problem) -> OwnedJSON {
        var info = OwnedJSON.object()
        info.set("title", .string(element["name"]?.string ?? element["key"]?.string ?? ""))
        info.set("description", .string(element["description"]?.string ?? ""))
        info.set("version", .string("api-v2"))
        var document = OwnedJSON.object()
        document.set("swagger", .string("2.0"))
        document.set("info", info)
        if let base { document.set("host", .string(base.host)) }
        document.set("basePath", .string(base?.path ?? Self.basePath))
        document.set("schemes", Self.list([base?.scheme ?? "https"]))
        document.set("consumes", Self.list([MediaType.json]))
        document.set("produces", Self.list([MediaType.json]))
        document.set("paths", paths())
        document.set("definitions", definitions())
        return document
    }

    private func paths() -> OwnedJSON {
        var paths = OwnedJSON.object()
        var done: Set<String> = []
        for path in operations.map(\.path) where done.insert(path).inserted {
            var methods = OwnedJSON.object()
            for operation in operations where operation.path == path {
                methods.set(operation.method.lowercased(), json(operation))
            }
            paths.set(path, methods)
        }
        return paths
    }

    private func json(_ operation: Operation) -> OwnedJSON {
        var ok = OwnedJSON.object()
        ok.set("description", .string("OK"))
        if let object = operation.object, objects.contains(where: { $0.name == object }) {
            var reference = OwnedJSON.object()
            reference.set("$ref", .string("#/definitions/\(object)"))
            ok.set("schema", reference)
        }
        var responses = OwnedJSON.object()
        responses.set("200", ok)
        var json = OwnedJSON.object()
        json.set("operationId", .string(operation.id))
        json.set("summary", .string(operation.description))
        json.set("tags", Self.list([element["hub"]?.string ?? element["key"]?.string ?? ""]))
        json.set("parameters", parameters(operation))
        json.set("responses", responses)
        return json
    }

    private func parameters(_ operation: Operation) -> OwnedJSON {
        var list = OwnedJSON.array()
        list.append(
            Self.parameter(
                "Authorization", in: "header", isRequired: true, "User <secret>, Organization <secret>, Element <token>"
            ))
        var named: Set<String> = []
        for parameter in operation.resource?["parameters"]?.items ?? [] {
            guard let name = parameter["name"]?.string, let place = Self.place(parameter["type"]?.string ?? "query"),
                place != "body", named.insert(name).inserted
            else { continue }
            list.append(
                Self.parameter(
                    name, in: place, isRequired: place == "path" || parameter["required"]?.boolean ?? false,
                    parameter["description"]?.string ?? ""))
        }
        for segment in operation.path.split(separator: "/") where segment.hasPrefix("{") && segment.hasSuffix("}") {
            let name = String(segment.dropFirst().dropLast())
            if named.insert(name).inserted { list.append(Self.parameter(name, in: "path", isRequired: true, "")) }
        }
        if ["POST", "PUT", "PATCH"].contains(operation.method) {
            var schema = OwnedJSON.object()
            schema.set("type", .string("object"))
            var body = OwnedJSON.object()
            body.set("name", .string("body"))
            body.set("in", .string("body"))
            body.set("required", .boolean(true))
            body.set("schema", schema)
            list.append(body)
        }
        return list
    }

    /// Where Swagger has a parameter of a type; nil for what no client sends.
    private static func place(_ type: String) -> String? {
        switch type {
        case "query", "path", "header", "body": type
        default: nil
        }
    }

    private static func parameter(
        _ name: String, in place: String, isRequired: Bool, _ description: String
    ) -> OwnedJSON {
        var parameter = OwnedJSON.object()
        parameter.set("name", .string(name))
        parameter.set("in", .string(place))
        parameter.set("description", .string(description))
        parameter.set("required", .boolean(isRequired))
        parameter.set("type", .string("string"))
        return parameter
    }

    // MARK: Objects

    /// Of the operations that are left: those of all objects, unless there is one operation only.
    func definitions() -> OwnedJSON {
        var definitions = OwnedJSON.object()
        let names = Set(operations.compactMap(\.object))
        var done: Set<String> = []
        for (name, object) in objects where operations.count != 1 || names.contains(name) {
            if done.insert(name).inserted { definitions.set(name, Self.schema(object)) }
        }
        return definitions
    }

    private static func schema(_ object: JSONValue) -> OwnedJSON {
        var properties = OwnedJSON.object()
        for field in object["fields"]?.items ?? [] {
            guard let path = field["path"]?.string else { continue }
            var property = OwnedJSON.object()
            property.set("type", .string(field["type"]?.string ?? "string"))
            properties.set(path, property)
        }
        var schema = OwnedJSON.object()
        schema.set("type", .string("object"))
        schema.set("properties", properties)
        return schema
    }

    private static func list(_ texts: [String]) -> OwnedJSON {
        var list = OwnedJSON.array()
        for text in texts { list.append(.string(text)) }
        return list
    }
}
