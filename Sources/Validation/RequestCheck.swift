internal import JSON

/// Collects the faults of one request.
struct RequestCheck {
    private(set) var faults: [Fault] = []
    private let isStrict: Bool

    init(isStrict: Bool) { self.isStrict = isStrict }

    mutating func add(
        _ code: Fault.Code, path: String, key: String? = nil, message: String, hint: String?,
        _ place: JSONPlace = JSONPlace()
    ) {
        faults.append(
            Fault(
                code: code, isError: isStrict || !code.isWarning, path: path, key: key, message: message, hint: hint,
                place: place))
    }

    // MARK: Name and tags

    mutating func nameAndTags(_ members: RequestMembers) {
        if let name = members.name { text(name.value, path: "/name", what: "name", JSONPlace(name.ordinal)) }
        if let tags = members.tags { self.tags(tags) }
        if let how = members.externalAuthentication {
            let known = how.value.utf8.map { $0.equals("none") || $0.equals("initial") } ?? false
            if !known {
                add(
                    .notAnOption, path: "/externalAuthentication", key: "externalAuthentication",
                    message: "externalAuthentication is neither \"none\" nor \"initial\"",
                    hint: "it counts as \"none\"",
                    JSONPlace(how.ordinal))
            }
        }
    }

    private mutating func tags(_ tags: RequestMembers.Member) {
        let place = JSONPlace(tags.ordinal)
        guard tags.value.isArray else {
            add(
                .wrongType, path: "/tags", key: "tags", message: "tags must be an array of strings",
                hint: "write [\"...\"]", place)
            return
        }
        guard tags.value.count <= Limits.tags else {
            add(
                .tooManyEntries, path: "/tags", key: "tags",
                message: "the request has \(tags.value.count) tags, more than the \(Limits.tags) that are allowed",
                hint: "send fewer tags", place)
            return
        }
        for index in 0..<tags.value.count {
            guard let tag = tags.value[item: index] else { continue }
            text(tag, path: "/tags/\(index)", what: "tags[\(index)]", JSONPlace(tags.ordinal, index))
        }
    }

    /// Checks the name or a tag. `path` and `what` are only spelled out for a fault.
    private mutating func text(
        _ value: JSONValue, path: @autoclosure () -> String, what: @autoclosure () -> String, _ place: JSONPlace
    ) {
        guard let bytes = value.utf8 else {
            add(
                .wrongType, path: path(), key: what(), message: "\(what()) must be a string",
                hint: "write text in quotes, or leave it out", place)
            return
        }
        if ValueScan(bytes).mayBePlaceholder, Placeholder.isCertain(bytes, isSecret: false) {
            add(
                .placeholder, path: path(), key: what(), message: "\(what()) still holds a placeholder",
                hint: "replace it with the real value", place)
        }
    }

    /// A key of the request as a message may repeat it.
    static func quoted(_ key: String) -> String { QuotedKey.text(key.utf8) }
}

extension Fault.Code {
    /// Whether the request is not even one to judge.
    var isMalformed: Bool {
        switch self {
        case .syntax, .encoding, .duplicateMember, .tooLarge, .tooDeep, .tooManyEntries: true
        default: false
        }
    }

    /// Whether it is accepted unless the handle is strict.
    var isWarning: Bool {
        switch self {
        case .unknownKey, .misplaced, .surroundingBlanks, .tooLong, .notAnOption, .notJSON, .notText,
            .likelyPlaceholder,
            .eventsDisabled:
            true
        default: false
        }
    }
}
