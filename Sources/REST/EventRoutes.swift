internal import Instances
internal import JSON
private import POSIX
internal import Problems

/// Events of instances: contract I17 to I20. The library receives no events from vendors, so there are none: lists are
/// empty, and counts are 0. What a request asks for is checked all the same.
enum EventRoutes {
    private static let longest = 50_000

    static let table: [Route] = [
        Route("GET", "/instances/events/analytics", analytics),
        Route("GET", "/instances/events/analytics/accounts", analytics),
        Route("GET", "/instances/events/analytics/instances", analytics),
        Route("GET", "/instances/events/dispositions", dispositions),
        Route("GET", "/instances/events", list),
        Route("GET", "/instances/events/{name}", event),
        Route("GET", "/instances/{instance}/events", list),
        Route("GET", "/instances/{instance}/events/{name}", event),
    ]

    @Sendable private static func list(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            // Without an instance it is about all of the user's.
            if call.values.instance ?? call.authorized.instance != nil { try call.requireInstance() }
            return try none(call)
        }
    }

    @Sendable private static func dispositions(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            _ = try Span(call.query)
            return try none(call)
        }
    }

    private static func none(_ call: Call) throws(Problem) -> Response {
        var query = ListQuery()
        if let size = call.query.text("pageSize") { try query.setPageSize(Int64(size)) }
        var response = Response(.array())
        response.add("elements-returned-count", "0")
        return response
    }

    @Sendable private static func event(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in try call.requireInstance() }
        let name = (call.values.name ?? "").prefix(Limits.quotedKey)
        throw .problem(Problem(.notFound, "No event found with ID \(name)"))
    }

    /// Buckets from `from` to `to`, both included, each with its count.
    @Sendable private static func analytics(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            let span = try Span(call.query)
            for text in call.query.texts("accountIds[]") {
                guard let id = Int64(text) else { throw Problem(.invalid, "accountIds[] must be ids of accounts") }
                try call.session.requireAnalytics(ofAccount: id)
            }
            guard let step = span.step else { throw Problem(.invalid, "interval must be second, minute, hour or day") }
            guard (span.to - span.from) / step < longest else {
                throw Problem(.invalid, "the interval is too short for the time between from and to")
            }
            var buckets = OwnedJSON.array()
            for time in stride(from: span.from, through: span.to, by: Int(step)) {
                var bucket = OwnedJSON.object()
                bucket.set("date", .string(Timestamp(seconds: time)?.text ?? ""))
                bucket.set("count", .integer(0))
                buckets.append(bucket)
            }
            return Response(buckets)
        }
    }

    /// What a request says of time: seconds since 1970, `2017-10-26T15:29:25Z`, or the same in milliseconds.
    private struct Span {
        let from: Int64
        let to: Int64
        /// Seconds of a bucket; nil for a word that is none.
        let step: Int64?

        init(_ query: Query) throws(Problem) {
            let now = Timestamp.now?.seconds ?? 0
            to = try Self.time("to", query) ?? now
            from = try Self.time("from", query) ?? max(0, to - 86_400)
            guard from <= to else { throw Problem(.invalid, "from is after to") }
            let steps: [String: Int64] = ["second": 1, "minute": 60, "hour": 3_600, "day": 86_400]
            step = steps[query.text("interval")?.lowercased() ?? "hour"]
        }

        private static func time(_ name: String, _ query: Query) throws(Problem) -> Int64? {
            guard let text = query.text(name) else { return nil }
            let time: Timestamp?
            if let number = Int64(text) {
                // Nobody means a time beyond the year 5000 in seconds.
                time = Timestamp(seconds: number > 100_000_000_000 ? number / 1_000 : number)
            } else {
                time = Timestamp(text: text)
            }
            guard let time else {
                throw Problem(
                    .invalid, "\(name) must be a time such as 2017-10-26T15:29:25Z, or milliseconds since 1970")
            }
            return time.seconds
        }
    }
}

extension Call {
    /// Refuses a call about an instance that is none of the user's.
    func requireInstance() throws(Problem) { _ = try session.instance(try instance()) }
}
