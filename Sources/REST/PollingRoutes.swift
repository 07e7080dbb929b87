internal import Instances
internal import JSON
internal import Problems

/// What is to be polled: contract 1.12 and I22; and the instances of an account: A-I1 and A-I2.
enum PollingRoutes {
    static let table: [Route] = [
        Route("GET", "/jobs", jobs).yieldingToResources(),
        Route("GET", "/instances/event-poller-records", pollerRecords),
        Route("GET", "/accounts/instances", instancesOfAccount).yieldingToResources(),
        Route("GET", "/accounts/{account}/instances", instancesOfAccount).yieldingToResources(),
    ]

    @Sendable private static func jobs(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            var query = ListQuery()
            query.nextPage = call.query.text("nextPage")
            if let size = call.query.text("pageSize") { try query.setPageSize(Int64(size)) }
            return Response(try call.session.jobs(query))
        }
    }

    @Sendable private static func pollerRecords(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            let records = try call.session.pollerRecords(try call.instance())
            let count = records.read(\.count) ?? 0
            var response = Response(records)
            response.add("elements-returned-count", String(count))
            return response
        }
    }

    @Sendable private static func instancesOfAccount(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            var query = ListQuery()
            query.nextPage = call.query.text("nextPage")
            if let size = call.query.text("pageSize") { try query.setPageSize(Int64(size)) }
            let page = try call.session.list(query, ofAccount: call.values.account)
            guard page.count > 0 else { throw Problem(.notFound, "No instances found") }
            return Response(page)
        }
    }
}

extension Response {
    /// A page of a list.
    init(_ page: consuming Session.Page) {
        let (count, next) = (page.count, page.next)
        self.init(page.takeInstances())
        add("elements-returned-count", String(count))
        if let next { add("elements-next-page-token", next) }
    }
}
