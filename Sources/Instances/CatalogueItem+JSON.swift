package import Elements
package import JSON
package import Problems

/// Elements as the elements API shows them.
extension CatalogueItem {
    /// Whether it belongs to somebody, and not to everybody.
    package var isPrivate: Bool { if case .stored = origin { true } else { false } }

    /// What an element is, without what it is made of.
    package func summary() throws(Problem) -> OwnedJSON {
        let element = try read()
        var object = OwnedJSON.object()
        addFacts(element, to: &object) { _ in true }
        return object
    }

    /// The whole definition. What it leaves out is there, as the library takes it, and its parts have ids.
    package func whole() throws(Problem) -> OwnedJSON {
        let element = try read()
        let whole = try document().read { document in
            var whole = OwnedJSON.object()
            addFacts(element, to: &whole) { document.member($0) == nil || ["id", "key", "private"].contains($0) }
            for (key, value) in document.members {
                let name = key.utf8Text
                let isPart = ElementDocument.Parts.ofElement.contains { $0.member == name }
                if !isPart, !["id", "key", "private"].contains(name) { whole.set(name, .shared(value)) }
            }
            for parts in ElementDocument.Parts.ofElement {
                whole.set(parts.member, ElementDocument.parts(parts, of: document))
            }
            return whole
        }
        guard let whole else { throw .outOfMemory }
        return whole
    }

    private func addFacts(_ element: Element, to object: inout OwnedJSON, _ isWanted: (String) -> Bool) {
        func set(_ name: String, _ value: consuming OwnedJSON) { if isWanted(name) { object.set(name, value) } }
        set("id", .integer(element.id))
        set("key", .string(element.key))
        set("name", .string(element.name))
        set("description", .string(element.description))
        if let image = element.image { set("image", .string(image)) }
        if let hub = element.hub { set("hub", .string(hub)) }
        var authentication = OwnedJSON.object()
        authentication.set("type", .string(element.authentication))
        set("authentication", authentication)
        set("active", .boolean(element.isActive))
        set("deleted", .boolean(element.isDeleted))
        set("typeOauth", .boolean(element.isOAuth))
        set("trialAccount", .boolean(element.isTrialAccount))
        set("private", .boolean(isPrivate))
    }

    /// One of its lists of parts.
    func parts(_ list: ElementPartList) throws(Problem) -> OwnedJSON {
        let list = try document().read { document throws(Problem) in
            guard let owner = list.owner else { return ElementDocument.parts(list.parts, of: document) }
            let owners = ElementDocument.parts(owner.parts, of: document)
            let list = try owners.read { owners throws(Problem) -> OwnedJSON in
                guard let found = owners.items.first(where: { $0["id"]?.integer == owner.id }) else {
                    throw owner.missing
                }
                return ElementDocument.parts(list.parts, of: found)
            }
            guard let list else { throw .outOfMemory }
            return list
        }
        guard let list else { throw .outOfMemory }
        return list
    }
}

// MARK: - Metadata

extension CatalogueItem {
    /// What an element can do, in short.
    package func metadata() throws(Problem) -> OwnedJSON {
        let element = try read()
        let metadata = try document().read { document in
            var object = OwnedJSON.object()
            element.addNames(to: &object)
            object.set("active", .boolean(element.isActive))
            object.set("defaultAuthentication", .string(element.ways.first?.name ?? element.authentication))
            var ways = OwnedJSON.array()
            for way in element.ways { ways.append(.string(way.name)) }
            object.set("authenticationTypes", ways)
            for name in ["beta", "extended"] {
                object.set(name, .boolean(document.member(name)?.boolean ?? false))
            }
            object.set("events", Self.events(element, document))
            return object
        }
        guard let metadata else { throw .outOfMemory }
        return metadata
    }

    private static func events(_ element: Element, _ document: JSONValue) -> OwnedJSON {
        let methods = ["polling", "webhook"].filter { isSupported($0, element, document) }
        var names = OwnedJSON.array()
        for method in methods { names.append(.string(method)) }
        var events = OwnedJSON.object()
        events.set("supported", .boolean(!methods.isEmpty))
        events.set("methods", names)
        for method in methods {
            let prefix = method == "polling" ? "event.poller." : "event.notification."
            var entries = OwnedJSON.array()
            for entry in element.entries where entry.key.hasPrefix(prefix) { entries.append(.string(entry.key)) }
            var how = OwnedJSON.object()
            if method == "polling" {
                // In minutes.
                let interval = element.entry("event.poller.refresh_interval")?.defaultValue
                how.set("refreshInterval", .string(interval ?? "15"))
            }
            how.set("entries", entries)
            events.set(method, how)
        }
        return events
    }

    /// As the definition says, in our words or the platform's, or as its entries show.
    private static func isSupported(_ method: String, _ element: Element, _ document: JSONValue) -> Bool {
        if let said = document["events"]?.member(method)?.boolean { return said }
        if document["elementMetadata"]?["eventTypes"]?.items.contains(where: { $0.string == method }) ?? false {
            return true
        }
        if let vendor = element.entry("event.vendor.type") {
            let offered = vendor.options.map(\.value) + [vendor.defaultValue ?? ""]
            if offered.contains(where: { $0 == method || $0 == method + "s" }) { return true }
        }
        return method == "polling" && element.entry("event.poller.configuration") != nil
    }
}

extension Element {
    /// What it is called, in each list of elements.
    func addNames(to object: inout OwnedJSON) {
        object.set("id", .integer(id))
        object.set("key", .string(key))
        object.set("name", .string(name))
        object.set("description", .string(description))
        object.set("hub", .string(orNull: hub))
    }
}
