internal import Elements
internal import JSON
internal import Problems
internal import Storage
internal import Validation

/// A request to change an instance, put together with what is stored to the request that would provision the changed
/// instance. So one set of rules judges both.
struct ChangeRequest {
    enum Kind: String {
        /// PATCH: what the request does not name stays.
        case update
        /// PUT: a configuration replaces the stored one; without one that stays.
        case replace
    }

    let kind: Kind
    private let request: JSONValue
    private let members: RequestMembers
    private let old: InstanceRecord

    /// - Parameter request: an object; lives as long as the change.
    init(_ kind: Kind, _ request: JSONValue, _ old: InstanceRecord) {
        self.kind = kind
        self.request = request
        self.old = old
        members = RequestMembers(request)
    }

    /// Whether the request touches the configuration; a mere renaming leaves it as it is stored, seals and all.
    var changesConfiguration: Bool { members.configuration != nil || members.element != nil }

    /// Whether the request was based on another state of the instance than the stored one. A replacement may be a whole
    /// instance as an earlier reply showed it, so there these members mean nothing.
    var isStale: Bool {
        guard kind == .update else { return false }
        if let version = request["version"], !version.isNull { return version.integer != old.version }
        guard let date = request["updatedDate"], !date.isNull else { return false }
        return date.string != InstanceDates.updated(old)
    }

    // MARK: The whole request

    /// The request that would provision the changed instance, with stored secrets in clear.
    func whole(_ seals: InstanceSeals, _ elements: VisibleElements) throws(Problem) -> OwnedJSON {
        var whole = OwnedJSON.object()
        if let element = members.element {
            whole.set("element", .shared(element.value))
        } else {
            var element = OwnedJSON.object()
            element.set("key", .string(old.element))
            whole.set("element", element)
        }
        whole.set("configuration", try configuration(seals, elements))
        for (name, member) in [("name", members.name), ("tags", members.tags)] {
            if let member { whole.set(name, .shared(member.value)) }
        }
        if let member = members.providerData { whole.set("providerData", .shared(member.value)) }
        if let member = members.externalAuthentication { whole.set("externalAuthentication", .shared(member.value)) }
        for name in InstanceCache.members {
            if let value = request[name] { whole.set("\(name)", .shared(value)) }
        }
        if let member = members.eventsEnabled {
            whole.set("eventsEnabled", .shared(member.value))
        } else if old.areEventsEnabled, !suppliedKeys.contains("event.notification.enabled") {
            whole.set("eventsEnabled", .boolean(true))
        }
        return whole
    }

    /// The entries that the request sets itself: not those whose mask it sends back.
    var suppliedKeys: Set<String> {
        guard let configuration = members.configuration?.value, configuration.isObject else { return [] }
        return Set(configuration.members.filter { !Self.isMask($0.value) }.map { Self.trimmed($0.key.utf8Text) })
    }

    /// The members and entries that the change is about, for the log: what differs, and the entries that were sent.
    func names(of new: InstanceRecord, _ element: Element) -> [String] {
        var names: [String] = []
        if new.element != old.element { names.append("element") }
        if new.name != old.name { names.append("name") }
        if new.tags != old.tags { names.append("tags") }
        if new.externalAuthentication != old.externalAuthentication { names.append("externalAuthentication") }
        if new.areEventsEnabled != old.areEventsEnabled { names.append("eventsEnabled") }
        if new.cache.isEnabled != old.cache.isEnabled { names.append("cachingEnabled") }
        if new.cache.maximumSize != old.cache.maximumSize { names.append("maxCacheSize") }
        if new.cache.timeToLive != old.cache.timeToLive { names.append("cacheTimeToLive") }
        guard changesConfiguration else { return names }
        let supplied = suppliedKeys
        return names + element.entries.map(\.key).filter(supplied.contains).map { "configuration.\($0)" }
    }

