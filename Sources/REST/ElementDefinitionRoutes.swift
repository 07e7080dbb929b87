internal import Elements
internal import Instances
internal import JSON
internal import Problems

/// Elements themselves: contract 1.9.
enum ElementDefinitionRoutes {
    private static let element = "/elements/{element}"

    static let table: [Route] = [
        Route("GET", "/elements", ElementLists.list).needing(.viewElements),
        Route("POST", "/elements", create).needing(.createElements).readingBody(),
        Route("GET", "/elements/keys", ElementLists.keys).needing(.viewElements),
        Route("GET", "/elements/metadata", ElementLists.metadata).needing(.viewElements),
        Route("GET", element, get).needing(.viewElements),
        Route("PUT", element, replace).needing(.editElements).readingBody(),
        Route("DELETE", element, remove).needing(.deleteElements),
        Route("GET", element + "/export", get).needing(.viewElements),
        Route("POST", element + "/clone", clone).needing(.createElements),
        Route("PUT", element + "/active", activate).needing(.editElements),
        Route("DELETE", element + "/active", deactivate).needing(.editElements),
        Route("GET", element + "/metadata", metadata).needing(.viewElements),
        Route("GET", element + "/versions", versions).needing(.viewElements),
        Route("GET", element + "/transformations", transformations).needing(.viewElements),
        Route("GET", element + "/accounts", accounts).needing(.viewElements),
        Route("PUT", element + "/accounts/{account}", show).needing(.editElements),
        Route("DELETE", element + "/accounts/{account}", hide).needing(.editElements),
        Route("GET", element + "/authentication-types", ways).needing(.viewElements),
        Route("GET", element + "/authentication-types/{way}/configurations", entriesOfWay).needing(.viewElements),
    ]

    @Sendable private static func create(_ call: Call) throws(Refusal) -> Response {
        Response(try call.session.createElement(.text(call.body)))
    }

    @Sendable private static func get(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(try call.foundItem().whole()) }
    }

    @Sendable private static func replace(_ call: Call) throws(Refusal) -> Response {
        Response(try call.session.replaceElement(call.elementName, .text(call.body)))
    }

    @Sendable private static func remove(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in try call.session.removeElement(call.elementName) }
        return .done()
    }

    @Sendable private static func clone(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(try call.session.cloneElement(call.elementName)) }
    }

    @Sendable private static func activate(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            Response(try call.session.setElement(call.elementName, isActive: true))
        }
    }

    @Sendable private static func deactivate(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            Response(try call.session.setElement(call.elementName, isActive: false))
        }
    }

    @Sendable private static func metadata(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(try call.foundItem().metadata()) }
    }

    @Sendable private static func versions(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(try call.session.elementVersions(call.elementName)) }
    }

    /// Those that the definition brings along.
    @Sendable private static func transformations(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            let list = try call.foundItem().document().read { document in
                let list = document["defaultTransformations"]
                return list.map { $0.isArray ? OwnedJSON.shared($0) : .array() } ?? .array()
            }
            guard let list else { throw .outOfMemory }
            return Response(list)
        }
    }

    // MARK: Who may use it

    @Sendable private static func accounts(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in Response(try call.session.elementAccounts(call.elementName)) }
    }

    @Sendable private static func show(_ call: Call) throws(Refusal) -> Response { try setVisible(true, call) }
    @Sendable private static func hide(_ call: Call) throws(Refusal) -> Response { try setVisible(false, call) }

    private static func setVisible(_ isVisible: Bool, _ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            Response(
                try call.session.setElement(
                    call.elementName, visible: isVisible, toAccount: call.values.account ?? 0))
        }
    }

    // MARK: Ways to authenticate

    @Sendable private static func ways(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            let ways = try call.foundItem().read().ways
            var options = OwnedJSON.array()
            for way in ways {
                var option = OwnedJSON.object()
                option.set("value", .string(way.name))
                option.set("description", .string(way.name))
                options.append(option)
            }
            var object = OwnedJSON.object()
            object.set("defaultValue", .string(orNull: ways.first?.name))
            object.set("options", options)
            return Response(object)
        }
    }

    /// The entries that count for a way.
    @Sendable private static func entriesOfWay(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            let item = try call.foundItem()
            let element = try item.read()
            let name = call.values.way ?? ""
            guard let way = element.ways.first(where: { $0.name.lowercased() == name.lowercased() }) else {
                throw Problem(.notFound, "No authentication type found with key \(QuotedKey.text(name.utf8))")
            }
            let entries = try call.session.elementParts(call.elementName, .configuration)
            let list = entries.read { entries in
                var list = OwnedJSON.array()
                for index in 0..<entries.count {
                    guard let entry = entries[item: index], let key = entry["key"]?.string,
                        let place = element.index(ofEntry: key), element.entries[place].counts(for: way)
                    else { continue }
                    list.append(.shared(entry))
                }
                return list
            }
            guard let list else { throw .outOfMemory }
            return Response(list)
        }
    }
}

extension Call {
    /// Key or id, as the path has it.
    var elementName: String { values.element ?? "" }

    func foundItem() throws(Problem) -> CatalogueItem { try session.element(named: elementName) }
}
