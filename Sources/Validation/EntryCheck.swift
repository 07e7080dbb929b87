private import Elements
internal import JSON
internal import Problems

/// Checks the value of one entry. One cause gives one fault: the first that fits, from what makes the value useless
/// to what is only odd.
struct EntryCheck {
    struct Finding {
        let code: Fault.Code
        let message: String
        let hint: String?
        /// Inside of a JSON value: which member or item of it.
        var inner: [Int] = []
        var innerPath = ""
    }

    let rules: ElementRules
    let index: Int

    private var rule: EntryRule { rules.rules[index] }
    private var entry: ConfigurationEntry { rules.element.entries[index] }
    private var key: String { entry.key }

    /// What is wrong with a string value, or odd about it.
    func findings(_ bytes: UnsafeRawBufferPointer) throws(Problem) -> [Finding] {
        if let standard = entry.defaultValue, bytes.equals(text: standard) { return [] }
        return try scrutiny(of: bytes)
    }

    /// The same also for the default.
    func scrutiny(of bytes: UnsafeRawBufferPointer) throws(Problem) -> [Finding] {
        let scan = ValueScan(bytes)
        if scan.isBlank { return [blank()] }
        if rule.kind == .lines || rule.kind == .json ? scan.hasHardControl : scan.hasControl {
            return [
                finding(
                    .controlCharacter, "contains a control character, such as a line break",
                    hint: "remove it; it often comes from copying or from reading a file with its line end")
            ]
        }
        if Placeholder.isCertain(bytes, isSecret: rule.isSecret) { return [placeholder(bytes)] }
        if let wrong = formatFault(bytes.trimmed) { return [wrong] }
        var findings = oddities(bytes, scan)
        if rule.kind == .json || rule.kind == .integerOrJSON { findings += try textOfJSON(bytes) }
        return findings
    }

    /// What is wrong with a value that is no string.
    func findings(_ value: JSONValue) throws(Problem) -> [Finding] {
        switch value.kind {
        case .boolean:
            return [.integer, .hostLabel, .url, .integerOrJSON].contains(rule.kind) ? [wrongKind("true or false")] : []
        case .integer, .real:
            guard rule.kind != .boolean, rule.kind != .url else { return [wrongKind("a number")] }
            guard let text = CText.dump(value) else { throw .outOfMemory }
            return text.withUTF8(formatFault).map { [$0] } ?? []
        case .object, .array:
            switch rule.kind {
            case .boolean, .url, .hostLabel, .integer: return [wrongKind(value.isObject ? "an object" : "an array")]
            case .line: return placeholders(in: value, path: "", []) + [notText(value)]
            case .lines, .json, .integerOrJSON: return placeholders(in: value, path: "", [])
            }
        case .string, .null: return []
        }
    }

    /// Whether a value changes nothing: the default itself, or nothing but blanks.
    func isDefault(_ value: JSONValue) throws(Problem) -> Bool {
        let matches = { (bytes: UnsafeRawBufferPointer) in
            ValueScan(bytes).isBlank || entry.defaultValue.map { bytes.equals(text: $0) } ?? false
        }
        if let bytes = value.utf8 { return matches(bytes) }
        guard let text = CText.dump(value) else { throw .outOfMemory }
        return text.withUTF8(matches)
    }

    // MARK: Faults

    private func blank() -> Finding {
        if rule.mustBeSupplied {
            return finding(.blank, "is required and holds nothing but blanks", hint: "supply a value")
        }
        return finding(
            .surroundingBlanks, "holds nothing but blanks",
            hint: rule.isTrimmed
                ? "it counts as not supplied; leave it out" : "it is kept as it is; leave it out to get the default")
    }

    private func placeholder(_ bytes: UnsafeRawBufferPointer) -> Finding {
        if bytes.allSatisfy({ $0 == UInt8(ascii: "*") }) {
            return finding(
                .placeholder, "is masked", hint: "replies show secrets as asterisks; put the real value here")
        }
        return finding(.placeholder, "still holds a placeholder", hint: "replace it with the real value")
    }

