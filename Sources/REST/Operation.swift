internal import JSON

/// What a client may call of an element's instances: a resource of its definition, or one that every element has. Lives
/// as long as the definition.
struct Operation {
    let method: String
    let path: String
    let id: String
    let description: String
    /// Name of what it is about.
    let object: String?
    /// Of the definition; nil for what every element has.
    let resource: JSONValue?

    static func all(of element: JSONValue) -> [Operation] {
        var operations = (element["resources"]?.items ?? []).compactMap(Operation.init(resource:))
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
}

extension Operation {
    /// - Returns: nil for one of the types that are for the platform itself.
    private init?(resource: JSONValue) {
        guard resource["type"]?.string ?? "api" == "api", let path = resource["path"]?.string,
            let method = resource["method"]?.string?.uppercased()
        else { return nil }
        let short = path.split(separator: "/").drop { $0 == "hubs" }
        let id =
            resource["operationId"]?.string
            ?? ([method] + short.map { $0.filter { !"{}".contains($0) } }).joined(separator: "-")
        self.init(
            method: method, path: path.hasPrefix("/") ? path : "/" + path, id: id,
            description: resource["description"]?.string ?? "",
            object: resource["objectName"]?.string ?? resource["object"].flatMap { $0.string ?? $0["name"]?.string },
            resource: resource)
    }
}
