internal import Elements
internal import JSON
internal import POSIX
internal import Problems
internal import Secrets
internal import Storage
internal import Validation

/// An instance that is about to be stored: everything about it but its id. Made before the store is locked, as the
/// clock and the random source may be callbacks that call back in.
struct InstanceDraft {
    let element: Element
    let name: String
    let tags: [String]
    let token: String
    let areEventsEnabled: Bool
    private let created: Timestamp
    private let values: [CompletedConfiguration.Value]
    private let externalAuthentication: String
    /// One nonce for the token, then one for each secret.
    private let nonces: [UInt8]

    /// - Parameter request: valid; lives as long as the draft.
    init(_ request: JSONValue, _ rules: ElementRules, _ options: Provisioner.Options) throws(Problem) {
        element = rules.element
        guard let completed = CompletedConfiguration(request, rules) else { throw .outOfMemory }
        values = completed.values
        let members = RequestMembers(request)
        name = Self.name(members.name?.value, element)
        tags = Self.tags(members.tags?.value, name: name)
        externalAuthentication = members.externalAuthentication?.value.string == "initial" ? "initial" : "none"
        areEventsEnabled = Self.areEventsEnabled(values, rules.element, members)
        guard let now = options.clock() else {
            throw Problem(.callback, "the now callback answered a time outside of the years 1970 to 9999")
        }
        created = now
        let secrets = element.entries.lazy.filter(\.isSecret).count
        let random = try options.random.bytes(Token.randomLength + (1 + secrets) * Sealer.nonceLength)
        token = Token.make(from: random[..<Token.randomLength])
        nonces = Array(random[Token.randomLength...])
    }

    // MARK: Name and tags

    /// Without HTML; the element's name where nothing is left.
    private static func name(_ value: JSONValue?, _ element: Element) -> String {
        let name = value?.string.map(Markup.removed) ?? ""
        return name.allSatisfy(\.isWhitespace) ? element.name : name
    }

    /// A request without tags gets its name for one. An empty list stays empty.
    private static func tags(_ value: JSONValue?, name: String) -> [String] {
        guard let value else { return [name] }
        return (0..<value.count).compactMap { value[item: $0]?.string.map(Markup.removed) }
    }

    /// Mirrors the switch among the entries; the request's own member counts where that is not supplied.
    private static func areEventsEnabled(
        _ values: [CompletedConfiguration.Value], _ element: Element, _ members: RequestMembers
    ) -> Bool {
        if let index = element.index(ofEntry: "event.notification.enabled"), case .text("true") = values[index] {
            return true
        }
        let member = members.eventsEnabled?.value
        return member?.boolean ?? (member?.string?.lowercased() == "true")
    }

    // MARK: The record

    func record(id: Int64, user: Int64, store: [UInt8], _ sealer: Sealer) throws(Problem) -> InstanceRecord {
        InstanceRecord(
            id: id, user: user, element: element.key, name: name, tags: try tagsText(),
            configuration: try configurationText(id: id, user: user, store: store, sealer),
            externalAuthentication: externalAuthentication, created: created.seconds,
            sealedToken: try sealedToken(id: id, user: user, store: store, sealer),
            tokenFingerprint: try sealer.fingerprint(token))
    }

    private func nonce(_ index: Int) -> ArraySlice<UInt8> {
        nonces.dropFirst(index * Sealer.nonceLength).prefix(Sealer.nonceLength)
    }

    private func sealedToken(id: Int64, user: Int64, store: [UInt8], _ sealer: Sealer) throws(Problem) -> String {
        try sealer.seal(token, nonce: nonce(0), SealContext(.token, store: store, owner: user, instance: id))
    }

    private func tagsText() throws(Problem) -> String {
        var array = OwnedJSON.array()
        for tag in tags { array.append(.string(tag)) }
        guard let text = CText.dump(array) else { throw .outOfMemory }
        return text.string
    }

    /// Secrets sealed, the rest as it is.
    private func configurationText(
        id: Int64, user: Int64, store: [UInt8], _ sealer: Sealer
    ) throws(Problem) -> String {
        var object = OwnedJSON.object()
        var secrets = 0
        for (entry, value) in zip(element.entries, values) {
            if entry.isSecret { secrets += 1 }
            let context = SealContext(.entry, store: store, owner: user, instance: id, entry: entry.key)
            switch value {
            case .null: object.set(entry.key, .null())
            case .supplied(let bytes) where entry.isSecret:
                object.set(entry.key, Self.sealed(try sealer.seal(bytes, nonce: nonce(secrets), context)))
            case .text(let text) where entry.isSecret:
                object.set(entry.key, Self.sealed(try sealer.seal(text, nonce: nonce(secrets), context)))
            case .supplied(let bytes): object.set(entry.key, .string(utf8: bytes))
            case .text(let text): object.set(entry.key, .string(text))
            }
        }
        guard let text = CText.dump(object) else { throw .outOfMemory }
        return text.string
    }

    private static func sealed(_ text: String) -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("sealed", .string(text))
        return object
    }

    // MARK: The reply

    func shown(echoesSecrets: Bool) -> Instance.OwnedConfiguration {
        zip(element.entries, values).map { entry, value in
            switch value {
            case .null: (entry.key, .null)
            case .supplied(let bytes): (entry.key, entry.isSecret && !echoesSecrets ? .masked : .supplied(bytes))
            case .text(let text): (entry.key, entry.isSecret && !echoesSecrets ? .masked : .text(text))
            }
        }
    }
}
