package import JSON
package import Problems
private import Secrets
internal import Storage
internal import Validation

extension Session {
    package func instance(_ id: Int64) throws(Problem) -> OwnedJSON { try shown(try stored(id)) }

    /// The user's instance to which an element token belongs.
    package func instance(token: String) throws(Problem) -> OwnedJSON { try shown(try stored(token: token)) }

    func stored(token: String) throws(Problem) -> InstanceRecord {
        let record = try storage.instance(token: try seals.sealer.fingerprint(token), now: try now())
        guard let record, record.user == user else {
            throw Problem(.notFound, "No instance found with this element token")
        }
        return record
    }

    /// How many instances the user has: `{"totalInstances": 3, "elementInstances": [{"key": "...", "count": 3}]}`.
    package func count() throws(Problem) -> OwnedJSON {
        var list = OwnedJSON.array()
        var total: Int64 = 0
        for (key, count) in try storage.counts(user: user) {
            total &+= count
            var object = OwnedJSON.object()
            object.set("key", .string(key))
            object.set("count", .integer(count))
            list.append(object)
        }
        var object = OwnedJSON.object()
        object.set("totalInstances", .integer(total))
        object.set("elementInstances", list)
        return object
    }

    // MARK: Lists

    /// A page of the user's instances.
    package struct Page: ~Copyable {
        /// JSON array.
        package var instances: OwnedJSON
        package let count: Int
        /// Where the next page begins; nil on the last.
        package let next: String?
    }

    package func list(_ query: ListQuery) throws(Problem) -> Page {
        let (records, next) = try records(query)
        var instances = OwnedJSON.array()
        for record in records { instances.append(try shown(record)) }
        return Page(instances: instances, count: records.count, next: next)
    }

    /// A page of records, and where the next one begins.
    func records(_ query: ListQuery) throws(Problem) -> ([InstanceRecord], next: String?) {
        var search = InstanceQuery(user: user, limit: query.pageSize + 1)
        search.tags = query.tags
        search.searchText = query.searchText
        search.element = query.element
        return try records(query, search)
    }

    private func records(
        _ query: ListQuery, _ search: InstanceQuery
    ) throws(Problem) -> ([InstanceRecord], next: String?) {
        var search = search
        if let next = query.nextPage { search.after = try Cursor.id(next) }
        var records = try storage.list(search)
        let hasMore = records.count > query.pageSize
        if hasMore { records.removeLast() }
        return (records, hasMore ? records.last.map { Cursor.text($0.id) } : nil)
    }

    /// A page of the instances of all users of an account, for those who manage it: the replies hold tokens.
    ///
    /// - Parameter account: nil for the caller's own.
    package func list(_ query: ListQuery, ofAccount account: Int64?) throws(Problem) -> Page {
        let account = account ?? caller.account
        _ = try foundAccount(account)
        try requireManager(of: account)
        let (records, next) = try records(query, InstanceQuery(.account(account), limit: query.pageSize + 1))
        var owners: [Int64: Session] = [:]
        var instances = OwnedJSON.array()
        for record in records {
            var owner = owners[record.user]
            if owner == nil, let principal = try storage.principal(user: record.user) {
                owner = Session(provisioner, try Caller(principal))
                owners[record.user] = owner
            }
            guard let owner else { continue }
            instances.append(try owner.shown(record))
        }
        return Page(instances: instances, count: records.count, next: next)
    }

    /// The page as one object: `{"instances": [...], "nextPage": "..."}`.
    package func list(_ input: RequestInput?) throws(Refusal) -> OwnedJSON {
        let query = try RequestInput.query(input, ListQuery.init) ?? ListQuery()
        return try problems { () throws(Problem) in
            let page = try list(query)
            let next = page.next
            var object = OwnedJSON.object()
            object.set("instances", page.takeInstances())
            object.set("nextPage", .string(orNull: next))
            return object
        }
    }
}

extension Session.Page {
    package consuming func takeInstances() -> OwnedJSON { instances }
}

/// Which instances to list. All conditions must hold.
package struct ListQuery: Sendable {
    package static let largestPage = 200

    /// All must be among the instance's tags.
    package var tags: [String] = []
    /// Part of the name or of the element's key, in any case.
    package var searchText: String?
    /// Key of the element.
    package var element: String?
    package private(set) var pageSize = ListQuery.largestPage
    /// From the page before.
    package var nextPage: String?

    package init() {}

    /// - Parameter size: at least 1; more than 200 is 200.
    package mutating func setPageSize(_ size: Int64?) throws(Problem) {
        guard let size, size >= 1 else {
            throw Problem(.invalid, "pageSize must be a whole number from 1 to \(Self.largestPage)")
        }
        pageSize = Int(min(size, Int64(Self.largestPage)))
    }

    /// Reads `{"tags": [...], "searchText": "...", "element": "...", "pageSize": 200, "nextPage": "..."}`.
    init(_ request: JSONValue) throws(Problem) {
        guard request.isObject else { throw Problem(.invalid, "the query is no JSON object") }
        for (key, value) in request.members where !value.isNull {
            switch key.utf8Text {
            case "tags":
                for index in 0..<value.count {
                    guard let tag = value[item: index]?.string else {
                        throw Problem(.invalid, "tags must be an array of strings")
                    }
                    tags.append(tag)
                }
                guard value.isArray, tags.count <= Self.mostTags else {
                    throw Problem(.invalid, "tags must be an array of at most \(Self.mostTags) strings")
                }
            case "searchText": searchText = try Self.text(value, "searchText")
            case "element": element = try Self.text(value, "element")
            case "nextPage": nextPage = try Self.text(value, "nextPage")
            case "pageSize": try setPageSize(value.integer)
            case let name:
                throw Problem(.invalid, "the query has an unknown member \"\(name.prefix(Limits.quotedKey))\"")
            }
        }
    }

    /// Each tag is a join of the search.
    package static let mostTags = 16

    private static func text(_ value: JSONValue, _ name: StaticString) throws(Problem) -> String {
        guard let text = value.string else { throw Problem(.invalid, "\(name) must be a string") }
        return text
    }
}

/// Where a page begins: opaque to callers, so that another storage may page by something else.
enum Cursor {
    private static let prefix = "i"

    static func text(_ id: Int64) -> String { prefix + String(id, radix: 36) }

    static func id(_ text: String) throws(Problem) -> Int64 {
        guard text.hasPrefix(prefix), let id = Int64(text.dropFirst(), radix: 36), id >= 0 else {
            throw Problem(.invalid, "nextPage is none that a list has answered")
        }
        return id
    }
}
