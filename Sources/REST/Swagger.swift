internal import JSON
internal import Problems

/// A Swagger 2.0 document made from an element's definition and what is defined for one instance. Lives as long as these.
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

    private struct Operation {
        let method: String
        let path: String
        let id: String
        let description: String
        /// Name of what it is about.
        let object: String?
        /// Of the definition; nil for what every element has.
        let resource: JSONValue?
    }

    private static let basePath = "/elements/api-v2"

    private let element: JSONValue
    /// By name, each with its fields.
    private let objects: [JSONValue]
    private let base: Base?
    private var operations: [Operation]

    init(_ element: JSONValue, _ objects: [JSONValue], _ base: Base?) {
        self.element = element
        self.objects = objects
        self.base = base
        operations = Self.operations(of: element)
    }

    mutating func limit(to id: String) throws(Problem) {
        operations = operations.filter { $0.id == id }
        guard !operations.isEmpty else {
            throw Problem(.notFound, "No operation found with ID \(id.prefix(Limits.quotedKey))")
        }
    }

    private static func operations(of element: JSONValue) -> [Operation] {
        var operations: [Operation] = []
        for resource in element["resources"].map(items) ?? [] {
            // The other types are for the platform itself.
            guard resource["type"]?.string ?? "api" == "api", let path = resource["path"]?.string,
                let method = resource["method"]?.string?.uppercased()
            else { continue }
            let short = path.split(separator: "/").drop { $0 == "hubs" }
            let name =
                resource["operationId"]?.string
                ?? ([method] + short.map { $0.filter { !"{}".contains($0) } }).joined(separator: "-")
            operations.append(
                Operation(
                    method: method, path: path.hasPrefix("/") ? path : "/" + path, id: name,
                    description: resource["description"]?.string ?? "", object: object(of: resource), resource: resource
                ))
        }
        for (path, id, description) in [
            ("/ping", "GET-ping", "Whether the vendor can be reached"),
            ("/objects", "GET-objects", "The names of the vendor's objects"),
            ("/objects/{objectName}/metadata", "GET-objects-objectName-metadata", "The fields of an object"),
        ] where !operations.contains(where: { $0.path == path }) {
            operations.append(
                Operation(method: "GET", path: path, id: id, description: description, object: nil, resource: nil))
        }
        return operations
    }

    private static func object(of resource: JSONValue) -> String? {
        resource["object"].flatMap { $0.string ?? $0["name"]?.string }
    }

    private static func items(_ list: JSONValue) -> [JSONValue] { (0..<list.count).compactMap { list[item: $0] } }

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
        if let object = operation.object, fields(of: object) != nil {
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
        for parameter in (operation.resource?["parameters"]).map(Self.items) ?? [] {
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
        for object in objects {
            for (key, value) in object.members {
                let name = key.utf8Text
                guard operations.count != 1 || names.contains(name), done.insert(name).inserted else { continue }
                definitions.set(name, Self.schema(value))
            }
        }
        return definitions
    }

    private func fields(of name: String) -> JSONValue? {
        for object in objects {
            if let found = object.members.first(where: { $0.key.utf8Text == name }) { return found.value }
        }
        return nil
    }

    private static func schema(_ object: JSONValue) -> OwnedJSON {
        var properties = OwnedJSON.object()
        for field in object["fields"].map(items) ?? [] {
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
