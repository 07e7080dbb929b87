package import Elements
package import JSON

/// An element compiled into what validation needs for each value: small numbers side by side, no text.
package final class ElementRules: Sendable {
    package let element: Element
    /// One for each entry, in the element's order.
    let rules: ContiguousArray<EntryRule>
    /// Bit set over the entries: those that the caller must supply.
    let mustBeSupplied: ContiguousArray<UInt64>
    /// `event.notification.enabled` and the entry that it makes necessary; nil where the element has none.
    let eventsEnabled: Int?
    let eventsCallback: Int?
    /// What may stand behind the label of each host-label entry: `.freshservice.com`.
    let hostSuffixes: [Int: String]
    /// The reply for a request without a fault, ready made.
    package let cleanReport: [UInt8]
    private let cleanMessage: String

    package init(_ element: Element) {
        self.element = element
        rules = ContiguousArray(element.entries.map(EntryRule.init))
        var bits = ContiguousArray<UInt64>(repeating: 0, count: (element.entries.count + 63) / 64)
        for (index, entry) in element.entries.enumerated() where entry.mustBeSupplied {
            bits[index / 64] |= 1 << UInt64(index % 64)
        }
        mustBeSupplied = bits
        eventsEnabled = element.index(ofEntry: "event.notification.enabled").flatMap {
            element.entries[$0].type.isBoolean ? $0 : nil
        }
        eventsCallback = element.index(ofEntry: "event.notification.callback.url")
        let template = element.entry("base.url")?.defaultValue.flatMap(URLTemplate.init)
        hostSuffixes = Dictionary(
            uniqueKeysWithValues: element.entries.enumerated().compactMap { index, entry in
                guard entry.format == .hostLabel, let suffix = template?.hostSuffix(behind: entry.key) else {
                    return nil
                }
                return (index, suffix)
            })
        let clean = Report(element: element.key, faults: [])
        cleanMessage = clean.message
        let report = CText.dump(clean.json())
        cleanReport = if let report { report.withUTF8(Array.init) } else { [] }
    }

    /// The same reply as a value.
    package func cleanReportJSON() -> OwnedJSON {
        Report.json(isValid: true, element: element.key, message: cleanMessage, errors: [], warnings: [])
    }
}

/// What validation must know of one entry on the good path.
struct EntryRule {
    enum Kind: UInt8 { case line, lines, boolean, hostLabel, url, integer, integerOrJSON, json }

    let kind: Kind
    let isSecret: Bool
    let mustBeSupplied: Bool
    let hasOptions: Bool
    /// An `event.` entry other than the switch itself: without effect while events are off.
    let needsEvents: Bool
    let maximumLength: Int

    init(_ entry: ConfigurationEntry) {
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
        mustBeSupplied = entry.mustBeSupplied
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
