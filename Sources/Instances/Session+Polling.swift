internal import Elements
package import JSON
package import Problems
internal import Storage

/// What is to be polled, as the configurations of instances say. The library itself polls nobody: this is for those who
/// do.
extension Session {
    /// A job for each instance that polls its vendor: those of the organization for its administrators, of the account
    /// for that's, and one's own. An instance whose user or account is deactivated polls no more.
    package func jobs(_ query: ListQuery) throws(Problem) -> Page {
        var search = InstanceQuery(managedScope, limit: 1)
        search.onlyWithEvents = true
        if let next = query.nextPage { search.after = try Cursor.id(next) }
        search.limit = query.pageSize + 1
        var jobs = OwnedJSON.array()
        var count = 0
        while true {
            let records = try storage.list(search)
            for record in records where try polledObjects(of: record) != nil {
                if count == query.pageSize {
                    return Page(instances: jobs, count: count, next: Cursor.text(search.after))
                }
                jobs.append(try job(record))
                count += 1
                search.after = record.id
            }
            guard records.count == search.limit, let last = records.last else {
                return Page(instances: jobs, count: count, next: nil)
            }
            search.after = last.id
        }
    }

    private var managedScope: InstanceQuery.Scope {
        if managesOrganization { return .activeUsers(organization: caller.organization) }
        return caller.rank >= Role.accountAdmin.rank ? .activeUsersOfAccount(caller.account) : .user(caller.user)
    }

    private func job(_ record: InstanceRecord) throws(Problem) -> OwnedJSON {
        var job = OwnedJSON.object()
        job.set("id", .integer(record.id))
        job.set("name", .string(record.name))
        job.set("elementInstanceId", .integer(record.id))
        job.set("elementKey", .string(record.element))
        job.set("userId", .integer(record.user))
        let minutes = try entry("event.poller.refresh_interval", of: record).flatMap { Int64($0) }
        job.set("intervalMinutes", minutes.map { .integer($0) } ?? .null())
        return job
    }

    /// A record for each object of the instance that is to be polled.
    package func pollerRecords(_ id: Int64) throws(Problem) -> OwnedJSON {
        let record = try stored(id)
        var list = OwnedJSON.array()
        for name in try polledObjects(of: record) ?? [] {
            var object = OwnedJSON.object()
            object.set("elementInstanceId", .integer(id))
            object.set("objectName", .string(name))
            object.set("lastPolledDate", .null())
            list.append(object)
        }
        return list
    }

    /// The objects that an instance polls; nil for one that does not poll.
    private func polledObjects(of record: InstanceRecord) throws(Problem) -> [String]? {
        guard record.areEventsEnabled, !record.isDisabled, try entry("event.vendor.type", of: record) == "polling"
        else {
            return nil
        }
        if let names = try entry("event.objects", of: record) {
            return names.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
        }
        guard let text = try entry("event.poller.configuration", of: record),
            let configuration = try? StoredJSON.parse(text, of: record)
        else { return [] }
        return configuration.read { $0.isObject ? $0.members.map { $0.key.utf8Text } : [] } ?? []
    }

    /// The value of an entry that is no secret; nil where there is none.
    private func entry(_ key: StaticString, of record: InstanceRecord) throws(Problem) -> String? {
        try StoredJSON.parse(record.configuration, of: record).read { $0[key]?.string } ?? nil
    }
}
