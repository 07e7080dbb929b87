package import Elements
package import JSON
package import Problems

/// Checks requests against a catalogue. Pure: no clock, no store, no input or output. Any number of threads may use
/// one at once.
package final class Validator: Sendable {
    package let catalogue: Catalogue
    package let isStrict: Bool

    /// - Parameter isStrict: warnings count as errors.
    package init(_ catalogue: Catalogue, isStrict: Bool) {
        self.catalogue = catalogue
        self.isStrict = isStrict
    }

    package enum Verdict {
        /// Not even a warning.
        case clean(ElementRules)
        /// Errors or warnings. The rules are there when the request names a known element.
        case faults(Report, ElementRules?)

        package var rules: ElementRules? {
            switch self {
            case .clean(let rules): rules
            case .faults(_, let rules): rules
            }
        }

        package var report: Report {
            switch self {
            case .clean(let rules): Report(element: rules.element.key, faults: [])
            case .faults(let report, _): report
            }
        }
    }

    /// - Parameters:
    ///   - request: keeps the limits on depth and size.
    ///   - storedEntries: entries of a stored instance that were put into the request's configuration: they do not count
    ///     for the limit.
    ///   - isNew: whether the request provisions an instance, rather than change one.
    ///   - source: where the element is looked for.
    package func validate(
        _ request: JSONValue, in source: some ElementSource, storedEntries: Int = 0, isNew: Bool = true
    ) throws(Problem) -> Verdict {
        var check = RequestCheck(isStrict: isStrict)
        guard request.isObject else { return .faults(Self.notAnObject(), nil) }
        let members = RequestMembers(request)
        let rules = try resolve(members.element, source, &check)
        if let rules {
            let kind = try ConfigurationCheck.run(request, members, rules, storedEntries, &check)
            if kind.needsProviderData || members.providerData != nil {
                AuthenticationCheck.run(request, members, kind, isNew: isNew, &check)
            }
        }
        check.nameAndTags(members)
        if let rules, check.faults.isEmpty { return .clean(rules) }
        return .faults(Report(element: rules?.element.key, faults: check.faults), rules)
    }

    package static func notAnObject() -> Report {
        var check = RequestCheck(isStrict: false)
        check.add(
            .notAnObject, path: "", message: "the request is no JSON object",
            hint: "send {\"element\": {\"key\": ...}, \"configuration\": {...}, \"name\": ...}")
        return Report(element: nil, faults: check.faults)
    }

    /// The report on a `json_t` that breaks a limit.
    package static func report(on breach: LimitBreach, of request: JSONValue) -> Report {
        var check = RequestCheck(isStrict: false)
        switch breach {
        case .depth:
            check.add(
                .tooDeep, path: "", message: "objects and arrays nest deeper than \(Limits.depth)",
                hint: "flatten the value, or send it as text; perhaps it contains itself")
        case .encoding:
            let path = request.pathToUnspellable()
            let key = path.split(separator: "/").last.map(String.init)
            check.add(
                .encoding, path: path, key: key.map(RequestCheck.quoted),
                message:
                    "\(key.map(RequestCheck.quoted) ?? "the request") holds a string that is no valid UTF-8, or a NUL",
                hint: "send all strings as UTF-8, without NUL")
        case .size:
            check.add(
                .tooLarge, path: "",
                message: "the request has more than the \(Limits.textBytes) bytes that are allowed",
                hint: "send only what one request needs")
        }
        return Report(element: nil, faults: check.faults)
    }

    // MARK: The element

    /// What a hint shows for a key: an element that everybody has.
    private static let exampleKey = "freshservice"

    private func resolve(
        _ member: RequestMembers.Member?, _ source: some ElementSource, _ check: inout RequestCheck
    ) throws(Problem) -> ElementRules? {
        guard let member else {
            check.add(
                .missing, path: "/element", key: "element", message: "the request names no element",
                hint: "add \"element\": {\"key\": \"\(Self.exampleKey)\"}")
            return nil
        }
        let place = JSONPlace(member.ordinal)
        guard member.value.isObject else {
            check.add(
                .wrongType, path: "/element", key: "element", message: "element must be an object",
                hint: "write \"element\": {\"key\": \"...\"}", place)
            return nil
        }
        var ordinal = -1
        var id: (JSONValue, Int)?
        for (name, value) in member.value.members {
            ordinal += 1
            if value.isNull { continue }
            // An empty key says no more than none.
            if name.equals("key"), value.utf8?.isEmpty != true {
                return try resolve(key: value, JSONPlace(member.ordinal, ordinal), source, &check)
            }
            if name.equals("id") { id = (value, ordinal) }
        }
        if let (value, ordinal) = id {
            return try resolve(id: value, JSONPlace(member.ordinal, ordinal), source, &check)
        }
        check.add(
            .missing, path: "/element", key: "element", message: "the request's element has neither key nor id",
            hint: "add \"key\": \"\(Self.exampleKey)\"", place)
        return nil
    }

    private func resolve(
        key value: JSONValue, _ place: JSONPlace, _ source: some ElementSource, _ check: inout RequestCheck
    ) throws(Problem) -> ElementRules? {
        guard let bytes = value.utf8 else {
            check.add(
                .wrongType, path: "/element/key", key: "element", message: "the element's key must be a string",
                hint: "write the key in quotes, or name the element by \"id\"", place)
            return nil
        }
        if let item = try source.item(key: bytes) { return try item.derived(ElementRules.init) }
        let key = bytes.text
        if Placeholder.isCertain(bytes, isSecret: false) {
            check.add(
                .placeholder, path: "/element/key", key: "element",
                message: "the element's key still holds a placeholder", hint: "replace it with the key of an element",
                place)
            return nil
        }
        let nearest = Suggestion.nearest(to: key, among: source.keys, byPrefix: true)
        check.add(
            .unknownElement, path: "/element/key", key: "element",
            message: "no element has the key \"\(RequestCheck.quoted(key))\"",
            hint: nearest.map { "did you mean \($0)?" } ?? "check the key, or load the element's definition", place)
        return nil
    }

    private func resolve(
        id value: JSONValue, _ place: JSONPlace, _ source: some ElementSource, _ check: inout RequestCheck
    ) throws(Problem) -> ElementRules? {
        guard let id = value.integer ?? value.string.flatMap({ Int64($0) }) else {
            check.add(
                .wrongType, path: "/element/id", key: "element", message: "the element's id must be an integer",
                hint: "write the number, or name the element by \"key\"", place)
            return nil
        }
        if let item = try source.item(id: id) { return try item.derived(ElementRules.init) }
        check.add(
            .unknownElement, path: "/element/id", key: "element", message: "no element has the id \(id)",
            hint: "ids differ between environments; name the element by \"key\"", place)
        return nil
    }
}
