package import JSON
internal import Problems
internal import Storage
internal import Validation

extension Session {
    /// Judges stored instances by today's rules, and changes nothing: they go on working, but to provision them anew, or
    /// to replace their configurations, would be refused.
    ///
    /// - Parameter input: as for a list; nil for the first page of all.
    /// - Returns: `{"reviewed": 200, "instances": [...], "nextPage": "..."}`: of a page, those with errors.
    package func review(_ input: RequestInput?) throws(Refusal) -> OwnedJSON {
        let query = try RequestInput.query(input, ListQuery.init) ?? ListQuery()
        let (records, next) = try problems { () throws(Problem) in
            // Definitions of today, not of when this process last looked.
            _ = try provisioner.elements.look(isFresh: true)
            return try self.records(query)
        }
        var list = OwnedJSON.array()
        for record in records {
            let report = try review(record)
            if !report.isValid { list.append(Self.shown(record, report)) }
        }
        var object = OwnedJSON.object()
        object.set("reviewed", .integer(Int64(records.count)))
        object.set("instances", list)
        object.set("nextPage", .string(orNull: next))
        return object
    }

    /// What the rules say of the request that would provision an instance as it is stored.
    private func review(_ record: InstanceRecord) throws(Refusal) -> Report {
        let standing = try problems { () throws(Problem) in try self.standing(of: record) }
        let isGone = standing?.isGone ?? true
        let elements = VisibleElements(self, isFresh: false, standing: isGone ? nil : standing?.item)
        let empty = OwnedJSON.object()
        let report = try empty.read { empty throws(Refusal) -> Report in
            let change = ChangeRequest(.update, empty, record)
            let whole = try problems { () throws(Problem) in try change.whole(seals, elements) }
            let report = try whole.read { whole throws(Refusal) -> Report in
                defer { change.wipeStoredSecrets(in: whole) }
                return try judge(whole, in: elements, storedEntries: change.storedEntries).report
            }
            guard let report else { throw .problem(.outOfMemory) }
            return report
        }
        guard let report else { throw .problem(.outOfMemory) }
        return report
    }

    private static func shown(_ record: InstanceRecord, _ report: Report) -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("id", .integer(record.id))
        object.set("name", .string(record.name))
        report.addMembers(to: &object)
        // Also where there is no such element any more.
        object.set("element", .string(record.element))
        return object
    }
}
