internal import Instances
internal import JSON
internal import Problems
internal import Storage

/// Definitions of objects and transformations of instances: contract I23 and I24.
enum MappingRoutes {
    static let table: [Route] =
        ["/instances/{instance}", "/instances"].flatMap { start in
            let object = start + "/objects/{name}"
            let transformation = start + "/transformations/{name}"
            return [
                Route("GET", start + "/objects/definitions", all(.definition)),
                Route("PATCH", object, rename).readingBody(),
                Route("GET", object + "/definitions", get(.definition)),
                Route("POST", object + "/definitions", set(.definition, isNew: true)).readingBody(),
                Route("PUT", object + "/definitions", set(.definition, isNew: false)).readingBody(),
                Route("DELETE", object + "/definitions", remove(.definition)),
                Route("GET", start + "/transformations", all(.transformation)),
                Route("DELETE", start + "/transformations", removeAll),
                Route("GET", transformation, get(.transformation)),
                Route("POST", transformation, set(.transformation, isNew: true)).readingBody(),
                Route("PUT", transformation, set(.transformation, isNew: false)).readingBody(),
                Route("DELETE", transformation, remove(.transformation)),
            ]
        }

    private static func all(_ kind: MappingKind) -> Route.Handler {
        { call throws(Refusal) in
            try problems { () throws(Problem) in
                let all = try call.session.mappings(kind, try call.instance())
                guard all.read(\.count) ?? 0 > 0 else {
                    throw Problem(
                        .notFound, kind == .definition ? "No object definitions found" : "No transformations found")
                }
                return Response(all)
            }
        }
    }

    private static func get(_ kind: MappingKind) -> Route.Handler {
        { call throws(Refusal) in
            try problems { () throws(Problem) in
                Response(try call.session.mapping(kind, call.values.name ?? "", try call.instance()))
            }
        }
    }

    private static func set(_ kind: MappingKind, isNew: Bool) -> Route.Handler {
        { call throws(Refusal) in
            let id = try problems { () throws(Problem) in try call.instance() }
            return Response(
                try call.session.setMapping(kind, call.values.name ?? "", id, isNew: isNew, .text(call.body)))
        }
    }

    private static func remove(_ kind: MappingKind) -> Route.Handler {
        { call throws(Refusal) in
            try problems { () throws(Problem) in
                try call.session.removeMapping(kind, call.values.name ?? "", try call.instance())
                return .done()
            }
        }
    }

    @Sendable private static func rename(_ call: Call) throws(Refusal) -> Response {
        let id = try problems { () throws(Problem) in try call.instance() }
        return Response(
            try call.session.renameMapping(.definition, call.values.name ?? "", id, .text(call.body)))
    }

    @Sendable private static func removeAll(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            try call.session.removeMappings(.transformation, try call.instance())
            return .done()
        }
    }
}
