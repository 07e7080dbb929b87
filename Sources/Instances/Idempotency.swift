internal import JSON
internal import Problems
internal import Secrets
internal import Storage
private import Validation

/// A provisioning that a client may send again without getting a second instance.
struct Idempotency {
    let record: IdempotencyRecord
    private let parts: [(name: String, fingerprint: String)]

    private static let maximumKeyLength = 255

    /// - Parameters:
    ///   - key: the client's, of 1 to 255 bytes.
    ///   - content: what the request asks for. Only keyed hashes of it are kept.
    init(_ key: String, _ content: InstanceContent, _ sealer: Sealer) throws(Problem) {
        guard (1...Self.maximumKeyLength).contains(key.utf8.count) else {
            throw Problem(.invalid, "an idempotency key has 1 to \(Self.maximumKeyLength) bytes")
        }
        var parts: [(name: String, fingerprint: String)] = []
        func add(_ name: String, _ value: some Sequence<UInt8>) throws(Problem) {
            var bytes = Array("\(key)\u{0}\(name)\u{0}".utf8) + value
            defer { Wipe.bytes(&bytes) }
            let fingerprint = try sealer.fingerprint(bytes)
            parts.append((name, Hexadecimal.encode(Array(fingerprint.prefix(8)))))
        }
        try add("element", content.element.key.utf8)
        try add("name", content.name.utf8)
        try add("tags", content.tags.utf8)
        try add("externalAuthentication", content.externalAuthentication.utf8)
        try add("eventsEnabled", content.areEventsEnabled ? [1] : [0])
        for (entry, value) in zip(content.element.entries, content.values) {
            var bytes = value.withUTF8 { $0.map(Array.init) ?? [] }
            defer { Wipe.bytes(&bytes) }
            try add(entry.key, bytes)
        }
        if let providerData = content.providerData {
            guard let text = CText.dump(providerData) else { throw .outOfMemory }
            try add("providerData", text.withUTF8(Array.init))
            text.wipe()
        }
        self.parts = parts
        record = IdempotencyRecord(
            key: key, parts: parts.map { "\($0.name)=\($0.fingerprint)" }.joined(separator: "\n"))
    }

    /// The instance of an earlier request with the same key; nil where there was none.
    ///
    /// - Throws: a conflict that names what differs, when the earlier request was another one.
    func earlier(_ storage: any InstanceStorage, user: Int64) throws(Problem) -> InstanceRecord? {
        guard let (stored, id) = try storage.idempotency(record.key, user: user) else { return nil }
        guard stored.parts == record.parts else {
            throw Problem(
                .conflict,
                "the idempotency key was used for another request: \(differences(from: stored).joined(separator: ", ")) "
                    + "\(differences(from: stored).count == 1 ? "differs" : "differ"); use a new key")
        }
        return try storage.instance(id, user: user)
    }

    /// The names of the parts that differ, in their order.
    private func differences(from stored: IdempotencyRecord) -> [String] {
        var old: [Substring: Substring] = [:]
        for line in stored.parts.split(separator: "\n") {
            guard let equals = line.lastIndex(of: "=") else { continue }
            old[line[..<equals]] = line[line.index(after: equals)...]
        }
        var names = parts.filter { old.removeValue(forKey: Substring($0.name)) != Substring($0.fingerprint) }.map(
            \.name)
        names += old.keys.map(String.init).sorted()
        return names
    }
}
