internal import Elements
package import JSON
private import POSIX
package import Problems
internal import Storage
internal import Validation

/// An instance as replies show it. Valid as long as the request from which its configuration comes.
package struct Instance {
    var record: InstanceRecord
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

    package var version: Int64 { record.version }

    /// As text; nil when memory ran out.
    package func text() throws(Problem) -> CText? { CText.dump(try json()) }

    package func json() throws(Problem) -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("id", .integer(record.id))
        object.set("name", .string(record.name))
        object.set("createdDate", .string(InstanceDates.created(record)))
        if record.version > 1 {
            object.set("updatedDate", .string(InstanceDates.updated(record)))
            object.set("version", .integer(record.version))
        }
        object.set("token", .string(token))
        object.set("element", elementJSON())
        try StoredJSON.read(record.tags, of: record) { tags throws(Problem) in object.set("tags", .shared(tags)) }
        var user = OwnedJSON.object()
        user.set("id", .integer(owner.user))
        user.set("emailAddress", .string(owner.email))
        user.set("firstName", .string(owner.firstName))
        user.set("lastName", .string(owner.lastName))
        object.set("user", user)
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

    private func configurationJSON() throws(Problem) -> OwnedJSON {
        if let fresh { return configurationJSON(fresh) }
        var object = OwnedJSON.object()
        try StoredJSON.read(record.configuration, of: record) { configuration throws(Problem) in
            for (key, value) in configuration.members {
                object.set(key.utf8Text, value.isObject ? .string(Self.mask) : .shared(value))
            }
        }
        return object
    }

    private func configurationJSON(_ fresh: FreshConfiguration) -> OwnedJSON {
        var object = OwnedJSON.object()
        let entries = fresh.content.element.entries
        for index in entries.indices {
            let key = entries[index].key
            let value = fresh.content.values[index]
            let isShown =
                !entries[index].isSecret || (fresh.isEchoed && fresh.echoedKeys?.contains(key) ?? true)
            object.set(key, isShown ? value.json : value.isNull ? .null() : .string(Self.mask))
        }
        return object
    }
}

/// JSON that we stored ourselves.
enum StoredJSON {
    /// Reads a value of a record.
    static func read<Result>(
        _ text: String, of record: InstanceRecord, _ body: (JSONValue) throws(Problem) -> Result
    ) throws(Problem) -> Result {
        guard let result = try parse(text, of: record).read(body) else { throw .outOfMemory }
        return result
    }

    static func parse(_ text: String, of record: InstanceRecord?) throws(Problem) -> OwnedJSON {
        var text = text
        let parsed: Result<Parsed, JSONFailure> = text.withUTF8 { bytes in
            do throws(JSONFailure) {
                return .success(
                    Parsed(try OwnedJSON.parse(UnsafeRawBufferPointer(bytes), maximumBytes: Limits.definitionBytes)))
            } catch { return .failure(error) }
        }
        if case .failure(.outOfMemory) = parsed { throw .outOfMemory }
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
