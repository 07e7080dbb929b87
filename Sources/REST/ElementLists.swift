internal import Elements
internal import Instances
internal import JSON
internal import Problems

/// Lists of elements: `/elements`, `/elements/keys`, `/elements/metadata`, `/hubs/{hub}/elements`.
enum ElementLists {
    @Sendable static func list(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            let filter = try ElementFilter(call.query)
            let isWhole = filter.isAbridged == false
            return try page(call, filter) { item throws(Problem) in try isWhole ? item.whole() : item.summary() }
        }
    }

    static func list(_ call: Call, ofHub hub: String) throws(Problem) -> Response {
        var filter = ElementFilter()
        filter.require("hub", hub)
        return try page(call, filter) { item throws(Problem) in try item.summary() }
    }

    @Sendable static func keys(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in try page(call, nil) { item throws(Problem) in .string(item.key) } }
    }

    @Sendable static func metadata(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in try page(call, nil) { item throws(Problem) in try item.metadata() } }
    }

    private static let largestPage = 200

    /// A page of the elements that fit.
    private static func page(
        _ call: Call, _ filter: ElementFilter?, _ shown: (CatalogueItem) throws(Problem) -> OwnedJSON
    ) throws(Problem) -> Response {
        let size = try self.size(call.query)
        let first = try offset(call.query, size)
        var skipped = 0
        var list = OwnedJSON.array()
        var count = 0
        var next: String?
        for item in try call.session.elementItems() {
            if let filter, try !filter.fits(item) { continue }
            guard skipped == first else {
                skipped += 1
                continue
            }
            guard count < size else {
                next = "e" + String(first + size, radix: 36)
                break
            }
            list.append(try shown(item))
            count += 1
        }
        guard count > 0 else { throw Problem(.notFound, "No elements found") }
        var response = Response(list)
        response.add("elements-returned-count", String(count))
        if let next { response.add("elements-next-page-token", next) }
        return response
    }

    private static func size(_ query: Query) throws(Problem) -> Int {
        guard let text = query.text("pageSize") else { return largestPage }
        guard let size = Int(text), size >= 1 else {
            throw Problem(.invalid, "pageSize must be a whole number from 1 to \(largestPage)")
        }
        return min(size, largestPage)
    }

    /// Where the page begins: as the page before has said, or by its number.
    private static func offset(_ query: Query, _ size: Int) throws(Problem) -> Int {
        if let next = query.text("nextPage") {
            guard next.hasPrefix("e"), let offset = Int(next.dropFirst(), radix: 36),
                (0...1_000_000_000).contains(offset)
            else { throw Problem(.invalid, "nextPage is none that a list has answered") }
            return offset
        }
        guard let text = query.text("page") else { return 0 }
        guard let page = Int(text), (1...1_000_000).contains(page) else {
            throw Problem(.invalid, "page must be a whole number from 1")
        }
        return (page - 1) * size
    }
}
