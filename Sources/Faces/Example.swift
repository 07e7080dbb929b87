internal import Elements
internal import JSON
internal import Validation

/// A request that needs nothing but its placeholders filled in.
enum Example {
    static func request(_ rules: ElementRules) -> OwnedJSON {
        let way = rules.ways[0]
        var configuration = OwnedJSON.object()
        for (index, entry) in rules.element.entries.enumerated() {
            if way.needs(index) {
                configuration.set(entry.key, .string(placeholder(for: entry.key)))
            } else if let standard = entry.defaultValue, isShown(entry) {
                configuration.set(entry.key, .string(standard))
            }
        }
        var request = OwnedJSON.object()
        request.set("element", .object("key", .string(rules.element.key)))
        request.set("configuration", configuration)
        if way.kind.needsProviderData {
            var data = OwnedJSON.object()
            for name in way.kind.providerData { data.set(name, .string(placeholder(for: "\(name)"))) }
            request.set("providerData", data)
        }
        request.set("tags", .strings(["<INSERT_TAG>"]))
        request.set("name", .string("<INSERT_INSTANCE_NAME>"))
        return request
    }

    /// Events are left alone: a request that names their switch must say where they are sent to.
    private static func isShown(_ entry: ConfigurationEntry) -> Bool {
        !entry.isHidden && !entry.isInternal && !entry.isSecret && !entry.key.hasPrefix("event.")
    }

    /// One that every validation takes for a placeholder.
    static func placeholder(for key: String) -> String {
        let words = key.uppercased().unicodeScalars.prefix(100).map { scalar in
            ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "_"
        }
        return "<INSERT_\(String(words))>"
    }
}
