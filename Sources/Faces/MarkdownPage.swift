private import Elements
private import JSON
internal import Validation

/// A page for people: what an element needs, where to find it, what is set without them.
struct MarkdownPage {
    private let rules: ElementRules
    private var element: Element { rules.element }

    init(_ rules: ElementRules) { self.rules = rules }

    var text: String {
        let others = element.entries.indices.filter { index in !rules.ways.contains { $0.needs(index) } }
        let visible = others.filter { !isHidden($0) }
        let hidden = others.filter(isHidden)
        var parts = ["# \(Self.escaped(element.name))"]
        if !element.description.isEmpty { parts.append(Self.escaped(element.description)) }
        parts += [facts, "## What you need"] + rules.ways.flatMap(needed)
        if !visible.isEmpty { parts += ["## What you may set", table(visible)] }
        if let events { parts.append(events) }
        if !hidden.isEmpty { parts += ["## What is set for you", table(hidden)] }
        parts += ["## Request", "Fill in what stands in angle brackets:"]
        if let request = CText.dump(Example.request(rules), indent: 2) {
            parts.append("```json\n\(request.string)\n```")
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// What one way to authenticate asks for.
    private func needed(_ way: WayRules) -> [String] {
        let heading =
            rules.ways.count > 1
            ? ["With \(Self.code(Element.authenticationEntry)) set to \(Self.code(way.name)):"] : []
        var lines = element.entries.indices.filter(way.needs).map(line)
        if way.kind.needsProviderData {
            let members = way.kind.providerData.map { Self.code("\($0)") }.joined(separator: ", ")
            lines.append(
                "- **providerData** (\(members)) – what the vendor's page, to which `oauth/url` leads, gave back")
        }
        return heading
            + [lines.isEmpty ? "Nothing: every entry is optional, or has a default." : lines.joined(separator: "\n")]
    }

    private func isHidden(_ index: Int) -> Bool {
        element.entries[index].isHidden || element.entries[index].isInternal
    }

    private var facts: String {
        let hub = element.hub.map { ", hub \(Self.code($0))" } ?? ""
        return "Key \(Self.code(element.key)), id \(element.id)\(hub), authentication "
            + "\(Self.code(element.authentication))."
    }

    private func line(_ index: Int) -> String {
        let entry = element.entries[index]
        let help = entry.description.isEmpty ? "" : " – \(Self.escaped(entry.description))"
        let remarks = remarks(index)
        return "- **\(Self.escaped(entry.name))** (\(Self.code(entry.key)))\(help)"
            + (remarks.isEmpty ? "" : ". \(remarks)")
    }

    private func table(_ indices: [Int]) -> String {
        let rows = indices.map { index in
            let entry = element.entries[index]
            let help = [Self.escaped(entry.description), remarks(index)].filter { !$0.isEmpty }.joined(separator: ". ")
            let standard = entry.isSecret ? nil : entry.defaultValue
            let cells = [Self.code(entry.key), Self.escaped(entry.name), help, standard.map(Self.code) ?? ""]
            return "| \(cells.map(Self.cell).joined(separator: " | ")) |"
        }
        return (["| Entry | Name | Meaning | Default |", "|---|---|---|---|"] + rows).joined(separator: "\n")
    }

    /// What a value looks like.
    private func remarks(_ index: Int) -> String {
        let entry = element.entries[index]
        var remarks: [String] = []
        if entry.isSecret { remarks.append("Secret.") }
        if !entry.options.isEmpty {
            remarks.append("One of \(entry.options.map { Self.code($0.value) }.joined(separator: ", ")).")
        }
        switch rules.rules[index].kind {
        case .boolean: remarks.append("`true` or `false`.")
        case .hostLabel:
            remarks.append(
                rules.hostSuffixes[index].map { "The name only, what stands before \(Self.code($0))." }
                    ?? "The name only, not a whole host or URL.")
        case .url: remarks.append("An http or https URL.")
        case .integer: remarks.append("A whole number.")
        case .integerOrJSON: remarks.append("A whole number, or a JSON object of them.")
        case .json: remarks.append("JSON.")
        case .line, .lines: break
        }
        if let example = entry.example { remarks.append("For example \(Self.code(example)).") }
        return remarks.joined(separator: " ")
    }

    private var events: String? {
        guard let on = rules.eventsEnabled, let callback = rules.eventsCallback,
            element.entries[callback].defaultValue == nil
        else { return nil }
        return "With \(Self.code(element.entries[on].key)) set to `true`, "
            + "\(Self.code(element.entries[callback].key)) is needed."
    }

    // MARK: Markup

    /// Text of a definition, in which nothing counts as markup.
    private static func escaped(_ text: String) -> String {
        oneLine(text).map { "\\`*_[]<>#".contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    private static func code(_ text: String) -> String {
        let text = oneLine(text)
        let longestRun = text.split { $0 != "`" }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: longestRun + 1)
        let pad = longestRun > 0 || text.allSatisfy { $0 == " " } ? " " : ""
        return fence + pad + text + pad + fence
    }

    /// A bar would end the cell, in code too.
    private static func cell(_ markdown: String) -> String {
        markdown.map { $0 == "|" ? "\\|" : String($0) }.joined()
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    }
}
