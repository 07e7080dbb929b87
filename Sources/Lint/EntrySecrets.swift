private import Elements
internal import Validation

/// Rules for what must stay secret.
enum EntrySecrets {
    static func notMarked(_ item: LintSubject.Entry, _ rules: ElementRules) -> [Finding] {
        let entry = item.entry
        guard !entry.isSecret, !entry.type.isBoolean else { return [] }
        let sign: String
        if entry.type == .password {
            sign = "type PASSWORD"
        } else if SecretKeys.isSecret(entry.key) {
            sign = "key"
        } else if SecretKeys.isSecret(entry.name) {
            sign = "name \"\(entry.name)\""
        } else {
            return []
        }
        return [
            Finding(
                .secretNotMarked, at: item.path, key: entry.key,
                "\(entry.key) is not secret, though its \(sign) says so",
                hint: "add \"secret\": true, so that it is sealed and masked")
        ]
    }

    static func withDefault(_ item: LintSubject.Entry, _ rules: ElementRules) -> [Finding] {
        guard item.entry.isSecret, item.entry.defaultValue != nil else { return [] }
        return [
            Finding(
                .secretWithDefault, at: "\(item.path)/defaultValue", key: item.entry.key,
                "\(item.entry.key) is secret and has a default, which everybody who has the definition can read",
                hint: "leave the default out, or add \"secret\": false where it is none")
        ]
    }
}
