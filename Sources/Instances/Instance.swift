internal import Elements
internal import JSON
private import POSIX
internal import Storage

/// An instance as replies show it.
struct Instance {
    let record: InstanceRecord
    let element: Element
    let token: String
    let tags: [String]
    let areEventsEnabled: Bool
    /// Entries as they are shown.
    let configuration: OwnedConfiguration

    /// A JSON object of every entry, in the element's order.
    typealias OwnedConfiguration = [(key: String, value: Shown)]

    enum Shown {
        case null
        case text(String)
        /// Bytes that the request still holds: a secret that is echoed is never copied into a `String`.
        case supplied(UnsafeRawBufferPointer)

        /// What a reply shows for a secret; literal of the platform.
        static var masked: Shown { .text("********") }
    }

    func json() -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("id", .integer(record.id))
        object.set("name", .string(record.name))
        object.set("createdDate", .string(Timestamp(seconds: record.created)?.text ?? ""))
        object.set("token", .string(token))
        object.set("element", elementJSON())
        object.set("tags", tagsJSON())
        object.set("user", userJSON())
        object.set("provisionInteractions", .array())
        object.set("valid", .boolean(true))
        object.set("disabled", .boolean(false))
        object.set("maxCacheSize", .integer(0))
        object.set("cacheTimeToLive", .integer(0))
        object.set("configuration", configurationJSON())
        object.set("eventsEnabled", .boolean(areEventsEnabled))
        object.set("traceLoggingEnabled", .boolean(false))
        object.set("cachingEnabled", .boolean(false))
        object.set("externalAuthentication", .string(record.externalAuthentication))
        return object
    }

    private func elementJSON() -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("id", .integer(element.id))
        object.set("name", .string(element.name))
        object.set("key", .string(element.key))
        object.set("description", .string(element.description))
        object.set("image", .string(orNull: element.image))
        object.set("active", .boolean(element.isActive))
        object.set("deleted", .boolean(element.isDeleted))
        object.set("typeOauth", .boolean(element.isOAuth))
        object.set("trialAccount", .boolean(element.isTrialAccount))
        object.set("resources", .array())
        return object
    }

    private func tagsJSON() -> OwnedJSON {
        var array = OwnedJSON.array()
        for tag in tags { array.append(.string(tag)) }
        return array
    }

    private func userJSON() -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("id", .integer(record.user))
        return object
    }

    private func configurationJSON() -> OwnedJSON {
        var object = OwnedJSON.object()
        for (key, value) in configuration {
            switch value {
            case .null: object.set(key, .null())
            case .text(let text): object.set(key, .string(text))
            case .supplied(let bytes): object.set(key, .string(utf8: bytes))
            }
        }
        return object
    }
}
