internal import Elements
internal import JSON
internal import Problems
internal import Storage
internal import Validation

/// What a request makes of an instance, apart from its id, token and times.
struct InstanceContent {
    let element: Element
    let name: String
    /// JSON array of strings.
    let tags: String
    let externalAuthentication: String
    let areEventsEnabled: Bool
    let cache: InstanceCache
    /// In the order of the element's entries.
    let values: [CompletedConfiguration.Value]
    /// What the vendor's page gave, where the way to authenticate needs it; of the request. It is kept for whoever
    /// exchanges it for tokens: the library itself does not call the vendor.
    let providerData: JSONValue?

    /// - Parameters:
    ///   - request: valid for the element; lives as long as the content.
    ///   - old: the instance that the request changes: what the request does not say stays.
    init(_ request: JSONValue, _ rules: ElementRules, keeping old: InstanceRecord? = nil) throws(Problem) {
        element = rules.element
        guard let completed = CompletedConfiguration(request, rules) else { throw .outOfMemory }
        values = completed.values
        let members = RequestMembers(request)
        name = Self.name(members.name?.value, old, element)
        tags = try Self.tags(members.tags?.value, old, name: name)
        externalAuthentication =
            members.externalAuthentication.map { $0.value.string == "initial" ? "initial" : "none" }
            ?? old?.externalAuthentication ?? "none"
        areEventsEnabled = Self.areEventsEnabled(values, rules.element, members)
        cache = InstanceCache(request, keeping: old?.cache ?? InstanceCache())
        providerData = Self.providerData(members, rules, values)
    }

    /// What may have to be sealed.
    var secretCount: Int { element.entries.lazy.filter(\.isSecret).count + (providerData == nil ? 0 : 1) }

    private static func providerData(
        _ members: RequestMembers, _ rules: ElementRules, _ values: [CompletedConfiguration.Value]
    ) -> JSONValue? {
        guard let given = members.providerData?.value, given.count > 0 else { return nil }
        let way = rules.element.index(ofEntry: Element.authenticationEntry).flatMap { index in
            values[index].withUTF8 { $0?.utf8Text }
        }
        return rules.kind(ofWay: way).needsProviderData ? given : nil
    }

    /// Without HTML; the element's name where nothing is left.
    private static func name(_ value: JSONValue?, _ old: InstanceRecord?, _ element: Element) -> String {
        guard let value else { return old?.name ?? element.name }
        let name = value.string.map(Markup.removed) ?? ""
        return name.allSatisfy(\.isWhitespace) ? element.name : name
    }

    /// A new instance without tags gets its name for one. An empty list stays empty.
    private static func tags(_ value: JSONValue?, _ old: InstanceRecord?, name: String) throws(Problem) -> String {
        if value == nil, let old { return old.tags }
        var array = OwnedJSON.array()
        if let value {
            for index in 0..<value.count {
                if let tag = value[item: index]?.string { array.append(.string(Markup.removed(from: tag))) }
            }
        } else {
            array.append(.string(name))
        }
        guard let text = CText.dump(array) else { throw .outOfMemory }
        return text.string
    }

    /// Mirrors the switch among the entries; the request's own member counts where that is not supplied.
    private static func areEventsEnabled(
        _ values: [CompletedConfiguration.Value], _ element: Element, _ members: RequestMembers
    ) -> Bool {
        if let index = element.index(ofEntry: "event.notification.enabled"),
            values[index].withUTF8({ $0?.elementsEqual("true".utf8) ?? false })
        {
            return true
        }
        let member = members.eventsEnabled?.value
        return member?.boolean ?? (member?.string?.lowercased() == "true")
    }
}
