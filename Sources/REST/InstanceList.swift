internal import Instances
internal import JSON
internal import Problems

/// Lists of instances.
extension InstanceRoutes {
    @Sendable static func list(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            let query = try self.query(call)
            let page = try call.session.list(query)
            guard page.count > 0 else { throw Problem(.notFound, "No instances found") }
            let (count, next) = (page.count, page.next)
            var instances = page.takeInstances()
            if try call.query.boolean("hydrate") == false { instances = lighter(instances) }
            var response = Response(instances)
            response.add("elements-returned-count", String(count))
            if let next { response.add("elements-next-page-token", next) }
            if try call.query.boolean("returnTotalCount") == true {
                response.add("elements-total-count", String(try total(query, call.session)))
            }
            return response
        }
    }

    private static func query(_ call: Call) throws(Problem) -> ListQuery {
        var query = ListQuery()
        query.tags = call.query.texts("tags[]")
        if let clause = call.query.text("where") {
            // How lists were asked for by tag before there was tags[].
            let problem = Problem(.invalid, "where takes tags='...' for instances, joined by AND")
            for condition in try WhereClause.conditions(clause, orElse: problem) {
                guard condition.member == "tags", let tag = condition.value else { throw problem }
                query.tags.append(tag)
            }
        }
        guard query.tags.count <= ListQuery.mostTags else {
            throw Problem(.invalid, "a list is asked for by at most \(ListQuery.mostTags) tags")
        }
        query.searchText = call.query.text("searchText")
        query.nextPage = call.query.text("nextPage")
        if let size = call.query.text("pageSize") { try query.setPageSize(Int64(size)) }
        query.element = try call.element()?.key
        return query
    }

    /// How many instances fit a query, on whatever page.
    private static func total(_ query: ListQuery, _ session: Session) throws(Problem) -> Int64 {
        if query.tags.isEmpty, query.searchText == nil {
            let counts = try session.count().read { counts in
                guard let key = query.element else { return counts["totalInstances"]?.integer }
                guard let elements = counts["elementInstances"] else { return nil }
                for index in 0..<elements.count {
                    guard let element = elements[item: index], element["key"]?.string == key else { continue }
                    return element["count"]?.integer
                }
                return nil
            }
            return (counts ?? nil) ?? 0
        }
        var rest = query
        rest.nextPage = nil
        try rest.setPageSize(Int64(ListQuery.largestPage))
        var total: Int64 = 0
        while true {
            let page = try session.list(rest)
            total += Int64(page.count)
            guard let next = page.next else { return total }
            rest.nextPage = next
        }
    }

    // MARK: Lighter lists

    private static let lightMembers = [
        "id", "name", "createdDate", "updatedDate", "version", "token", "tags", "valid", "disabled",
    ]
    private static let lightElementMembers = ["id", "key", "name"]

    /// What identifies the instances and opens them, without what they are made of.
    private static func lighter(_ instances: consuming OwnedJSON) -> OwnedJSON {
        let lighter = instances.read { instances in
            var list = OwnedJSON.array()
            for index in 0..<instances.count {
                guard let instance = instances[item: index] else { continue }
                var light = picked(lightMembers, of: instance)
                if let element = instance["element"] { light.set("element", picked(lightElementMembers, of: element)) }
                list.append(light)
            }
            return list
        }
        switch consume lighter {
        case .some(let list): return list
        case .none: return instances
        }
    }

    private static func picked(_ names: [String], of object: JSONValue) -> OwnedJSON {
        var picked = OwnedJSON.object()
        for (key, value) in object.members where names.contains(where: { key.elementsEqual($0.utf8) }) {
            picked.set(key.utf8Text, .shared(value))
        }
        return picked
    }
}
