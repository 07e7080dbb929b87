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
        do throws(JSONFailure) { return try OwnedJSON.parse(text, maximumBytes: Limits.definitionBytes) } catch {
            guard case .syntax(let error) = error else { throw .outOfMemory }
            let place = "line \(error.position.line), column \(error.position.column)"
            throw Problem(.malformed, "the element definition \"\(source)\", \(place): \(error.message); \(error.hint)")
        }
    }

    package static func read(_ root: JSONValue, source: String) throws(Problem) -> Element {
        do { return try read(root) } catch {
            throw Problem(
                .invalid, "the element definition \"\(source)\": \(error.faults.first?.message ?? "it can't be read")")
        }
    }

    /// Why there is no element.
    package struct Refusal: Error {
        package let faults: [DefinitionFault]
    }

    /// Finds everything for which a definition can't be read, not only the first.
    package static func read(_ root: JSONValue) throws(Refusal) -> Element {
        let object = DefinitionObject(value: root, path: "", what: "the definition", faults: .init())
        guard root.isObject else {
            object.add(.notAnObject, "must be a JSON object", hint: "write {\"key\": ..., \"configuration\": [...]}")
            throw Refusal(faults: object.faults.list)
        }
        let key = object.requiredText("key")
        let typeName = authentication(object)
        let element = Element(
            id: object.integer("id") ?? derivedID(key), key: key, name: object.text("name") ?? key,
            description: object.text("description") ?? "", image: object.text("image"),
            hub: object.text("hub")?.lowercased(), authentication: typeName,
            isActive: object.boolean("active") ?? true, isDeleted: object.boolean("deleted") ?? false,
            isOAuth: object.boolean("typeOauth") ?? typeName.hasPrefix("oauth"),
            isTrialAccount: object.boolean("trialAccount") ?? false,
            authorizationURL: object.text("oauthAuthorizationUrl"),
            entries: entries(object, AuthenticationKind(typeName)))
        guard object.faults.list.isEmpty else { throw Refusal(faults: object.faults.list) }
        return element
    }

    private static func authentication(_ object: DefinitionObject) -> String {
        guard let authentication = object.member("authentication") else { return "custom" }
        guard authentication.isObject else {
            object.add(
                .wrongType, at: "authentication", "has an \"authentication\" that is no object",
                hint: "write {\"type\": \"basic\"}")
            return ""
        }
        return object.object(authentication, at: "/authentication", what: "\"authentication\"").requiredText("type")
    }

    private static func entries(_ object: DefinitionObject, _ kind: AuthenticationKind) -> [ConfigurationEntry] {
        let list = object.list("configuration", "\"configuration\" must be an array of entries")
        let template = templateHosts(in: list.map(\.value), object.value)
        var entries: [ConfigurationEntry] = []
        var seen: Set<String> = []
        for (index, value) in list {
            let item = object.object(
                value, at: JSONPointer.item(index, of: "/configuration"), what: "configuration entry \(index + 1)")
            guard value.isObject else {
                item.add(.wrongType, "must be an object", hint: "write {\"key\": ..., \"type\": ...}")
                continue
            }
            let entry = entry(item, hostLabels: template)
            if !entry.key.isEmpty, !seen.insert(entry.key).inserted {
                item.add(.duplicateKey, at: "key", "repeats the key \"\(entry.key)\"", hint: "remove one of the two")
            }
            entries.append(entry)
        }
        // Stable: entries of equal order keep their places.
        let sorted = entries.enumerated().sorted {
            ($0.element.displayOrder, $0.offset) < ($1.element.displayOrder, $1.offset)
        }.map(\.element)
        // Documented elements do not list where their tokens are kept.
        let others = entries.first { $0.key == Element.authenticationEntry }?.options.map(\.value) ?? []
        var tokens: [String] = []
        for kind in [kind] + others.map(AuthenticationKind.init) {
            tokens += kind.tokenEntries.filter { !seen.contains($0) && !tokens.contains($0) }
        }
        return sorted + tokens.map(tokenEntry)
    }

    private static func tokenEntry(_ key: String) -> ConfigurationEntry {
        ConfigurationEntry(
            key: key, name: key, description: "", type: .textArea, format: .text, isRequired: false, defaultValue: nil,
            displayOrder: .max, isHidden: true, isInternal: true, isSecret: true, options: [], authenticationTypes: [],
            example: nil)
    }

    private static func entry(_ item: DefinitionObject, hostLabels: Set<String>) -> ConfigurationEntry {
        let key = item.requiredText("key")
        let type = EntryType(item.text("type") ?? "TEXTFIELD_128")
        let defaultValue = item.text("defaultValue")
        return ConfigurationEntry(
            key: key, name: item.text("name") ?? key, description: item.text("description") ?? "",
            type: type, format: format(item) ?? (hostLabels.contains(key) ? .hostLabel : .text),
            isRequired: item.boolean("required") ?? false,
            defaultValue: defaultValue == "" ? nil : defaultValue,
            displayOrder: item.integer("displayOrder") ?? 0,
            isHidden: item.boolean("hideFromConsole") ?? false,
            isInternal: item.boolean("internal") ?? false,
            isSecret: item.boolean("secret") ?? (type == .password || SecretKeys.isSecret(key)),
            options: options(item), authenticationTypes: item.texts("authenticationTypes"),
            example: item.text("example"))
    }

    private static func format(_ item: DefinitionObject) -> EntryFormat? {
        guard let name = item.text("format") else { return nil }
        if let known = EntryFormat(rawValue: name) { return known }
        let names = EntryFormat.allCases.map(\.rawValue)
        item.add(
            .unknownFormat, at: "format", "has an unknown format \"\(name)\"",
            hint: Suggestion.nearest(to: name, among: names).map { "did you mean \($0)?" }
                ?? "use \(names.joined(separator: ", "))")
        return nil
    }

    private static func options(_ item: DefinitionObject) -> [EntryOption] {
        item.list("options", "has \"options\" that are no array").compactMap { index, option in
            if let value = option["value"]?.string {
                return EntryOption(value: value, label: option["description"]?.string ?? value)
            }
            item.add(
                .wrongType, at: "options",
                "has \"options\" of which number \(index + 1) has no \"value\" that is a string",
                hint: "write {\"value\": \"...\", \"description\": \"...\"}")
            return nil
        }
    }

    /// The entries that become a label of the host in an address that is a default: `acme` in
    /// `https://{subdomain}.freshservice.com`. Without a check such a value could send credentials to another host.
    private static func templateHosts(in list: [JSONValue], _ root: JSONValue) -> Set<String> {
        let names = pathParameters(of: root)
        let addresses = list.compactMap { $0["defaultValue"]?.string.flatMap(URLTemplate.init) }
        return Set(addresses.flatMap(\.hostLabels).map { names[$0] ?? $0 })
    }

    /// From the name that stands in addresses to the entry that a parameter of the element puts there.
    package static func pathParameters(of root: JSONValue) -> [String: String] {
        guard let list = root["parameters"] else { return [:] }
        var entries: [String: String] = [:]
        for index in 0..<list.count {
            guard let parameter = list[item: index], parameter["type"]?.string == "configuration",
                parameter["vendorType"]?.string == "path", let entry = parameter["name"]?.string,
                let name = parameter["vendorName"]?.string
            else { continue }
            entries[name] = entry
        }
        return entries
    }

    /// An id for a definition without one (exports made for import have none): from the key, so that it is the same
    /// at every start, and above all ids that the platform has given so far.
    private static func derivedID(_ key: String) -> Int64 {
        var hash: UInt32 = 2_166_136_261
        for byte in key.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return 1_000_000 + Int64(hash % 1_000_000_000)
    }
}