    private func wrongKind(_ kind: String) -> Finding {
        switch rule.kind {
        case .boolean: finding(.notABoolean, "must be true or false, not \(kind)", hint: "write \"true\" or \"false\"")
        case .integer, .integerOrJSON:
            finding(.notAnInteger, "must be a whole number, not \(kind)", hint: "write digits only, such as \"15\"")
        case .url:
            finding(.notAURL, "must be a URL, not \(kind)", hint: "write it as a string that begins with https://")
        default: finding(.notAHostLabel, "must be a name, not \(kind)", hint: "write it as a string")
        }
    }

    private func notText(_ value: JSONValue) -> Finding {
        finding(
            .notText, "is \(value.isObject ? "an object" : "an array") where one line of text is expected",
            hint: "write it as a string; as it stands, its JSON text is kept")
    }

    private func formatFault(_ value: UnsafeRawBufferPointer) -> Finding? {
        switch rule.kind {
        case .line, .lines, .json: return nil
        case .boolean:
            guard Self.boolean(value) == nil else { return nil }
            return finding(.notABoolean, "must be true or false", hint: "write \"true\" or \"false\"")
        case .integer:
            guard !Self.isInteger(value) else { return nil }
            return finding(.notAnInteger, "must be a whole number", hint: "write digits only, such as \"15\"")
        case .integerOrJSON:
            guard !Self.isInteger(value), value.first != UInt8(ascii: "{") else { return nil }
            return finding(
                .notAnInteger, "must be a whole number",
                hint: "write digits only, such as \"30\", or a JSON object of them")
        case .url:
            guard let fault = URLCheck.fault(in: value) else { return nil }
            return finding(.notAURL, fault.message, hint: fault.hint)
        case .hostLabel: return hostLabelFault(value)
        }
    }

