package import JSON
package import Problems

/// Reads an element from its definition: JSON in the platform's export format with our small extension.
/// docs/elements.md describes both. Members that are not known here are left alone.
package enum ElementReader {
    /// - Parameter source: names the definition in messages: the path of its file.
    package static func read(_ text: UnsafeRawBufferPointer, source: String) throws(Problem) -> Element {
        let element = try parse(text, source: source).read { root throws(Problem) in try read(root, source: source) }
        guard let element else { throw .outOfMemory }
        return element
    }

    /// The text of a definition as JSON.
    static func parse(_ text: UnsafeRawBufferPointer, source: String) throws(Problem) -> OwnedJSON {
        do { return try OwnedJSON.parse(text, maximumBytes: Limits.definitionBytes) } catch {
            let place = "line \(error.position.line), column \(error.position.column)"
            throw Problem(.malformed, "the element definition \"\(source)\", \(place): \(error.message); \(error.hint)")
        }
    }

    package static func read(_ root: JSONValue, source: String) throws(Problem) -> Element {
        let reader = Definition(object: root, source: source, what: "the definition")
        guard root.isObject else { throw reader.fault("must be a JSON object") }
        let key = try reader.requiredText("key")
        let typeName = try authentication(root, reader)
        return Element(
            id: try reader.integer("id") ?? derivedID(key), key: key, name: try reader.text("name") ?? key,
            description: try reader.text("description") ?? "", image: try reader.text("image"),
            hub: try reader.text("hub")?.lowercased(), authentication: typeName,
            isActive: try reader.boolean("active") ?? true, isDeleted: try reader.boolean("deleted") ?? false,
            isOAuth: try reader.boolean("typeOauth") ?? typeName.hasPrefix("oauth"),
            isTrialAccount: try reader.boolean("trialAccount") ?? false,
            entries: try entries(of: root, reader, AuthenticationKind(typeName)))
    }

    private static func authentication(_ root: JSONValue, _ reader: Definition) throws(Problem) -> String {
        guard let authentication = root["authentication"], !authentication.isNull else { return "custom" }
        guard authentication.isObject else { throw reader.fault("has an \"authentication\" that is no object") }
        let reader = Definition(object: authentication, source: reader.source, what: "\"authentication\"")
        return try reader.requiredText("type")
    }

    private static func options(_ reader: Definition) throws(Problem) -> [String] {
        guard let list = reader.object["options"], !list.isNull else { return [] }
        guard list.isArray else { throw reader.fault("has \"options\" that are no array") }
        var options: [String] = []
        for index in 0..<list.count {
            guard let value = list[item: index]?["value"]?.string else {
                throw reader.fault("has \"options\" of which number \(index + 1) has no \"value\" that is a string")
            }
            options.append(value)
        }
        return options
    }

    private static func entries(
        of root: JSONValue, _ reader: Definition, _ kind: AuthenticationKind
    ) throws(Problem) -> [ConfigurationEntry] {
        guard let list = root["configuration"], !list.isNull else { return kind.tokenEntries.map(tokenEntry) }
        guard list.isArray else { throw reader.fault("\"configuration\" must be an array of entries") }
        let template = templateHosts(in: list)
        var entries: [ConfigurationEntry] = []
        var seen: Set<String> = []
        for index in 0..<list.count {
            guard let item = list[item: index] else { continue }
            let what = "configuration entry \(index + 1)"
            let reader = Definition(object: item, source: reader.source, what: what)
            guard item.isObject else { throw reader.fault("must be an object") }
            let entry = try entry(reader, hostLabels: template)
            guard seen.insert(entry.key).inserted else { throw reader.fault("repeats the key \"\(entry.key)\"") }
            entries.append(entry)
        }
        // Stable: entries of equal order keep their places.
        let sorted = entries.enumerated().sorted {
            ($0.element.displayOrder, $0.offset) < ($1.element.displayOrder, $1.offset)
        }.map(\.element)
        // Documented elements do not list where their tokens are kept.
        let others = entries.first { $0.key == Element.authenticationEntry }?.options ?? []
        var tokens: [String] = []
        for kind in [kind] + others.map(AuthenticationKind.init) {
            tokens += kind.tokenEntries.filter { !seen.contains($0) && !tokens.contains($0) }
        }
        return sorted + tokens.map(tokenEntry)
    }

    private static func tokenEntry(_ key: String) -> ConfigurationEntry {
        ConfigurationEntry(
            key: key, name: key, description: "", type: .textArea, format: .text, isRequired: false, defaultValue: nil,
            displayOrder: .max, isHidden: true, isInternal: true, isSecret: true, options: [], authenticationTypes: [])
    }

    private static func entry(_ reader: Definition, hostLabels: Set<String>) throws(Problem) -> ConfigurationEntry {
        let key = try reader.requiredText("key")
        let type = EntryType(try reader.text("type") ?? "TEXTFIELD_128")
        var format = hostLabels.contains(key) ? EntryFormat.hostLabel : .text
        if let name = try reader.text("format") {
            guard let known = EntryFormat(rawValue: name) else {
                throw reader.fault("has an unknown format \"\(name)\"")
            }
            format = known
        }
        let defaultValue = try reader.text("defaultValue")
        return ConfigurationEntry(
            key: key, name: try reader.text("name") ?? key, description: try reader.text("description") ?? "",
            type: type, format: format, isRequired: try reader.boolean("required") ?? false,
            defaultValue: defaultValue == "" ? nil : defaultValue,
            displayOrder: try reader.integer("displayOrder") ?? 0,
            isHidden: try reader.boolean("hideFromConsole") ?? false,
            isInternal: try reader.boolean("internal") ?? false,
            isSecret: try reader.boolean("secret") ?? (type == .password || SecretKeys.isSecret(key)),
            options: try options(reader), authenticationTypes: try reader.texts("authenticationTypes"))
    }

    /// The entries that become a label of the host in the default of `base.url`: `acme` in
    /// `https://{subdomain}.freshservice.com`. Without a check such a value could send credentials to another host.
    private static func templateHosts(in list: JSONValue) -> Set<String> {
        for index in 0..<list.count {
            guard let item = list[item: index], item["key"]?.string == "base.url",
                let template = item["defaultValue"]?.string
            else { continue }
            return URLTemplate(template)?.hostLabels ?? []
        }
        return []
    }

    /// An id for a definition without one (exports made for import have none): from the key, so that it is the same
    /// at every start, and above all ids that the platform has given so far.
    private static func derivedID(_ key: String) -> Int64 {
        var hash: UInt32 = 2_166_136_261
        for byte in key.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return 1_000_000 + Int64(hash % 1_000_000_000)
    }
}

