private import Elements
private import JSON

/// A rule for the names of members: unknown ones are tolerated, but not those that look like a known one.
enum MemberNames {
    static func misspelled(_ subject: LintSubject) -> [Finding] {
        var findings: [Finding] = []
        look(at: subject.root, "", element, "the definition", &findings)
        for (entry, path) in LintSubject.items("configuration", of: subject.root) {
            let what = entry["key"]?.string.map { QuotedKey.text($0.utf8) } ?? "an entry"
            look(at: entry, path, Self.entry, what, &findings)
            for (option, path) in LintSubject.items("options", of: entry, at: path) {
                look(at: option, path, Self.option, "an option of \(what)", &findings)
            }
        }
        parameters(of: subject.root, at: "", "the definition", &findings)
        for (resource, path) in LintSubject.items("resources", of: subject.root) {
            let what = "resource \(QuotedKey.text((resource["path"]?.string ?? "").utf8))"
            look(at: resource, path, Self.resource, what, &findings)
            parameters(of: resource, at: path, what, &findings)
        }
        return findings
    }

    private static func parameters(
        of object: JSONValue, at path: String, _ what: String, _ findings: inout [Finding]
    ) {
        for (parameter, path) in LintSubject.items("parameters", of: object, at: path) {
            look(at: parameter, path, Self.parameter, "a parameter of \(what)", &findings)
        }
    }

    private static func look(
        at object: JSONValue, _ path: String, _ known: [StaticString], _ what: String, _ findings: inout [Finding]
    ) {
        for (name, _) in object.members where !known.contains(where: { name.elementsEqual($0.bytes) }) {
            let text = name.utf8Text
            // Both being there, neither is a slip for the other.
            let candidates = known.map { "\($0)" }.filter { known in
                !object.members.contains { $0.key.elementsEqual(known.utf8) }
            }
            guard let meant = Suggestion.typingMistake(text, for: candidates) else { continue }
            findings.append(
                Finding(
                    .misspelledMember, at: JSONPointer.member(text, of: path), key: QuotedKey.text(text.utf8),
                    "\(what) has an unknown member \"\(QuotedKey.text(text.utf8))\", which is ignored",
                    hint: "did you mean \"\(meant)\"?", isAboutName: true))
        }
    }

    private static let element: [StaticString] = [
        "id", "key", "name", "description", "authentication", "hub", "image", "logo", "active", "deleted", "typeOauth",
        "trialAccount", "configuration", "resources", "parameters", "hooks", "objects", "models",
        "transformationsEnabled", "childTransformationsEnabled", "bulkDownloadEnabled", "bulkUploadEnabled",
        "cloneable", "extendable", "extended", "beta", "private", "protocolType", "useModelsForMetadata", "modelType",
        "hookName", "paginatorVersion", "elementMetadata", "signupURL", "configDescription", "createdDate",
        "updatedDate", "ownerAccountId", "providerData", "oauthUrlParameters", "events",
    ]
    private static let entry: [StaticString] = [
        "id", "key", "name", "description", "type", "required", "defaultValue", "displayOrder", "hideFromConsole",
        "internal", "active", "options", "resellerConfig", "companyConfig", "groupControl", "isPrivate",
        "configScreenType", "format", "secret", "example", "authenticationTypes", "evidence",
    ]
    private static let option: [StaticString] = ["value", "description", "id", "name"]
    private static let resource: [StaticString] = [
        "id", "createdDate", "updatedDate", "description", "path", "vendorPath", "method", "vendorMethod", "type",
        "kind", "parameters", "hooks", "response", "model", "rootKey", "paginationType", "nextResource", "nextPageKey",
        "operationId", "object", "objectName", "ownerAccountId", "modelMigrated", "tryitoutDisable",
    ]
    private static let parameter: [StaticString] = [
        "id", "resourceId", "elementId", "createdDate", "updatedDate", "name", "vendorName", "description", "type",
        "vendorType", "dataType", "vendorDataType", "source", "required", "converter",
    ]
}

extension StaticString {
    fileprivate var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
    }
}
