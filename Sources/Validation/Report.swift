package import JSON
package import Problems

/// Everything that is wrong with a request, at once.
package struct Report: Sendable {
    /// The key of the element, when the request names one that is known.
    package let element: String?
    package private(set) var errors: [Fault] = []
    package private(set) var warnings: [Fault] = []

    /// - Parameter faults: in any order; they come out in the order of the request.
    init(element: String?, faults: [Fault]) {
        self.element = element
        let sorted = faults.indices.sorted { a, b in
            if faults[a].place < faults[b].place { return true }
            return a < b && !(faults[b].place < faults[a].place)
        }
        for index in sorted {
            if faults[index].isError { errors.append(faults[index]) } else { warnings.append(faults[index]) }
        }
    }

    /// The report on a text that is no JSON.
    package init(_ error: JSONSyntaxError) {
        element = nil
        var fault = Fault(
            code: Fault.Code(rawValue: error.code.rawValue) ?? .syntax, isError: true, path: "", key: nil,
            message: error.message, hint: error.hint, place: JSONPlace())
        fault.position = error.position
        errors = [fault]
    }

    /// The report on a part of a request: only the faults that it has caused, placed in it.
    package func limited(to part: JSONValue, _ isCaused: (Fault) -> Bool) -> Report {
        let faults = (errors + warnings).filter(isCaused).map { fault in
            var fault = fault
            fault.place = JSONPointer.place(fault.path, in: part, isKey: fault.place.isKey)
            return fault
        }
        return Report(element: element, faults: faults)
    }

    /// The report on a part of a request that a caller has sent by itself.
    ///
    /// - Parameters:
    ///   - path: of the part in the whole request.
    ///   - newPath: of the part in what the caller has sent.
    package func moved(from path: String, to newPath: String, in sent: JSONValue) -> Report {
        let faults = (errors + warnings).map { fault in
            guard fault.path.hasPrefix(path) else { return fault }
            return fault.moved(to: newPath + fault.path.dropFirst(path.count), in: sent)
        }
        return Report(element: element, faults: faults)
    }

    /// The report on a text that stands behind other lines of a file.
    package func below(lines: Int) -> Report {
        func moved(_ fault: Fault) -> Fault {
            var fault = fault
            fault.position = fault.position?.below(lines: lines)
            return fault
        }
        var report = self
        report.errors = errors.map(moved)
        report.warnings = warnings.map(moved)
        return report
    }

    package var isValid: Bool { errors.isEmpty }

    package var status: Status {
        if errors.isEmpty { return .ok }
        if errors.contains(where: \.code.isMalformed) { return .malformed }
        return errors.contains { $0.code == .unknownElement } ? .notFound : .invalid
    }

    /// Adds the positions of all faults in the text that the request came as.
    package mutating func locate(in text: UnsafeRawBufferPointer) {
        guard !errors.isEmpty || !warnings.isEmpty else { return }
        var locator = JSONLocator(text)
        for index in errors.indices { errors[index].position = locator.position(of: errors[index].place) }
        for index in warnings.indices { warnings[index].position = locator.position(of: warnings[index].place) }
    }

    /// One sentence that names every missing or wrong entry.
    package var message: String {
        let subject = element.map { "\($0): " } ?? ""
        if let only = errors.first, errors.count == 1, !Self.isMissingEntry(only) {
            let place = only.position.map {
                element == nil && only.path.isEmpty ? "line \($0.line), column \($0.column): " : ""
            }
            // The platform's own words, which clients compare.
            if Self.isMissingCode(only) { return only.message }
            return subject + (place ?? "") + only.message
        }
        var (missing, wrong) = (NameList(), NameList())
        for fault in errors {
            if Self.isMissingEntry(fault) {
                missing.add(Self.name(fault))
            } else if !Self.isMissingCode(fault) {
                wrong.add(Self.name(fault))
            }
        }
        var parts: [String] = []
        if missing.count > 0 {
            let entries = missing.count == 1 ? "configuration entry is" : "configuration entries are"
            parts.append("\(missing.count) required \(entries) missing: \(missing.names)")
        }
        if wrong.count > 0 {
            let values = wrong.count == 1 ? "value is" : "values are"
            parts.append("\(wrong.count) \(values) wrong: \(wrong.names)")
        }
        if let code = errors.first(where: Self.isMissingCode) { parts.append(code.message) }
        if parts.isEmpty { parts.append("the configuration is complete") }
        if !warnings.isEmpty, errors.isEmpty {
            parts.append(warnings.count == 1 ? "1 warning" : "\(warnings.count) warnings")
        }
        return subject + parts.joined(separator: "; ")
    }

    private struct NameList {
        private(set) var names = ""
        private(set) var count = 0

        mutating func add(_ name: String) {
            if count > 0 { names += ", " }
            names += name
            count += 1
        }
    }

    private static func isMissingEntry(_ fault: Fault) -> Bool {
        fault.code == .missing && fault.path.hasPrefix("/configuration/")
    }

    /// Whether it stands for all that the vendor's page would have given.
    private static func isMissingCode(_ fault: Fault) -> Bool { fault.code == .missing && fault.key == "providerData" }

    private static func name(_ fault: Fault) -> String {
        fault.key ?? (fault.path.isEmpty ? "the request" : String(fault.path.dropFirst()))
    }
}

// MARK: JSON

extension Report {
    /// The reply of a validation.
    package func json() -> OwnedJSON {
        var object = OwnedJSON.object()
        addMembers(to: &object)
        return object
    }

    /// The same as text; nil when memory ran out.
    package func text() -> CText? {
        CText.dump(json())
    }

    /// Adds the members of the report, which a problem holds beside its own.
    ///
    /// - Parameter message: where it is known already.
    package func addMembers(to object: inout OwnedJSON, message: String? = nil) {
        object.set("valid", .boolean(isValid))
        object.set("element", .string(orNull: element))
        object.set("message", .string(message ?? self.message))
        object.set("errors", Self.list(errors))
        object.set("warnings", Self.list(warnings))
    }

    private static func list(_ faults: [Fault]) -> OwnedJSON {
        var list = OwnedJSON.array()
        for fault in faults { list.append(fault.json()) }
        return list
    }
}

extension Fault {
    fileprivate func json() -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("code", .string(code.rawValue))
        object.set("path", .string(path))
        if let key { object.set("key", .string(key)) }
        object.set("message", .string(message))
        if let hint { object.set("hint", .string(hint)) }
        guard let position else { return object }
        object.set("line", .integer(Int64(position.line)))
        object.set("column", .integer(Int64(position.column)))
        object.set("offset", .integer(Int64(position.offset)))
        return object
    }
}