/// One object of a definition, with words for what is wrong in it.
private struct Definition {
    let object: JSONValue
    let source: String
    let what: String

    func fault(_ message: String) -> Problem {
        Problem(.invalid, "the element definition \"\(source)\": \(what) \(message)")
    }

    /// Nil where the member is absent or null.
    private func member(_ name: StaticString) -> JSONValue? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    func text(_ name: StaticString) throws(Problem) -> String? {
        guard let value = member(name) else { return nil }
        guard let text = value.string else { throw fault("has a \"\(name)\" that is no string") }
        return text
    }

    func requiredText(_ name: StaticString) throws(Problem) -> String {
        guard let text = try text(name), !text.isEmpty else { throw fault("has no \"\(name)\"") }
        return text
    }

    /// Empty where the member is absent or null.
    func texts(_ name: StaticString) throws(Problem) -> [String] {
        guard let value = member(name) else { return [] }
        let texts = (0..<value.count).compactMap { value[item: $0]?.string }
        guard value.isArray, texts.count == value.count else {
            throw fault("has a \"\(name)\" that is no array of strings")
        }
        return texts
    }

    func boolean(_ name: StaticString) throws(Problem) -> Bool? {
        guard let value = member(name) else { return nil }
        guard let boolean = value.boolean else { throw fault("has a \"\(name)\" that is neither true nor false") }
        return boolean
    }

    func integer(_ name: StaticString) throws(Problem) -> Int64? {
        guard let value = member(name) else { return nil }
        guard let integer = value.integer else { throw fault("has a \"\(name)\" that is no integer") }
        return integer
    }
}
