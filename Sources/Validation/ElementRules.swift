package import Elements
package import JSON
package import Problems

/// An element compiled into what validation needs for each value: small numbers side by side, no text.
package final class ElementRules: Sendable {
    package let element: Element
    /// One for each entry, in the element's order.
    package let rules: ContiguousArray<EntryRule>
    /// The ways to authenticate, the standard one first.
    package let ways: ContiguousArray<WayRules>
    /// `authentication.type`, which chooses the way; nil where the element has none.
    package let authenticationType: Int?
    /// `event.notification.enabled` and the entry that it makes necessary; nil where the element has none.
    package let eventsEnabled: Int?
    package let eventsCallback: Int?
    /// What may stand behind the label of each host-label entry: `.freshservice.com`.
    package let hostSuffixes: [Int: String]
    /// The reply for a request without a fault, ready made.
    package let cleanReport: [UInt8]
    private let cleanMessage: String

    package init(_ element: Element) {
        self.element = element
        let ways = element.ways
        rules = ContiguousArray(
            element.entries.enumerated().map { index, entry in
                EntryRule(entry, mustBeSupplied: ways.allSatisfy { $0.mustBeSupplied[index] })
            })
        self.ways = ContiguousArray(ways.map(WayRules.init))
        authenticationType = element.index(ofEntry: Element.authenticationEntry)
        eventsEnabled = element.index(ofEntry: "event.notification.enabled").flatMap {
            element.entries[$0].type.isBoolean ? $0 : nil
        }
        eventsCallback = element.index(ofEntry: "event.notification.callback.url")
        let addresses = ([element.entry("base.url")] + element.entries).compactMap { $0?.defaultValue }
            .compactMap(URLTemplate.init)
        hostSuffixes = Dictionary(
            uniqueKeysWithValues: element.entries.enumerated().compactMap { index, entry in
                guard entry.format == .hostLabel else { return nil }
                return addresses.lazy.compactMap { $0.hostSuffix(behind: entry.key) }.first.map { (index, $0) }
            })
        let clean = Report(element: element.key, faults: [])
        cleanMessage = clean.message
        cleanReport = if let report = clean.text() { report.withUTF8(Array.init) } else { [] }
    }

    /// What is wrong with a text as the value of an entry, or odd about it, also when it is the entry's default.
    ///
    /// - Parameter entry: index of the entry.
    package func faults(of value: String, entry: Int) throws(Problem) -> [Fault] {
        var value = value
        let checked: Result<[EntryCheck.Finding], Problem> = value.withUTF8 { bytes in
            do throws(Problem) {
                return .success(
                    try EntryCheck(rules: self, index: entry).scrutiny(of: UnsafeRawBufferPointer(bytes)))
            } catch { return .failure(error) }
        }
        let findings = try checked.get()
        let key = element.entries[entry].key
        return findings.map {
            Fault(
                code: $0.code, isError: !$0.code.isWarning, path: JSONPointer.member(key, of: "/configuration"),
                key: key, message: $0.message, hint: $0.hint, place: JSONPlace())
        }
    }

    /// The same reply as a value.
    package func cleanReportJSON() -> OwnedJSON {
        var object = OwnedJSON.object()
        Report(element: element.key, faults: []).addMembers(to: &object, message: cleanMessage)
        return object
    }
}

/// One way to authenticate.
package struct WayRules: Sendable {
    package let name: String
    package let kind: AuthenticationKind
    /// Bit set over the entries: those that the caller must supply.
    let mustBeSupplied: ContiguousArray<UInt64>

    init(_ way: AuthenticationWay) {
        name = way.name
        kind = way.kind
        var bits = ContiguousArray<UInt64>(repeating: 0, count: (way.mustBeSupplied.count + 63) / 64)
        for (index, must) in way.mustBeSupplied.enumerated() where must { bits[index / 64] |= 1 << UInt64(index % 64) }
        mustBeSupplied = bits
    }

    /// Whether the caller must supply an entry on this way.
    package func needs(_ entry: Int) -> Bool { mustBeSupplied[entry / 64] & 1 << UInt64(entry % 64) != 0 }
}

extension ElementRules {
    /// The way that a value of `authentication.type` chooses. One that is none of the element's ways still says what kind
    /// it is; its entries are then those of the standard way.
    func way(_ value: String?) -> (index: Int, kind: AuthenticationKind) {
        guard let value, !value.isEmpty else { return (0, ways[0].kind) }
        let name = value.lowercased()
        if let index = ways.firstIndex(where: { $0.name.lowercased() == name }) { return (index, ways[index].kind) }
        return (0, AuthenticationKind(name))
    }

    package func kind(ofWay value: String?) -> AuthenticationKind { way(value).kind }
}

/// What validation must know of one entry on the good path.
package struct EntryRule: Sendable {
    package enum Kind: UInt8, Sendable { case line, lines, boolean, hostLabel, url, integer, integerOrJSON, json }

    package let kind: Kind
    let isSecret: Bool
    /// Whatever the way to authenticate.
    package let mustBeSupplied: Bool
    let hasOptions: Bool
    /// An `event.` entry other than the switch itself: without effect while events are off.
    let needsEvents: Bool
    let maximumLength: Int

    init(_ entry: ConfigurationEntry, mustBeSupplied: Bool) {
        kind =
            switch entry.format {
            case .hostLabel: .hostLabel
            case .url: .url
            case .integer: .integer
            case .integerOrJSON: .integerOrJSON
            case .json: .json
            case .text: entry.type.isBoolean ? .boolean : entry.type.isMultiline ? .lines : .line
            }
        isSecret = entry.isSecret
        self.mustBeSupplied = mustBeSupplied
        hasOptions = !entry.options.isEmpty
        needsEvents = entry.key.hasPrefix("event.") && entry.key != "event.notification.enabled"
        maximumLength = entry.type.maximumLength ?? .max
    }

    /// Blanks around such a value are no part of it, so it is stored without them.
    var isTrimmed: Bool {
        switch kind {
        case .boolean, .hostLabel, .url, .integer, .integerOrJSON: true
        case .line, .lines, .json: false
        }
    }
}
