internal import Elements
internal import JSON
private import POSIX
internal import Problems
internal import Storage
internal import Validation

/// An instance as replies show it.
struct Instance {
    let record: InstanceRecord
    /// Nil when the catalogue does not know the element any more: the instance stays readable.
    let element: Element?
    /// Whether the element is no longer there: the instance goes on as it was made.
    let isElementGone: Bool
    let token: String
    /// The user to whom it belongs.
    let owner: Caller
    /// The configuration that the call itself has made, so that it need not be read back from the record.
    var fresh: FreshConfiguration?

    struct FreshConfiguration {
        let content: InstanceContent
        /// Whether secrets are repeated.
        let isEchoed: Bool
        /// The secrets that the call has set, and may repeat; nil for all.
        let echoedKeys: Set<String>?
    }

    /// What a reply shows for a secret; literal of the platform.
    static let mask: StaticString = "********"

    func json() throws(Problem) -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("id", .integer(record.id))
        object.set("name", .string(record.name))
        object.set("createdDate", .string(Timestamp(seconds: record.created)?.text ?? ""))
        if record.version > 1 {
            object.set("updatedDate", .string(InstanceDates.updated(record)))
            object.set("version", .integer(record.version))
        }
        object.set("token", .string(token))
        object.set("element", elementJSON())
        object.set("tags", try stored(record.tags))
        object.set("user", userJSON())
        object.set("provisionInteractions", .array())
        object.set("valid", .boolean(true))
        object.set("disabled", .boolean(record.isDisabled))
        object.set("maxCacheSize", .integer(record.cache.maximumSize))
        object.set("cacheTimeToLive", .integer(record.cache.timeToLive))
        object.set("configuration", try configurationJSON())
        object.set("eventsEnabled", .boolean(record.areEventsEnabled))
        object.set("traceLoggingEnabled", .boolean(record.isTracing))
        object.set("cachingEnabled", .boolean(record.cache.isEnabled))
        object.set("externalAuthentication", .string(record.externalAuthentication))
        return object
    }

    private func elementJSON() -> OwnedJSON {
        var object = OwnedJSON.object()
        if let element { object.set("id", .integer(element.id)) }
        object.set("name", .string(element?.name ?? record.element))
        object.set("key", .string(record.element))
        object.set("description", .string(element?.description ?? ""))
        object.set("image", .string(orNull: element?.image))
        object.set("active", .boolean(element?.isActive ?? false))
        object.set("deleted", .boolean(isElementGone || element?.isDeleted ?? false))
        object.set("typeOauth", .boolean(element?.isOAuth ?? false))
        object.set("trialAccount", .boolean(element?.isTrialAccount ?? false))
        object.set("resources", .array())
        return object
    }

    private func userJSON() -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("id", .integer(owner.user))
        object.set("emailAddress", .string(owner.email))
        object.set("firstName", .string(owner.firstName))
        object.set("lastName", .string(owner.lastName))
        return object
    }

    private func configurationJSON() throws(Problem) -> OwnedJSON {
        if let fresh { return configurationJSON(fresh) }
        return try stored(record.configuration).read { configuration in
            var object = OwnedJSON.object()
            for (key, value) in configuration.members {
                object.set(key.utf8Text, value.isObject ? .string(Self.mask) : .shared(value))
            }
            return object
        } ?? OwnedJSON.object()
    }

    private func configurationJSON(_ fresh: FreshConfiguration) -> OwnedJSON {
        var object = OwnedJSON.object()
        for (entry, value) in zip(fresh.content.element.entries, fresh.content.values) {
            let isShown = !entry.isSecret || (fresh.isEchoed && fresh.echoedKeys?.contains(entry.key) ?? true)
            switch value {
            case .null: object.set(entry.key, .null())
            default: object.set(entry.key, isShown ? value.json : .string(Self.mask))
            }
        }
        return object
    }

    private func stored(_ text: String) throws(Problem) -> OwnedJSON {
        try StoredJSON.parse(text, of: record)
    }
}

/// JSON that we stored ourselves.
enum StoredJSON {
    static func parse(_ text: String, of record: InstanceRecord?) throws(Problem) -> OwnedJSON {
        var text = text
        let parsed: Result<Parsed, JSONSyntaxError> = text.withUTF8 { bytes in
            do throws(JSONSyntaxError) {
                return .success(
                    Parsed(try OwnedJSON.parse(UnsafeRawBufferPointer(bytes), maximumBytes: Limits.definitionBytes)))
            } catch { return .failure(error) }
        }
        guard case .success(let holder) = parsed, let document = holder.take() else {
            throw Problem(
                .store,
                "\(record.map { "instance \($0.id)" } ?? "a value") is damaged in the store; restore it from a backup")
        }
        return document
    }

    /// Carries a document out of `withUTF8`, which can't answer anything that is not copyable.
    private final class Parsed {
        private var document: OwnedJSON?

        init(_ document: consuming OwnedJSON) { self.document = consume document }

        func take() -> OwnedJSON? { document.take() }
    }
}
