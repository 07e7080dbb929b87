internal import Elements
internal import JSON
internal import Problems
internal import Secrets
internal import Storage
internal import Validation

/// Seals and opens what is secret of an instance: its token, and the entries that its element calls secret.
struct InstanceSeals: Sendable {
    let keyring: Keyring
    var sealer: Sealer { keyring.sealer }
    /// Id of the store.
    var store: [UInt8] { keyring.store }

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
        let context = tokenContext(id: record.id, user: record.user)
        guard let token = try opened(record.sealedToken, { sealer.openShown($0, context) }) else {
            throw Problem(
                .store, "the token of instance \(record.id) is damaged in the store; restore it from a backup")
        }
        return token
    }

    private func tokenContext(id: Int64, user: Int64) -> SealContext {
        SealContext(.token, store: store, owner: user, instance: id)
    }

    /// Opens a value; where its key is unknown, another process may have replaced the keys.
    private func opened<Value>(
        _ text: String, _ open: (String) throws(Problem) -> Value?
    ) throws(Problem) -> Value? {
        if let value = try open(text) { return value }
        guard !sealer.knowsKey(of: text) else { return nil }
        try keyring.refresh()
        return try open(text)
    }

    // MARK: Entries

    /// The configuration as it is stored: secrets sealed, the rest as it is.
    func configuration(
        _ values: [CompletedConfiguration.Value], _ element: Element, id: Int64, user: Int64, _ nonces: inout Nonces
    ) throws(Problem) -> String {
        var object = OwnedJSON.object()
        for index in values.indices {
            let key = element.entries[index].key
            guard element.entries[index].isSecret, !values[index].isNull else {
                object.set(key, values[index].json)
                continue
            }
            let context = entryContext(key, id: id, user: user)
            let nonce = nonces.next()
            let sealed = try values[index].withUTF8 { bytes throws(Problem) in
                try sealer.seal(bytes ?? UnsafeRawBufferPointer(start: nil, count: 0), nonce: nonce, context)
            }
            var secret = OwnedJSON.object()
            secret.set("sealed", .string(sealed))
            object.set(key, secret)
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
        let context = providerDataContext(id: id, user: user)
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
            let opened = try opened(
                text,
                { text throws(Problem) in
                    try sealer.open(text, entryContext(entry, id: record.id, user: record.user))
                })
        else {
            throw Problem(
                .store, "\(entry) of instance \(record.id) is damaged in the store; restore it from a backup")
        }
        return opened
    }

    /// Seals what is sealed under a former key.
    func resealed(_ record: InstanceRecord, _ random: RandomSource) throws(Problem) -> ResealedInstance {
        let token = try resealed(
            record.sealedToken, "the token", record, tokenContext(id: record.id, user: record.user), random)
        let providerData = try record.sealedProviderData.flatMap { text throws(Problem) in
            try resealed(
                text, "providerData", record, providerDataContext(id: record.id, user: record.user), random)
        }
        var isChanged = false
        let stored = try StoredJSON.parse(record.configuration, of: record)
        let configuration = try stored.read { stored throws(Problem) in
            var object = OwnedJSON.object()
            for (key, value) in stored.members {
                let entry = key.utf8Text
                let context = entryContext(entry, id: record.id, user: record.user)
                if let text = value["sealed"]?.string, let new = try resealed(text, entry, record, context, random) {
                    var sealed = OwnedJSON.object()
                    sealed.set("sealed", .string(new))
                    object.set(entry, sealed)
                    isChanged = true
                } else {
                    object.set(entry, .shared(value))
                }
            }
            return object
        }
        guard let configuration, let text = CText.dump(configuration) else { throw .outOfMemory }
        return ResealedInstance(
            record, token: token, configuration: isChanged ? text.string : nil, providerData: providerData)
    }

    /// Nil for what is sealed under the key that seals now.
    private func resealed(
        _ text: String, _ what: String, _ record: InstanceRecord, _ context: SealContext, _ random: RandomSource
    ) throws(Problem) -> String? {
        if sealer.isCurrent(text) { return nil }
        guard let new = try sealer.reseal(text, nonce: try random.bytes(Sealer.nonceLength)[...], context) else {
            throw Problem(.store, "\(what) of instance \(record.id) is damaged in the store, and was left as it is")
        }
        return new
    }

    private func providerDataContext(id: Int64, user: Int64) -> SealContext {
        SealContext(.providerData, store: store, owner: user, instance: id)
    }

    private func entryContext(_ entry: String, id: Int64, user: Int64) -> SealContext {
        SealContext(.entry, store: store, owner: user, instance: id, entry: entry)
    }
}
