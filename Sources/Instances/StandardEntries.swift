internal import Elements
internal import JSON

/// The entries of an element that was defined without any.
enum StandardEntries {
    static func list(_ kind: AuthenticationKind) -> OwnedJSON {
        var list = OwnedJSON.array()
        for key in kind.entries { list.append(required(key)) }
        for (key, name, type, value) in common {
            var entry = self.entry(key, name: name, type: type)
            entry.set("required", .boolean(false))
            entry.set("defaultValue", .string(orNull: value))
            entry.set("displayOrder", .integer(100))
            list.append(entry)
        }
        return list
    }

    private static let common: [(key: String, name: String, type: String, value: String?)] = [
        ("filter.response.nulls", "Filter null values from the response", "BOOLEAN", "true"),
        ("event.notification.enabled", "Event Notifications Enabled", "BOOLEAN", "false"),
        ("event.notification.callback.url", "Event Notification Callback URL", "TEXTFIELD_1000", nil),
    ]

    private static func required(_ key: String) -> OwnedJSON {
        let isPassword = key.hasSuffix("password") || key.hasSuffix("secret")
        var entry = entry(
            key, name: key, type: isPassword ? "PASSWORD" : key.hasSuffix("url") ? "TEXTFIELD_1000" : "TEXTFIELD_128")
        entry.set("required", .boolean(true))
        entry.set("displayOrder", .integer(1))
        return entry
    }

    private static func entry(_ key: String, name: String, type: String) -> OwnedJSON {
        var entry = OwnedJSON.object()
        entry.set("key", .string(key))
        entry.set("name", .string(name))
        entry.set("description", .string(""))
        entry.set("type", .string(type))
        entry.set("hideFromConsole", .boolean(false))
        entry.set("active", .boolean(true))
        return entry
    }
}
