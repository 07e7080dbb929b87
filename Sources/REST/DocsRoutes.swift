internal import Instances
internal import JSON
internal import Problems

/// The documentation of the resources of an instance or element in Swagger 2.0: contract I14 to I16 and 1.9.
enum DocsRoutes {
    static let table: [Route] =
        ["/instances/{instance}/docs", "/instances/docs"].flatMap { path in
            [
                Route("GET", path, all), Route("GET", path + "/{name}", operation),
                Route("GET", path + "/{name}/definitions", definitions),
            ]
        } + [Route("GET", "/elements/{element}/docs", ofElement).needing(.viewElements)]

    @Sendable private static func ofElement(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            let answer = try call.foundItem().document().read { element throws(Problem) in
                try swagger(element, [], call, call.query.text("operationId")).json()
            }
            guard let answer else { throw .outOfMemory }
            return Response(answer)
        }
    }

    private static func swagger(
        _ element: JSONValue, _ mappings: [JSONValue], _ call: Call, _ operation: String?
    ) throws(Problem) -> Swagger {
        let base = try call.query.text("baseUrl").map { text throws(Problem) in try Swagger.Base(text) }
        var swagger = Swagger(element, mappings, base)
        if let operation { try swagger.limit(to: operation) }
        return swagger
    }

    @Sendable private static func all(_ call: Call) throws(Refusal) -> Response {
        try documented(call, call.query.text("operationId")) { swagger throws(Problem) in try swagger.json() }
    }

    @Sendable private static func operation(_ call: Call) throws(Refusal) -> Response {
        try documented(call, call.values.name) { swagger throws(Problem) in try swagger.json() }
    }

    @Sendable private static func definitions(_ call: Call) throws(Refusal) -> Response {
        try documented(call, call.values.name) { swagger throws(Problem) in swagger.definitions() }
    }

    private static func documented(
        _ call: Call, _ operation: String?, _ body: (Swagger) throws(Problem) -> OwnedJSON
    ) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            let id = try call.instance()
            let key = try call.session.instance(id).read { $0["element"]?["key"]?.string } ?? nil
            guard let item = key.flatMap(call.session.validator.catalogue.item(key:)) else {
                throw Problem(.notFound, "No element found for instance \(id)")
            }
            let definitions = try call.session.mappings(.definition, id)
            let transformations = try call.session.mappings(.transformation, id)
            let answer = try item.document().read { element throws(Problem) in
                try definitions.read { definitions throws(Problem) in
                    try transformations.read { transformations throws(Problem) in
                        try body(swagger(element, [definitions, transformations], call, operation))
                    }
                }
            }
            guard case .some(.some(.some(let answer))) = consume answer else { throw .outOfMemory }
            return Response(answer)
        }
    }
}
