package import JSON
private import POSIX
internal import Problems
private import Secrets
internal import Storage

extension Session {
    /// A page of the audit log, verified: `{"records": [...], "nextPage": 200, "head": {...}, "intact": true,
    /// "findings": []}`. For the host only.
    ///
    /// - Parameter input: `{"after": 0, "pageSize": 200, "verify": "page"}`; nil for the first page.
    package func audit(_ input: RequestInput?) throws(Refusal) -> OwnedJSON {
        let query = try RequestInput.query(input, AuditQuery.init) ?? AuditQuery()
        return try problems { () throws(Problem) in
            provisioner.record(provisioner.refused.take())
            let page = try storage.audit(after: query.after, limit: query.pageSize + 1)
            try seals.keyring.catchUp(with: page)
            let records = page.records.prefix(query.pageSize)
            var chain = AuditChain(after: query.after, code: page.previousCode)
            try chain.verify(records, seals.keyring)
            try chain.verify(last: page.last, seals.keyring)
            if query.verifiesAll { chain = try provisioner.verifiedAuditLog() }
            var list = OwnedJSON.array()
            for record in records { list.append(record.json()) }
            let hasMore = page.records.count > query.pageSize
            var object = OwnedJSON.object()
            object.set("records", list)
            object.set("nextPage", hasMore ? .integer(records.last?.sequence ?? 0) : .null())
            object.set("head", page.last.map { $0.headJSON() } ?? .null())
            object.set("intact", .boolean(chain.findings.isEmpty))
            object.set("findings", chain.findings.json())
            return object
        }
    }
}

extension Provisioner {
    /// Verifies the whole log, page by page, while others append.
    func verifiedAuditLog() throws(Problem) -> AuditChain {
        var chain = AuditChain(after: 0, code: [])
        while true {
            let page = try storage.audit(after: chain.last, limit: 1_000)
            try seals.keyring.catchUp(with: page)
            try chain.verify(page.records[...], seals.keyring)
            if page.records.count < 1_000 {
                try chain.verify(last: page.last, seals.keyring)
                return chain
            }
        }
    }
}

extension Keyring {
    /// Reads the keys again where those of a page are newer.
    fileprivate func catchUp(with page: AuditPage) throws(Problem) {
        if page.generation > sealer.generation { try refresh() }
    }
}

/// Verifies records of the audit log one after the other.
struct AuditChain {
    /// Sequence number of the last record that was looked at.
    private(set) var last: Int64
    private var code: [UInt8]
    private(set) var count: Int64 = 0
    private(set) var findings = Findings()

    init(after sequence: Int64, code: [UInt8]) {
        last = sequence
        self.code = code
        if sequence > 0, code.isEmpty { findings.add(.audit, "record \(sequence) is missing", record: sequence) }
    }

    mutating func verify(
        _ records: some Sequence<AuditRecord>, _ keyring: Keyring
    ) throws(Problem) {
        for record in records {
            if record.sequence != last &+ 1 {
                let missing = record.sequence == last &+ 2 ? "record \(last &+ 1) is" : "records from \(last &+ 1) are"
                findings.add(.audit, "\(missing) missing before record \(record.sequence)", record: record.sequence)
            } else if try keyring.code(record.sequence, record.authenticated(after: code)) != record.code {
                findings.add(
                    .audit, "record \(record.sequence) was changed, or is not the one that was written there",
                    record: record.sequence)
            }
            if record.action == AuditRecord.broken {
                findings.add(
                    .audit, "records before record \(record.sequence) were cut off", record: record.sequence)
            }
            (last, code) = (record.sequence, record.code)
            count += 1
        }
    }

    /// Verifies that the log ends where it was written to.
    mutating func verify(last record: AuditRecord?, _ keyring: Keyring) throws(Problem) {
        guard let record else {
            findings.add(.audit, "the audit log is empty, but a store has a record of its creation")
            return
        }
        let proof = try keyring.code(
            record.sequence, AuditRecord.authenticatedHead(record.sequence, record.code))
        if record.head != proof {
            findings.add(
                .audit, "records behind record \(record.sequence) were cut off", record: record.sequence)
        }
    }
}

/// Which records to read.
private struct AuditQuery {
    private(set) var after: Int64 = 0
    private(set) var pageSize = 200
    private(set) var verifiesAll = false

    init() {}

    init(_ request: JSONValue) throws(Problem) {
        guard request.isObject else { throw Problem(.invalid, "the query is no JSON object") }
        for (key, value) in request.members where !value.isNull {
            switch key.utf8Text {
            case "after":
                guard let sequence = value.integer, sequence >= 0 else {
                    throw Problem(.invalid, "after must be the sequence number of a record, or 0")
                }
                after = sequence
            case "pageSize":
                guard let size = value.integer, size >= 1 else {
                    throw Problem(.invalid, "pageSize must be a whole number from 1 to 1000")
                }
                pageSize = Int(min(size, 1_000))
            case "verify":
                guard let extent = value.string, ["page", "all"].contains(extent) else {
                    throw Problem(.invalid, "verify must be \"page\" or \"all\"")
                }
                verifiesAll = extent == "all"
            case let name:
                throw Problem(.invalid, "the query has an unknown member \"\(name.prefix(Limits.quotedKey))\"")
            }
        }
    }
}

extension AuditRecord {
    fileprivate func json() -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("sequence", .integer(sequence))
        object.set("date", .string(Timestamp(seconds: time)?.text ?? ""))
        object.set("action", .string(action))
        object.set("user", user.map { .integer($0) } ?? .null())
        object.set("subject", subject.map { .integer($0) } ?? .null())
        // What was tampered with may be no JSON.
        object.set("details", (try? StoredJSON.parse(details, of: nil)) ?? .null())
        return object
    }

    /// To be kept elsewhere by whoever must notice that a whole store was rolled back.
    fileprivate func headJSON() -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("sequence", .integer(sequence))
        object.set("code", .string(Hexadecimal.encode(code)))
        return object
    }
}