    private func hostLabelFault(_ value: UnsafeRawBufferPointer) -> Finding? {
        guard !HostLabel.isValid(value) else { return nil }
        let suffix = rules.hostSuffixes[index]
        let looksLikeHost = value.contains {
            $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":")
        }
        guard looksLikeHost else {
            return finding(
                .notAHostLabel, "can't be part of a host name",
                hint: "use letters, digits and inner hyphens only, at most 63")
        }
        let message = "must be the name only, not a whole URL or host"
        if !rule.isSecret, let meant = HostLabel.meant(by: value.text, suffix: suffix) {
            return finding(.notAHostLabel, message, hint: "use `\(meant)`")
        }
        return finding(
            .notAHostLabel, message,
            hint: suffix.map { "give what stands before \($0)" } ?? "give one label of the host name")
    }

    // MARK: Oddities

    private func oddities(_ bytes: UnsafeRawBufferPointer, _ scan: ValueScan) -> [Finding] {
        var findings: [Finding] = []
        if bytes.trimmed.count != bytes.count, rule.kind != .json {
            findings.append(
                finding(
                    .surroundingBlanks, "has blanks around its value",
                    hint: rule.isTrimmed ? "they are left out" : "they are kept; remove them unless they belong to it"))
        }
        if scan.characters > rule.maximumLength {
            findings.append(
                finding(
                    .tooLong, "has \(scan.characters) characters, more than its type's \(rule.maximumLength)",
                    hint: "check the value; it is kept as it is"))
        }
        if rule.hasOptions, !entry.options.contains(where: { bytes.trimmed.equals(text: $0.value) }) {
            findings.append(
                finding(
                    .notAnOption, "is none of the element's options",
                    hint: "use \(entry.options.map(\.value).joined(separator: ", "))"))
        } else if Placeholder.isLikely(bytes) {
            findings.append(
                finding(.likelyPlaceholder, "looks like a placeholder", hint: "replace it unless it is the real value"))
        }
        return findings
    }

    /// Text that should be JSON: its syntax, and placeholders inside.
    private func textOfJSON(_ bytes: UnsafeRawBufferPointer) throws(Problem) -> [Finding] {
        guard rule.kind == .json || !Self.isInteger(bytes.trimmed) else { return [] }
        let document: OwnedJSON
        do throws(JSONFailure) { document = try OwnedJSON.parse(bytes) } catch {
            guard case .syntax(let error) = error else { throw .outOfMemory }
            let place = "line \(error.position.line), column \(error.position.column)"
            // What is said of a secret's text might hold a key of it.
            let why = rule.isSecret ? "" : ": \(error.message)"
            return [finding(.notJSON, "is no valid JSON: \(place) of the value\(why)", hint: error.hint)]
        }
        guard let found = document.read({ placeholders(in: $0, path: "", nil) }) else { throw .outOfMemory }
        return found
    }

    /// Placeholders in the strings of a JSON value. `place` is nil inside of text, where there is nothing to point at;
    /// `path` is nil where it may not be told, and not made at all then: it would be copied for every value below.
    private func placeholders(in value: JSONValue, path: String?, _ place: [Int]?) -> [Finding] {
        switch value.kind {
        case .string: return value.utf8.flatMap { inner($0, path: path, place) }.map { [$0] } ?? []
        case .object:
            return value.members.enumerated().flatMap { ordinal, member in
                let inside = path.map { JSONPointer.member(member.key.text, of: $0) }
                return placeholders(in: member.value, path: inside.flatMap(told), place.map { $0 + [ordinal] })
            }
        case .array:
            return (0..<value.count).flatMap { item in
                value[item: item].map {
                    let inside = path.map { JSONPointer.item(item, of: $0) }
                    return placeholders(in: $0, path: inside.flatMap(told), place.map { $0 + [item] })
                } ?? []
            }
        default: return []
        }
    }

    private func inner(_ bytes: UnsafeRawBufferPointer, path: String?, _ place: [Int]?) -> Finding? {
        guard Placeholder.isCertain(bytes, isSecret: rule.isSecret) else { return nil }
        let inside = path.map { $0.isEmpty ? "" : " at \($0)" } ?? ""
        var found = finding(
            .placeholder, "still holds a placeholder\(inside)", hint: "replace it with the real value")
        if let place, let path {
            found.inner = place
            found.innerPath = path
        }
        return found
    }

    /// Keys inside of a secret are a part of it, and a long path would be repeated for each fault.
    private func told(_ path: String) -> String? {
        !rule.isSecret && path.utf8.count <= Limits.innerPath ? path : nil
    }

    private func finding(_ code: Fault.Code, _ message: String, hint: String?) -> Finding {
        Finding(code: code, message: "\(key) \(message)", hint: hint)
    }

    // MARK: Values

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }

    static func boolean(_ value: UnsafeRawBufferPointer) -> Bool? {
        if value.equalsIgnoringCase("true") { return true }
        return value.equalsIgnoringCase("false") ? false : nil
    }

    /// A whole number of 64 bits.
    static func isInteger(_ value: UnsafeRawBufferPointer) -> Bool {
        guard let first = value.first, first != UInt8(ascii: "+"), value.count <= 20 else { return false }
        if value.count > 18 { return Int64(value.text) != nil }
        let digits = first == UInt8(ascii: "-") ? value.dropFirst() : value[...]
        return !digits.isEmpty && digits.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }
}

extension EntryRule {
    /// The good path: whether a string value needs no closer look. Makes no text and no copy.
    @inline(__always)
    func isClean(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let scan = ValueScan(bytes)
        if !scan.isPlain { return false }
        if scan.characters > maximumLength || hasOptions || Placeholder.isLikely(bytes) { return false }
        if EntryCheck.isBlank(bytes[0]) || EntryCheck.isBlank(bytes[bytes.count - 1]) { return false }
        return switch kind {
        case .line, .lines: true
        case .boolean: EntryCheck.boolean(bytes) != nil
        case .hostLabel: HostLabel.isValid(bytes)
        case .url: URLCheck.fault(in: bytes) == nil
        case .integer: EntryCheck.isInteger(bytes)
        case .integerOrJSON: EntryCheck.isInteger(bytes)
        case .json: false
        }
    }
}
