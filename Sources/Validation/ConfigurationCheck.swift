internal import Elements
internal import JSON
internal import Problems

/// Checks the configuration of a request: each entry for itself, those that are missing, and what entries need of
/// each other.
struct ConfigurationCheck {
    private let rules: ElementRules
    private let request: JSONValue
    /// The configuration, or the request where it has none: what is missing is missing there.
    private let place: JSONPlace
    private var areEventsOn = false
    private var isSwitchFaulty = false
    private var hasCallback = false
    /// The first entry that has no effect while events are off.
    private var eventEntries: [(key: String, place: JSONPlace)] = []
    private var unknownKeys: [String] = []
    /// Entries that must be supplied and are there, but null or empty.
    private var emptyEntries: [Int: JSONPlace] = [:]
    /// The value of `authentication.type`.
    private var chosenWay: String?

    /// - Returns: the kind of the way to authenticate that the configuration chooses.
    static func run(
        _ request: JSONValue, _ members: RequestMembers, _ rules: ElementRules, _ storedEntries: Int,
        _ check: inout RequestCheck
    ) throws(Problem) -> AuthenticationKind {
        var place = JSONPlace()
        if let member = members.configuration {
            place = JSONPlace(member.ordinal, isKey: true)
            guard member.value.isObject else {
                check.add(
                    .wrongType, path: "/configuration", key: "configuration",
                    message: "configuration must be an object",
                    hint: "write {\"entry\": \"value\", ...}", JSONPlace(member.ordinal))
                return rules.ways[0].kind
            }
            guard member.value.count - storedEntries <= Limits.configurationEntries else {
                check.add(
                    .tooManyEntries, path: "/configuration", key: "configuration",
                    message:
                        "the configuration has \(member.value.count) entries, more than the \(Limits.configurationEntries) that are allowed",
                    hint: "send only the element's entries", place)
                return rules.ways[0].kind
            }
        }
        var configuration = ConfigurationCheck(rules: rules, request: request, place: place)
        // Without an entry that chooses, the first.
        var way = (index: 0, kind: rules.ways[0].kind)
        // A bit for each entry that was supplied; on the stack, as this is the good path.
        try withUnsafeTemporaryAllocation(of: UInt64.self, capacity: (rules.rules.count + 64) / 64) {
            supplied throws(Problem) in
            supplied.initialize(repeating: 0)
            if let member = members.configuration { try configuration.entries(member, supplied, &check) }
            if configuration.chosenWay != nil { way = rules.way(configuration.chosenWay) }
            configuration.missing(way.index, supplied, &check)
        }
        configuration.events(members, &check)
        return way.kind
    }

    private init(rules: ElementRules, request: JSONValue, place: JSONPlace) {
        self.rules = rules
        self.request = request
        self.place = place
    }

    // MARK: Each entry for itself

    private mutating func entries(
        _ configuration: RequestMembers.Member, _ supplied: UnsafeMutableBufferPointer<UInt64>,
        _ check: inout RequestCheck
    ) throws(Problem) {
        let rules = rules
        let table = rules.element.entryTable
        var entries = SuppliedEntries(configuration.value)
        while let entry = entries.next(table) {
            guard let index = entry.index else {
                unknown(entry, configuration.ordinal, &check)
                continue
            }
            if entry.isPadded { padded(entry, configuration.ordinal, &check) }
            guard SuppliedEntries.isSupplied(entry.value) else {
                if rules.rules[index].mustBeSupplied || rules.ways.count > 1 {
                    emptyEntries[index] = JSONPlace(configuration.ordinal, entry.ordinal)
                }
                continue
            }
            supplied[index / 64] |= 1 << UInt64(index % 64)
            let bytes = entry.value.utf8
            if let bytes, rules.rules[index].isClean(bytes) {
                try note(index, bytes, isFaulty: false, entry, configuration.ordinal)
                continue
            }
            let entryCheck = EntryCheck(rules: rules, index: index)
            let findings = if let bytes { try entryCheck.findings(bytes) } else { try entryCheck.findings(entry.value) }
            report(findings, entry, index, configuration.ordinal, &check)
            try note(index, bytes, isFaulty: findings.contains { !$0.code.isWarning }, entry, configuration.ordinal)
        }
    }

    private func report(
        _ findings: [EntryCheck.Finding], _ entry: SuppliedEntries.Entry, _ index: Int, _ parent: Int,
        _ check: inout RequestCheck
    ) {
        for finding in findings.prefix(Limits.innerPlaceholders) {
            let place = JSONPlace(parent, entry.ordinal)
            check.add(
                finding.code, path: JSONPointer.member(entry.key.text, of: "/configuration") + finding.innerPath,
                key: rules.element.entries[index].key, message: finding.message, hint: finding.hint,
                finding.inner.isEmpty ? place : place.appending(finding.inner)
            )
        }
    }

