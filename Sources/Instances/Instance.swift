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

    package func json() throws(Problem) -> OwnedJSON {
        var object = OwnedJSON.object()
        try write(to: &object)
        return object
    }

    /// The same as text; nil when memory ran out.
    package func text() throws(Problem) -> CText? {
        var writer = JSONWriter()
        writer.beginObject()
        try write(to: &writer)
        writer.endObject()
        return writer.finish()
    }

    private func write<Sink: JSONSink & ~Copyable>(to object: inout Sink) throws(Problem) {
        object.add("id", .integer(record.id))
        object.add("name", .text(record.name))
        object.add("createdDate", .text(InstanceDates.created(record)))
        if record.version > 1 {
            object.add("updatedDate", .text(InstanceDates.updated(record)))
            object.add("version", .integer(record.version))
        }
        object.add("token", .text(token))
        object.addObject("element") { object in writeElement(to: &object) }
        try StoredJSON.read(record.tags, of: record) { tags throws(Problem) in object.add("tags", sharing: tags) }
        object.addObject("user") { object in
            object.add("id", .integer(owner.user))
            object.add("emailAddress", .text(owner.email))
            object.add("firstName", .text(owner.firstName))
            object.add("lastName", .text(owner.lastName))
        }
        object.addEmptyArray("provisionInteractions")
        object.add("valid", .boolean(true))
        object.add("disabled", .boolean(record.isDisabled))
        object.add("maxCacheSize", .integer(record.cache.maximumSize))
        object.add("cacheTimeToLive", .integer(record.cache.timeToLive))
        try object.addObject("configuration") { object throws(Problem) in try writeConfiguration(to: &object) }
        object.add("eventsEnabled", .boolean(record.areEventsEnabled))
        object.add("traceLoggingEnabled", .boolean(record.isTracing))
        object.add("cachingEnabled", .boolean(record.cache.isEnabled))
        object.add("externalAuthentication", .text(record.externalAuthentication))
    }

    private func writeElement<Sink: JSONSink & ~Copyable>(to object: inout Sink) {
        if let element { object.add("id", .integer(element.id)) }
        object.add("name", .text(element?.name ?? record.element))
        object.add("key", .text(record.element))
        object.add("description", .text(element?.description ?? ""))
        object.add("image", JSONScalar(orNull: element?.image))
        object.add("active", .boolean(element?.isActive ?? false))
        object.add("deleted", .boolean(isElementGone || element?.isDeleted ?? false))
        object.add("typeOauth", .boolean(element?.isOAuth ?? false))
        object.add("trialAccount", .boolean(element?.isTrialAccount ?? false))
        object.addEmptyArray("resources")
    }

    private func writeConfiguration<Sink: JSONSink & ~Copyable>(to object: inout Sink) throws(Problem) {
        if let fresh { return writeConfiguration(fresh, to: &object) }
        try StoredJSON.read(record.configuration, of: record) { configuration throws(Problem) in
            for (key, value) in configuration.members {
                object.add(key.utf8Text, value.isObject ? .fixed(Self.mask) : value.utf8.map(JSONScalar.utf8) ?? .null)
            }
        }
    }

    private func writeConfiguration<Sink: JSONSink & ~Copyable>(_ fresh: FreshConfiguration, to object: inout Sink) {
        let entries = fresh.content.element.entries
        for index in entries.indices {
            let key = entries[index].key
            let value = fresh.content.values[index]
            let isShown =
                !entries[index].isSecret || (fresh.isEchoed && fresh.echoedKeys?.contains(key) ?? true)
            object.add(key, isShown ? value.json : value.isNull ? .null : .fixed(Self.mask))
        }
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