    /// Stored entries, and over them those of the request. A masked secret is what a client read before: it stays.
    private func configuration(_ seals: InstanceSeals, _ elements: VisibleElements) throws(Problem) -> OwnedJSON {
        let supplied = members.configuration?.value
        if let supplied, !supplied.isObject { return .shared(supplied) }
        let keepsOthers = supplied == nil || kind == .update
        let element = try target(elements)
        let stored = try StoredJSON.parse(old.configuration, of: old)
        let merged = try stored.read { stored throws(Problem) in
            var merged = OwnedJSON.object()
            for (key, value) in stored.members {
                let name = key.utf8Text
                let new = supplied.flatMap { Self.member(name, of: $0) }
                let isKept = new.map { Self.isMask($0) && value.isObject } ?? keepsOthers
                guard isKept, Self.fits(name, value, element) else { continue }
                merged.set(name, try clear(value, name, seals))
            }
            if let supplied {
                for (key, value) in supplied.members {
                    let name = Self.entry(key.utf8Text, element)
                    let isMasked = Self.isMask(value) && (Self.member(name, of: stored)?.isObject ?? false)
                    if !isMasked { merged.set(name, .shared(value)) }
                }
            }
            return merged
        }
        guard let merged else { throw .outOfMemory }
        return merged
    }

    /// The element that the instance will have; nil for one that is unknown, which validation tells.
    private func target(_ elements: VisibleElements) throws(Problem) -> Element? {
        guard let element = members.element?.value else { return try elements.item(key: old.element)?.read() }
        if let key = element["key"]?.string { return try elements.item(key: key)?.read() }
        guard let id = element["id"].flatMap({ $0.integer ?? $0.string.flatMap { Int64($0) } }) else { return nil }
        return try elements.item(id: id)?.read()
    }

    /// Whether a stored entry may go on in an element: it must know the entry, and what was secret must stay so.
    private static func fits(_ key: String, _ value: JSONValue, _ element: Element?) -> Bool {
        guard let element else { return true }
        guard let entry = element.entry(key) else { return false }
        return entry.isSecret || !value.isObject
    }

    /// The entry that a key means: blanks around it are no part of it.
    private static func entry(_ key: String, _ element: Element?) -> String {
        guard let element, element.entry(key) == nil, element.entry(trimmed(key)) != nil else { return key }
        return trimmed(key)
    }

    private static func trimmed(_ key: String) -> String {
        var key = key[...]
        while key.first == " " { key = key.dropFirst() }
        while key.last == " " { key = key.dropLast() }
        return String(key)
    }

    private func clear(_ value: JSONValue, _ key: String, _ seals: InstanceSeals) throws(Problem) -> OwnedJSON {
        guard value.isObject else { return .shared(value) }
        let secret = try seals.open(value, entry: key, of: old)
        return secret.withBytes { .string(utf8: UnsafeRawBufferPointer($0)) }
    }

    /// How many stored entries the whole request may hold beside its own.
    var storedEntries: Int { (members.configuration?.value.count ?? 0) > Limits.configurationEntries ? 0 : .max / 2 }

    /// Overwrites the stored secrets that the whole request holds in clear. What is the caller's own stays as it is.
    func wipeStoredSecrets(in whole: JSONValue) {
        guard let stored = whole["configuration"] else { return }
        let own = Set(members.configuration.map { $0.value.members.map(\.value.pointer) } ?? [])
        // Most are not secret; those are overwritten too, as nobody needs them any more.
        for (_, value) in stored.members where !own.contains(value.pointer) { value.wipe() }
    }

    private static func member(_ name: String, of object: JSONValue) -> JSONValue? {
        object.members.first { trimmed($0.key.utf8Text) == name }?.value
    }

    private static func isMask(_ value: JSONValue) -> Bool {
        value.utf8.map { $0.elementsEqual("********".utf8) } ?? false
    }

    // MARK: Faults

    /// The faults that the request has caused: what was stored before is not judged again unless the element changes, as
    /// instances go on working when the rules change.
    func caused() -> (Fault) -> Bool {
        if members.element != nil || kind == .replace && members.configuration != nil { return { _ in true } }
        let prefix = "/configuration/"
        let configuration = members.configuration.flatMap { $0.value.isObject ? $0.value : nil }
        let keys = Set(configuration?.members.map(\.key.utf8Text) ?? [])
        let pointers = Set(keys.map { JSONPointer.member($0).dropFirst() })
        return { fault in
            guard fault.path.hasPrefix(prefix) else { return true }
            return pointers.contains(fault.path.dropFirst(prefix.count).prefix { $0 != "/" })
                || fault.key.map(keys.contains) ?? false
        }
    }
}