    /// Remembers what the checks between entries need to know.
    private mutating func note(
        _ index: Int, _ bytes: UnsafeRawBufferPointer?, isFaulty: Bool, _ entry: SuppliedEntries.Entry, _ parent: Int
    ) throws(Problem) {
        if index == rules.authenticationType { chosenWay = bytes?.trimmed.text }
        if index == rules.eventsEnabled {
            areEventsOn = bytes.map { EntryCheck.boolean($0.trimmed) ?? false } ?? entry.value.boolean ?? false
            isSwitchFaulty = isFaulty
        }
        if index == rules.eventsCallback { hasCallback = true }
        guard rules.rules[index].needsEvents, rules.eventsEnabled != nil, !isFaulty else { return }
        if try !EntryCheck(rules: rules, index: index).isDefault(entry.value) {
            eventEntries.append((rules.element.entries[index].key, JSONPlace(parent, entry.ordinal, isKey: true)))
        }
    }

    // MARK: Keys

    private func padded(_ entry: SuppliedEntries.Entry, _ parent: Int, _ check: inout RequestCheck) {
        let key = entry.key.trimmed.text
        check.add(
            .surroundingBlanks, path: JSONPointer.member(entry.key.text, of: "/configuration"), key: key,
            message: "the key \"\(RequestCheck.quoted(entry.key.text))\" has blanks around it",
            hint: "it is taken for \"\(key)\"; remove the blanks", JSONPlace(parent, entry.ordinal, isKey: true))
    }

    private mutating func unknown(_ entry: SuppliedEntries.Entry, _ parent: Int, _ check: inout RequestCheck) {
        let key = entry.key.text
        let path = JSONPointer.member(key, of: "/configuration")
        let place = JSONPlace(parent, entry.ordinal, isKey: true)
        if RequestMembers.isMemberName(entry.key) {
            check.add(
                .misplaced, path: path, key: key,
                message: "\(key) is a member of the request, not of its configuration",
                hint: "move it out of \"configuration\"; here it is ignored", place)
            return
        }
        if unknownKeys.count < Limits.suggestions { unknownKeys.append(key) }
        let nearest =
            unknownKeys.count == Limits.suggestions
            ? nil : Suggestion.nearest(to: key, among: rules.element.entries.map(\.key))
        check.add(
            .unknownKey, path: path, key: RequestCheck.quoted(key),
            message: "\(rules.element.key) has no entry \"\(RequestCheck.quoted(key))\"; it is ignored",
            hint: nearest.map { "did you mean \($0)?" } ?? "remove it", place)
    }

    // MARK: What is missing

    private func missing(
        _ way: Int, _ supplied: UnsafeMutableBufferPointer<UInt64>, _ check: inout RequestCheck
    ) {
        for word in rules.ways[way].mustBeSupplied.indices {
            var bits = rules.ways[way].mustBeSupplied[word] & ~supplied[word]
            while bits != 0 {
                missing(word * 64 + bits.trailingZeroBitCount, &check)
                bits &= bits &- 1
            }
        }
    }

    private func missing(_ index: Int, _ check: inout RequestCheck) {
        let entry = rules.element.entries[index]
        if let place = emptyEntries[index] {
            check.add(
                .missing, path: JSONPointer.member(entry.key, of: "/configuration"), key: entry.key,
                message: "\(entry.key) is required and empty", hint: "supply a value", place)
            return
        }
        var hint = "add \"\(entry.key)\" to \"configuration\""
        if let misspelt = unknownKeys.first(where: { Suggestion.resembles($0, entry.key) }) {
            hint = "rename \"\(RequestCheck.quoted(misspelt))\" to \"\(entry.key)\""
        } else if request.members.contains(where: { $0.key.equals(text: entry.key) }) {
            hint = "move \"\(entry.key)\" from the top of the request into \"configuration\""
        } else if !entry.description.isEmpty {
            hint += ": \(entry.description)"
        }
        check.add(
            .missing, path: JSONPointer.member(entry.key, of: "/configuration"), key: entry.key,
            message: "\(entry.key) is required and missing", hint: hint, place)
    }

    // MARK: Between entries

    private func events(_ members: RequestMembers, _ check: inout RequestCheck) {
        if areEventsOn {
            guard let callback = rules.eventsCallback, !hasCallback,
                rules.element.entries[callback].defaultValue == nil
            else { return }
            let key = rules.element.entries[callback].key
            check.add(
                .missing, path: JSONPointer.member(key, of: "/configuration"), key: key,
                message: "\(key) is missing; event.notification.enabled needs it",
                hint: "add \"\(key)\", the address that events are sent to, or switch events off", place)
            return
        }
        // The platform derives the switch from the request's own eventsEnabled where that is set.
        let requested = members.eventsEnabled.map {
            $0.value.boolean ?? $0.value.utf8?.equalsIgnoringCase("true") ?? false
        }
        guard !isSwitchFaulty, requested != true, let first = eventEntries.first else { return }
        let keys = eventEntries.map(\.key).joined(separator: ", ")
        let have = eventEntries.count == 1 ? "has" : "have"
        check.add(
            .eventsDisabled, path: JSONPointer.member(first.key, of: "/configuration"), key: first.key,
            message: "\(keys) \(have) no effect while event.notification.enabled is not true",
            hint:
                "set \"event.notification.enabled\" to \"true\", or leave \(eventEntries.count == 1 ? "it" : "them") out",
            first.place)
    }
}
