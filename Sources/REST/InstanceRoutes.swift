internal import Instances
internal import JSON
internal import Problems

/// `/instances`: contract I1 to I13 and I21.
enum InstanceRoutes {
    static let table: [Route] =
        [
            Route("POST", "/instances", provision).needing(.createElementInstances).readingBody(),
            Route("GET", "/instances", list),
            Route("GET", "/instances/count", count),
            Route("GET", "/instances/{instance}", get),
        ] + byIDOrToken("", [("PUT", replace, true), ("PATCH", update, true), ("DELETE", remove, false)])
        + byIDOrToken("/configuration", [("GET", configuration, false)])
        + byIDOrToken("/configuration/{row}", [("GET", row, false), ("PATCH", setRow, true)])
        + byIDOrToken("/enabled", [("PUT", enable, false), ("DELETE", disable, false)])
        + byIDOrToken("/trace-logging", [("PUT", trace, false), ("DELETE", untrace, false)])

    /// Routes of an instance: that of the id in the path, or without one that of the Element part.
    private static func byIDOrToken(
        _ path: String, _ methods: [(method: String, handler: Route.Handler, readsBody: Bool)]
    ) -> [Route] {
        ["/instances/{instance}", "/instances"].flatMap { start in
            methods.map { row in
                let route = Route(row.method, start + path, row.handler)
                return row.readsBody ? route.readingBody() : route
            }
        }
    }
}

/// The handlers, which serve `/elements/{element}/instances` too: there the path's element counts, whatever the body
/// says.
extension InstanceRoutes {
    @Sendable static func provision(_ call: Call) throws(Refusal) -> Response {
        let element = try problems { () throws(Problem) in try call.element() }
        let key = try problems { () throws(Problem) in try call.idempotencyKey() }
        return try .changed { text throws(Refusal) in
            try Amendment.apply(element.map { [.element($0)] } ?? [], to: call.body) { request throws(Refusal) in
                try call.session.provision(request, idempotencyKey: key) { text.set($0) }
            }
        }
    }

    @Sendable static func get(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(instance: try call.session.instance(try call.instance())) }
    }

    @Sendable static func count(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(try call.session.count()) }
    }

    @Sendable static func replace(_ call: Call) throws(Refusal) -> Response {
        let (id, version) = try current(call)
        return try .changed { text throws(Refusal) in
            try Amendment.apply(call.values.element == nil ? [] : [.noElement], to: call.body) {
                request throws(Refusal) in
                try call.session.replace(id, version: version, request) { text.set($0) }
            }
        }
    }

    @Sendable static func update(_ call: Call) throws(Refusal) -> Response {
        let (id, version) = try current(call)
        return try .changed { text throws(Refusal) in
            try call.session.update(id, version: version, .text(call.body)) { text.set($0) }
        }
    }

    @Sendable static func remove(_ call: Call) throws(Refusal) -> Response {
        let (id, version) = try current(call)
        try problems { () throws(Problem) in try call.session.remove(id, version: version) }
        return .done()
    }

    // MARK: States

    @Sendable static func enable(_ call: Call) throws(Refusal) -> Response {
        try change(call) { session, id, version, text throws(Problem) in
            try session.setDisabled(id, version: version, false) { text.set($0) }
        }
    }

    @Sendable static func disable(_ call: Call) throws(Refusal) -> Response {
        try change(call) { session, id, version, text throws(Problem) in
            try session.setDisabled(id, version: version, true) { text.set($0) }
        }
    }

    @Sendable static func trace(_ call: Call) throws(Refusal) -> Response {
        try change(call) { session, id, version, text throws(Problem) in
            try session.setTracing(id, version: version, true) { text.set($0) }
        }
    }

    @Sendable static func untrace(_ call: Call) throws(Refusal) -> Response {
        try change(call) { session, id, version, text throws(Problem) in
            try session.setTracing(id, version: version, false) { text.set($0) }
        }
    }

    private static func change(
        _ call: Call, _ body: (Session, Int64, Int64?, ResponseText) throws(Problem) -> Void
    ) throws(Refusal) -> Response {
        let (id, version) = try current(call)
        return try .changed { text throws(Refusal) in
            try problems { () throws(Problem) in try body(call.session, id, version, text) }
        }
    }

    /// The instance of a call that changes it, and the version that it must be at.
    private static func current(_ call: Call) throws(Refusal) -> (id: Int64, version: Int64?) {
        try problems { () throws(Problem) in (try call.instance(), try call.expectedVersion()) }
    }

    // MARK: The configuration row by row

    @Sendable static func configuration(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(try call.session.configuration(try call.instance())) }
    }

    @Sendable static func row(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            Response(try call.session.configuration(try call.instance(), row: call.values.row ?? 0))
        }
    }

    @Sendable static func setRow(_ call: Call) throws(Refusal) -> Response {
        let (id, version) = try current(call)
        return try .changed { text throws(Refusal) in
            try call.session.setConfiguration(
                id, row: call.values.row ?? 0, version: version, .text(call.body)
            ) { text.set($0) }
        }
    }
}

/// `/elements/{element}/instances`: contract E-I1 to E-I5.
enum ElementRoutes {
    private static let path = "/elements/{element}/instances"

    static let table: [Route] = [
        Route("GET", path, InstanceRoutes.list),
        Route("POST", path, InstanceRoutes.provision).needing(.createElementInstances).readingBody(),
        Route("GET", path + "/{instance}", InstanceRoutes.get),
        Route("PUT", path + "/{instance}", InstanceRoutes.replace).needing(.createElementInstances).readingBody(),
        Route("DELETE", path + "/{instance}", InstanceRoutes.remove),
    ]
}
