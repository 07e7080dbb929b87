internal import Instances
internal import JSON
internal import Problems

/// The parts of an element: configuration entries, parameters, hooks, resources, objects and what belongs to the last
/// two. Contract 1.9.
enum ElementPartRoutes {
    private static let element = "/elements/{element}"
    private static let resource = "/elements/{element}/resources/{owner}"

    static let table: [Route] =
        routes(element + "/configuration", "/{entry}", { _ in .configuration }, isListed: true)
        + routes(element + "/parameters", "/{part}", { _ in .parameters })
        + routes(element + "/hooks", "/{part}", { _ in .hooks })
        + routes(element + "/resources", "/{part}", { _ in .resources })
        + routes(element + "/objects", "/{part}", { _ in .objects })
        + routes(resource + "/parameters", "/{part}", { .parameters.ofResource($0.owner) })
        + routes(resource + "/hooks", "/{part}", { .hooks.ofResource($0.owner) })
        + routes(resource + "/models", "/{part}", { .models.ofResource($0.owner) })
        + routes(element + "/objects/{owner}/fields", "/{part}", { .fields.ofObject($0.owner) })

    private typealias List = @Sendable (Call) -> ElementPartList

    /// The five routes of a list.
    ///
    /// - Parameter isListed: whether the list is inside of an object, as the platform has it for entries.
    private static func routes(
        _ path: String, _ part: String, _ list: @escaping List, isListed: Bool = false
    ) -> [Route] {
        [
            Route("GET", path) { call throws(Refusal) in
                try problems { () throws(Problem) in
                    try self.list(call.session.elementParts(call.elementName, list(call)), isListed)
                }
            }.needing(.viewElements),
            Route("POST", path) { call throws(Refusal) in
                Response(try call.session.addElementPart(call.elementName, list(call), .text(call.body)))
            }.needing(.editElements).readingBody(),
            Route("GET", path + part) { call throws(Refusal) in
                try problems { () throws(Problem) in
                    Response(try call.session.elementPart(call.elementName, list(call), call.part))
                }
            }.needing(.viewElements),
            Route("PUT", path + part) { call throws(Refusal) in
                Response(
                    try call.session.replaceElementPart(call.elementName, list(call), call.part, .text(call.body)))
            }.needing(.editElements).readingBody(),
            Route("DELETE", path + part) { call throws(Refusal) in
                try problems { () throws(Problem) in
                    try call.session.removeElementPart(call.elementName, list(call), call.part)
                }
                return .done()
            }.needing(.editElements),
        ]
    }

    private static func list(_ parts: consuming OwnedJSON, _ isListed: Bool) -> Response {
        guard isListed else { return Response(parts) }
        var object = OwnedJSON.object()
        object.set("configuration", parts)
        return Response(object)
    }
}

extension Call {
    /// The resource or object whose parts are meant.
    fileprivate var owner: Int64 { values.owner ?? 0 }

    /// The part that the path names: an entry by its key, all others by their ids.
    fileprivate var part: ElementPartName { values.entry.map { .key($0) } ?? .id(values.part ?? 0) }
}
