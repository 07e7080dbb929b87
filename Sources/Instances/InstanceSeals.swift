internal import Elements
internal import JSON
internal import Problems
internal import Secrets
internal import Storage
internal import Validation

/// Seals and opens what is secret of an instance: its token, and the entries that its element calls secret.
struct InstanceSeals: Sendable {
    let sealer: Sealer
    /// Id of the store.
    let store: [UInt8]

    /// Random bytes for sealing: drawn at once before the store is locked, as the source may be a callback that calls
    /// back in.
    struct Nonces {
        private var rest: ArraySlice<UInt8>

        init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

        init(count: Int, _ random: RandomSource) throws(Problem) {
            rest = try random.bytes(count * Sealer.nonceLength)[...]
        }

        mutating func next() -> ArraySlice<UInt8> {
            defer { rest = rest.dropFirst(Sealer.nonceLength) }
            return rest.prefix(Sealer.nonceLength)
        }
    }

    // MARK: Tokens

    func seal(token: String, id: Int64, user: Int64, _ nonces: inout Nonces) throws(Problem) -> String {
        try sealer.seal(token, nonce: nonces.next(), tokenContext(id: id, user: user))
    }

    func token(of record: InstanceRecord) throws(Problem) -> String {
        guard let token = sealer.openShown(record.sealedToken, tokenContext(id: record.id, user: record.user)) else {
            throw Problem(
                .store, "the token of instance \(record.id) is damaged in the store; restore it from a backup")
        }
        return token
    }

    private func tokenContext(id: Int64, user: Int64) -> SealContext {
        SealContext(.token, store: store, owner: user, instance: id)
    }

    // MARK: Entries

    /// The configuration as it is stored: secrets sealed, the rest as it is.
    func configuration(
        _ values: [CompletedConfiguration.Value], _ element: Element, id: Int64, user: Int64, _ nonces: inout Nonces
    ) throws(Problem) -> String {
        var object = OwnedJSON.object()
        for (entry, value) in zip(element.entries, values) {
            let context = entryContext(entry.key, id: id, user: user)
            switch value {
            case .supplied(let bytes) where entry.isSecret:
                object.set(entry.key, Self.sealed(try sealer.seal(bytes, nonce: nonces.next(), context)))
            case .text(let text) where entry.isSecret, .standard(let text) where entry.isSecret:
                object.set(entry.key, Self.sealed(try sealer.seal(text, nonce: nonces.next(), context)))
            default: object.set(entry.key, value.json)
            }
        }
        guard let text = CText.dump(object) else { throw .outOfMemory }
        return text.string
    }

    /// What the vendor's page gave, as it is stored; nil where there is nothing.
    func providerData(
        _ content: InstanceContent, id: Int64, user: Int64, _ nonces: inout Nonces
    ) throws(Problem) -> String? {
        guard let given = content.providerData else { return nil }
        guard let text = CText.dump(given) else { throw .outOfMemory }
        let context = SealContext(.providerData, store: store, owner: user, instance: id)
        let sealed: Result<String, Problem> = text.withUTF8 { bytes in
            do throws(Problem) { return .success(try sealer.seal(bytes, nonce: nonces.next(), context)) } catch {
                return .failure(error)
            }
        }
        text.wipe()
        return try sealed.get()
    }

    /// The value of a stored secret.
    func open(_ sealed: JSONValue, entry: String, of record: InstanceRecord) throws(Problem) -> SecretBytes {
        guard let text = sealed["sealed"]?.string,
            let opened = try sealer.open(text, entryContext(entry, id: record.id, user: record.user))
        else {
            throw Problem(
                .store, "\(entry) of instance \(record.id) is damaged in the store; restore it from a backup")
        }
        return opened
    }

    private func entryContext(_ entry: String, id: Int64, user: Int64) -> SealContext {
        SealContext(.entry, store: store, owner: user, instance: id, entry: entry)
    }

    private static func sealed(_ text: String) -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("sealed", .string(text))
        return object
    }
}
