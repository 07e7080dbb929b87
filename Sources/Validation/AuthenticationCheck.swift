internal import Elements
internal import JSON

/// Checks what a way to authenticate needs beside the entries that its element requires: what the vendor's page gave
/// (`providerData`), or the tokens of a caller who has been there before. Values of both are secret.
struct AuthenticationCheck {
    /// The platform's words.
    private static let noCode = "You must provide an OAuth code in order to create an instance of this element"

    /// - Parameter isNew: whether the request provisions an instance. A change goes on with what was given then.
    static func run(
        _ request: JSONValue, _ members: RequestMembers, _ kind: AuthenticationKind, isNew: Bool,
        _ check: inout RequestCheck
    ) {
        guard let member = members.providerData else {
            if isNew, kind.needsProviderData { missing(nil, members, kind, &check) }
            return
        }
        guard member.value.isObject else {
            check.add(
                .wrongType, path: "/providerData", key: "providerData", message: "providerData must be an object",
                hint: "write {\"code\": \"...\"}", JSONPlace(member.ordinal))
            return
        }
        placeholders(member, &check)
        guard kind.needsProviderData, isNew || member.value.count > 0 else { return }
        missing(member, members, kind, &check)
    }

    private static func placeholders(_ member: RequestMembers.Member, _ check: inout RequestCheck) {
        for (ordinal, (key, value)) in member.value.members.enumerated() {
            guard let bytes = value.utf8, Placeholder.isCertain(bytes, isSecret: false) else { continue }
            let name = RequestCheck.quoted(key.text)
            check.add(
                .placeholder, path: JSONPointer.member(key.text, of: "/providerData"), key: name,
                message: "providerData.\(name) still holds a placeholder", hint: "replace it with the real value",
                JSONPlace(member.ordinal, ordinal))
        }
    }

    private static func missing(
        _ member: RequestMembers.Member?, _ members: RequestMembers, _ kind: AuthenticationKind,
        _ check: inout RequestCheck
    ) {
        if members.externalAuthentication?.value.utf8?.equals("initial") ?? false {
            tokens(members, kind, &check)
            return
        }
        let place = member.map { JSONPlace($0.ordinal, isKey: true) } ?? JSONPlace()
        let needed = kind.providerData
        let missing = needed.filter { !isGiven(member?.value[$0]) }
        // The platform's words stand for the vendor's page as a whole, not for a part of what it gave.
        if missing.count == needed.count {
            let given = needed.map { "\"\($0)\": \"...\"" }.joined(separator: ", ")
            check.add(
                .missing, path: "/providerData/\(kind == .oauth1 ? "oauth_verifier" : "code")", key: "providerData",
                message: noCode,
                hint: "add \"providerData\": {\(given)}, from the vendor's page to which oauth/url leads", place)
            return
        }
        for name in missing {
            check.add(
                .missing, path: "/providerData/\(name)", key: "\(name)",
                message: "providerData.\(name) is required and missing",
                hint: name.utf8CodeUnitCount == 6
                    ? "add the secret that oauth/token answered" : "add what the vendor's page gave to the callback",
                place)
        }
    }

    /// A text, or an object: both are documented for a code.
    private static func isGiven(_ value: JSONValue?) -> Bool {
        guard let value else { return false }
        return value.isObject ? value.count > 0 : SuppliedEntries.isSupplied(value)
    }

    /// Whoever has been at the vendor's page himself must say what he got there.
    private static func tokens(
        _ members: RequestMembers, _ kind: AuthenticationKind, _ check: inout RequestCheck
    ) {
        let place = members.configuration.map { JSONPlace($0.ordinal, isKey: true) } ?? JSONPlace()
        let missing = kind.tokenEntries.filter { key in
            guard let value = members.configuration?.value.members.first(where: { $0.key.trimmed.equals(text: key) })
            else { return true }
            return !SuppliedEntries.isSupplied(value.value)
        }
        // Some vendors' tokens are never refreshed, and others' refresh tokens are enough.
        let needed = kind == .oauth2 ? (missing.count < 2 ? [] : missing.suffix(1)) : missing[...]
        for key in needed {
            check.add(
                .missing, path: JSONPointer.member(key, of: "/configuration"), key: key,
                message: "\(key) is missing; \"externalAuthentication\": \"initial\" needs it",
                hint: "add \"\(key)\", which the vendor gave to you, or leave \"externalAuthentication\" out", place)
        }
    }
}
