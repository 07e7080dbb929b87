private import Elements
private import JSON
internal import Validation

/// Rules for addresses in which `{entry}` stands for the value of an entry.
enum Addresses {
    private struct Template {
        let text: String
        let path: String
        let key: String?
        /// As messages call it.
        let what: String
        /// Names that stand for something else than an entry.
        var parameters: Set<String> = []
        /// Entries that stand there under another name.
        var entries: [String: String] = [:]
    }

    static func unknownPlaceholders(_ subject: LintSubject) -> [Finding] {
        guard let rules = subject.rules else { return [] }
        let keys = rules.element.entries.map(\.key)
        return templates(subject).flatMap { template -> [Finding] in
            var seen: Set<String> = []
            return URLTemplate.placeholders(in: template.text).compactMap { name -> Finding? in
                guard rules.element.index(ofEntry: template.entries[name] ?? name) == nil,
                    !template.parameters.contains(name),
                    seen.insert(name).inserted
                else { return nil }
                let nearest = Suggestion.nearest(to: name, among: keys + template.parameters.sorted())
                let missing = template.key == nil ? "neither an entry nor a parameter" : "no entry"
                return Finding(
                    .unknownPlaceholder, at: template.path, key: template.key,
                    "\(template.what) holds {\(QuotedKey.text(name.utf8))}, for which there is \(missing)",
                    hint: nearest.map { "did you mean {\($0)}?" } ?? "add it, or write the address without")
            }
        }
    }

    static func hostsWithoutFormat(_ subject: LintSubject) -> [Finding] {
        guard let rules = subject.rules else { return [] }
        var seen: Set<String> = []
        return templates(subject).flatMap { template -> [Finding] in
            guard let address = URLTemplate(template.text) else { return [] }
            return address.hostEntries.sorted().compactMap { placeholder -> Finding? in
                let name = template.entries[placeholder] ?? placeholder
                guard let entry = rules.element.entry(name), entry.format != .hostLabel, seen.insert(name).inserted
                else { return nil }
                let isLabel = address.hostLabels.contains(placeholder)
                return Finding(
                    .hostWithoutFormat, at: template.path, key: name,
                    "\(name) becomes \(isLabel ? "part of" : "the whole of") the host in \(template.what), "
                        + "and its format is \(entry.format.rawValue)",
                    hint: isLabel
                        ? "give it the format host-label, or its value can send credentials to any host"
                        : "write what is the same for all hosts into the address, or credentials can go to any host")
            }
        }
    }

    private static func templates(_ subject: LintSubject) -> [Template] {
        let entriesByName = ElementReader.pathParameters(of: subject.root)
        let entries = subject.entries.compactMap { item -> Template? in
            guard let value = item.entry.defaultValue, item.entry.key == "base.url" || URLTemplate(value) != nil else {
                return nil
            }
            return Template(
                text: value, path: "\(item.path)/defaultValue", key: item.entry.key,
                what: "the default of \(item.entry.key)", entries: entriesByName)
        }
        let common = names(of: subject.root)
        let resources = LintSubject.items("resources", of: subject.root).flatMap { resource, path -> [Template] in
            let parameters = common.union(names(of: resource))
            return (["path", "vendorPath"] as [StaticString]).compactMap { member -> Template? in
                guard let text = resource[member]?.string else { return nil }
                return Template(
                    text: text, path: "\(path)/\(member)", key: nil, what: "\(QuotedKey.text(text.utf8))",
                    parameters: parameters, entries: entriesByName)
            }
        }
        return entries + resources
    }

    /// The names of an object's parameters.
    private static func names(of object: JSONValue) -> Set<String> {
        let parameters = LintSubject.items("parameters", of: object).map(\.0)
        return Set(parameters.compactMap { $0["name"]?.string } + parameters.compactMap { $0["vendorName"]?.string })
    }
}
