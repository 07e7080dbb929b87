internal import JSON

/// What is wrong with a store: the first hundred, and how many more.
struct Findings {
    /// What kind of thing is wrong.
    enum Code: String { case database, key, seal, token, reference, count, audit, value }

    private struct Finding {
        let code: Code
        let message: String
        let instance: Int64?
        let entry: String?
        let record: Int64?
    }

    private static let most = 100
    private var findings: [Finding] = []
    /// All of them.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// - Parameters:
    ///   - entry: key of the configuration entry.
    ///   - record: sequence number in the audit log.
    mutating func add(
        _ code: Code, _ message: String, instance: Int64? = nil, entry: String? = nil, record: Int64? = nil
    ) {
        count += 1
        guard findings.count < Self.most else { return }
        findings.append(Finding(code: code, message: message, instance: instance, entry: entry, record: record))
    }

    mutating func add(_ others: Findings) {
        findings += others.findings.prefix(Self.most - findings.count)
        count += others.count
    }

    func json() -> OwnedJSON {
        var list = OwnedJSON.array()
        for finding in findings {
            var object = OwnedJSON.object()
            object.set("code", .string(finding.code.rawValue))
            object.set("message", .string(finding.message))
            if let instance = finding.instance { object.set("instance", .integer(instance)) }
            if let entry = finding.entry { object.set("entry", .string(entry)) }
            if let record = finding.record { object.set("record", .integer(record)) }
            list.append(object)
        }
        return list
    }
}
