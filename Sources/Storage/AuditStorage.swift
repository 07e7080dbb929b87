package import Problems

/// The audit log: a record for each change, written in the transaction of the change, and chained by codes that only
/// whoever has the store's key can make.
package protocol AuditStorage: Sendable {
    /// Appends a record of something that changes nothing else.
    func append(_ event: AuditEvent) throws(Problem)

    /// Reads records in ascending order, with what is needed to verify them, all of one moment.
    func audit(after sequence: Int64, limit: Int) throws(Problem) -> AuditPage
}

/// Makes the codes of records, with the keys of the store.
package protocol AuditProver: Sendable {
    /// Of the keys at hand.
    var generation: Int64 { get }

    /// Gets the keys of the store, as they are not those at hand. Called with the store locked.
    func renew(_ identity: StoreIdentity) throws(Problem)

    /// The code of bytes that belong to the record of a sequence number.
    func code(_ sequence: Int64, _ bytes: [UInt8]) throws(Problem) -> [UInt8]
}

/// Something that happened, to be recorded.
package struct AuditEvent: Sendable {
    /// Seconds since 1970.
    package let time: Int64
    /// Id of the user who did it; nil for nobody in particular.
    package let user: Int64?
    /// Such as "instance.update".
    package let action: String
    /// Id of what it was done to; nil for what the transaction creates, or for the store.
    package let subject: Int64?
    /// JSON object. Holds no value of anybody's.
    package let details: String
    let prover: any AuditProver

    package init(
        time: Int64, user: Int64?, action: String, subject: Int64? = nil, details: String = "{}",
        prover: any AuditProver
    ) {
        self.time = time
        self.user = user
        self.action = action
        self.subject = subject
        self.details = details
        self.prover = prover
    }
}

/// A record as it is kept.
package struct AuditRecord: Equatable, Sendable {
    package let sequence: Int64
    package let time: Int64
    package let user: Int64?
    package let action: String
    package let subject: Int64?
    package let details: String
    /// Proves the record, and that it follows the one before.
    package var code: [UInt8]
    /// Proves that the record is the last; nil in all others.
    package var head: [UInt8]?

    /// Recorded when the end of the log was found missing, so that it is not covered up by what is appended.
    package static let broken = "log.broken"

    /// What the code of the record that follows `previous` is made of. Fixed lengths come before those that vary.
    package func authenticated(after previous: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [1]
        bytes.reserveCapacity(128 + details.utf8.count)
        bytes.append(UInt8(truncatingIfNeeded: previous.count))
        bytes += previous
        for number in [sequence, time, user ?? 0, subject ?? 0, Int64(action.utf8.count)] { Self.add(number, &bytes) }
        bytes.append((user == nil ? 0 : 1) | (subject == nil ? 0 : 2))
        bytes += action.utf8
        bytes += details.utf8
        return bytes
    }

    /// What the code of the end of the log is made of.
    package static func authenticatedHead(_ sequence: Int64, _ code: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [2]
        add(sequence, &bytes)
        return bytes + code
    }

    private static func add(_ number: Int64, _ bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }
}

package struct AuditPage: Sendable {
    package var records: [AuditRecord] = []
    /// The code of the record before the first; empty where there is none.
    package var previousCode: [UInt8] = []
    /// The last record of the log; nil when the log is empty.
    package var last: AuditRecord?
    /// Of the keys that the store had.
    package var generation: Int64 = 0
}
