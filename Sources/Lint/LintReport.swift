private import Elements
package import JSON
package import Problems
private import Validation

/// Everything that is wrong with a definition, or suspicious about it, at once. Errors keep it from being loaded.
package struct LintReport: Sendable {
    /// The key of the element; nil where the definition can't be read.
    package let element: String?
    package private(set) var errors: [Finding] = []
    package private(set) var warnings: [Finding] = []

    /// Looks at a definition as text, in which the findings have their positions.
    package init(text: UnsafeRawBufferPointer) throws(Problem) {
        let document: OwnedJSON
        do throws(JSONFailure) {
            document = try OwnedJSON.parse(text, maximumBytes: Limits.definitionBytes)
        } catch {
            guard case .syntax(let error) = error else { throw .outOfMemory }
            element = nil
            errors = [Finding(error)]
            return
        }
        let report = try document.read { root throws(Problem) in
            var report = try LintReport(root)
            report.locate(in: text, root)
            return report
        }
        guard let report else { throw .outOfMemory }
        self = report
    }

    /// The report on a value that breaks a limit.
    package init(_ breach: LimitBreach) {
        element = nil
        errors = [Finding(breach)]
    }

    /// - Parameter root: keeps the limits on depth and size.
    package init(_ root: JSONValue) throws(Problem) {
        let subject: LintSubject
        do {
            let element = try ElementReader.read(root)
            self.element = element.key
            subject = LintSubject(root: root, rules: ElementRules(element))
        } catch {
            element = nil
            errors = error.faults.map(Finding.init)
            subject = LintSubject(root: root, rules: nil)
        }
        for rule in LintRule.all { warnings += try rule.findings(subject) }
        warnings = warnings.inOrder(of: root)
    }

    package mutating func add(_ finding: Finding) { warnings.append(finding) }

    private mutating func locate(in text: UnsafeRawBufferPointer, _ root: JSONValue) {
        guard !errors.isEmpty || !warnings.isEmpty else { return }
        var locator = JSONLocator(text)
        func locate(_ findings: inout [Finding]) {
            for index in findings.indices {
                let finding = findings[index]
                findings[index].position = locator.position(
                    of: JSONPointer.place(finding.path, in: root, isKey: finding.isAboutName))
            }
        }
        locate(&errors)
        locate(&warnings)
    }

    package var status: Status {
        if errors.isEmpty { return .ok }
        return errors.contains { JSONSyntaxError.Code(rawValue: $0.code) != nil } ? .malformed : .invalid
    }

    /// One sentence.
    package var message: String {
        let subject = element.map { "\($0): " } ?? ""
        if let first = errors.first {
            let place = first.position.map { "line \($0.line), column \($0.column): " } ?? ""
            return place + first.message + (errors.count > 1 ? "; \(errors.count) errors in all" : "")
        }
        switch warnings.count {
        case 0: return subject + "the definition has no fault"
        case 1: return subject + (warnings.first?.message ?? "")
        default: return subject + "\(warnings.count) warnings"
        }
    }

    /// The reply: like the report on a request.
    package func json() -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("valid", .boolean(errors.isEmpty))
        object.set("element", .string(orNull: element))
        object.set("message", .string(message))
        for (name, findings) in [("errors", errors), ("warnings", warnings)] as [(StaticString, [Finding])] {
            var array = OwnedJSON.array()
            for finding in findings { array.append(finding.json()) }
            object.set(name, array)
        }
        return object
    }
}

extension [Finding] {
    /// In the order of the definition; those at one place in the order of the rules.
    fileprivate func inOrder(of root: JSONValue) -> [Finding] {
        enumerated().map { ($0.offset, $0.element, JSONPointer.place($0.element.path, in: root, isKey: false)) }
            .sorted { a, b in a.2 < b.2 || (!(b.2 < a.2) && a.0 < b.0) }
            .map { $0.1 }
    }
}
