internal import Instances
internal import JSON
internal import Problems

/// Finds the route of a request.
enum Router {
    static let routes =
        InstanceRoutes.table + PollingRoutes.table + MappingRoutes.table + DocsRoutes.table + EventRoutes.table
        + ElementRoutes.table + ElementDefinitionRoutes.table + ElementPartRoutes.table + ElementOAuthRoutes.table
        + HubRoutes.table + PeopleRoutes.table

    static func route(
        _ method: String, _ path: [String], _ authorized: Authorized
    ) throws(Failure) -> (Route, PathValues) {
        var methods: [String] = []
        for route in routes where !(route.yieldsToResources && authorized.instance != nil) {
            guard let values = route.path.match(path) else { continue }
            guard !authorized.isForResourcesOnly else {
                throw .refusal(.problem(Provisioner.unauthorized))
            }
            if route.method == method { return (route, values) }
            methods.append(route.method)
        }
        guard methods.isEmpty else {
            if methods.contains("GET") { methods.append("HEAD") }
            throw .methodNotAllowed("\(shown(path)) does not know \(quoted(method))", allowed: methods)
        }
        throw .refusal(.problem(try failures { () throws(Problem) in try unknown(method, path, authorized) }))
    }

    /// What is left is a resource of the instance, when there is one. Those are not part of this library yet.
    private static func unknown(
        _ method: String, _ path: [String], _ authorized: Authorized
    ) throws(Problem) -> Problem {
        if let right = withoutSlips(path) {
            return Problem(.notFound, "there is no \(shown(path)); did you mean \(shown(right))?")
        }
        guard let id = authorized.instance else {
            return Problem(.notFound, "there is no \(quoted(method)) \(shown(path)) in this API")
        }
        // The list of objects stays readable.
        let isDisabled = try authorized.session.instance(id).read { $0["disabled"]?.boolean } ?? nil
        if isDisabled ?? false, path != ["objects"] {
            return Problem(.forbidden, "instance \(id) is disabled; enable it with PUT /instances/\(id)/enabled")
        }
        return Problem(
            .notFound, "\(quoted(method)) \(shown(path)) would be a call to the vendor, which is not made here")
    }

    /// The path with the plurals that were meant; nil where none is missing.
    private static func withoutSlips(_ path: [String]) -> [String]? {
        let plurals = [
            "instance": "instances", "element": "elements", "account": "accounts", "user": "users", "role": "roles",
            "organization": "organizations", "hub": "hubs",
        ]
        let right = path.map { plurals[$0] ?? $0 }
        return right == path ? nil : right
    }

    private static func shown(_ path: [String]) -> String { quoted("/" + path.joined(separator: "/")) }

    private static func quoted(_ text: String) -> String {
        text.count > Limits.quotedKey ? text.prefix(Limits.quotedKey) + "..." : text
    }
}
