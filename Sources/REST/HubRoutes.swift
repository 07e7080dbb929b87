internal import Elements
internal import Instances
internal import JSON
internal import Problems

/// Hubs: what elements of one kind have in common. Contract 1.10. There is one for each hub that an element names.
enum HubRoutes {
    static let table: [Route] = [
        Route("GET", "/hubs", list).needing(.viewElements),
        Route("GET", "/hubs/keys", keys).needing(.viewElements),
        Route("GET", "/hubs/{name}", get).needing(.viewElements).yieldingToResources(),
        Route("GET", "/hubs/{name}/elements", elements).needing(.viewElements).yieldingToResources(),
    ]

    @Sendable private static func list(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            let isHydrated = try call.query.boolean("hydrate") ?? false
            var list = OwnedJSON.array()
            for hub in try hubs(call) { list.append(try json(hub, isHydrated)) }
            return Response(list)
        }
    }

    @Sendable private static func keys(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            var list = OwnedJSON.array()
            for hub in try hubs(call) { list.append(.string(hub.key)) }
            return Response(list)
        }
    }

    @Sendable private static func get(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            Response(try json(try hub(call), try call.query.boolean("hydrate") ?? false))
        }
    }

    @Sendable private static func elements(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in try ElementLists.list(call, ofHub: try hub(call).key) }
    }

    // MARK: What a hub is

    private typealias Hub = (key: String, elements: [CatalogueItem])

    /// Of the elements that the user may see, by key.
    private static func hubs(_ call: Call) throws(Problem) -> [Hub] {
        var elements: [String: [CatalogueItem]] = [:]
        for item in try call.session.elementItems() {
            if let hub = try item.read().hub { elements[hub, default: []].append(item) }
        }
        return elements.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func hub(_ call: Call) throws(Problem) -> Hub {
        let key = (call.values.name ?? "").lowercased()
        guard let hub = try hubs(call).first(where: { $0.key.lowercased() == key }) else {
            throw Problem(.notFound, "No hub found with key \(QuotedKey.text(key.utf8))")
        }
        return hub
    }

    private static func json(_ hub: Hub, _ isHydrated: Bool) throws(Problem) -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("key", .string(hub.key))
        object.set("name", .string(hub.key))
        object.set("active", .boolean(true))
        if isHydrated { object.set("resources", try resources(hub)) }
        return object
    }

    /// What any of the elements can be asked for.
    private static func resources(_ hub: Hub) throws(Problem) -> OwnedJSON {
        var list = OwnedJSON.array()
        var done: Set<String> = []
        for item in hub.elements {
            let resources = try item.document().read { element in
                var resources = OwnedJSON.array()
                for operation in Operation.all(of: element) {
                    let path = operation.path.hasPrefix("/hubs/") ? operation.path : "/hubs/\(hub.key)\(operation.path)"
                    guard done.insert("\(operation.method) \(path)").inserted else { continue }
                    var resource = OwnedJSON.object()
                    resource.set("method", .string(operation.method))
                    resource.set("path", .string(path))
                    resource.set("description", .string(operation.description))
                    resources.append(resource)
                }
                return resources
            }
            guard let resources else { throw .outOfMemory }
            _ = resources.read { for resource in $0.items { list.append(.shared(resource)) } }
        }
        return list
    }
}
