import Elements
import JSON
import Testing

@testable import Validation

/// Checks requests against the built-in elements.
struct Checker {
    let validator: Validator

    init(isStrict: Bool = false) throws {
        validator = Validator(Catalogue(), isStrict: isStrict)
    }

    /// The report on a request text, with positions.
    func report(_ request: String) throws -> Report {
        var request = request
        return try request.withUTF8 { bytes in
            let text = UnsafeRawBufferPointer(bytes)
            let verdict = try OwnedJSON.parse(text).read { try validator.validate($0, in: validator.catalogue) }
            switch try #require(verdict) {
            case .clean(let rules): return Report(element: rules.element.key, faults: [])
            case .faults(var report, _):
                report.locate(in: text)
                return report
            }
        }
    }

    /// The report on a Freshservice request with these entries, as JSON, beside or instead of good ones. An empty value
    /// leaves the entry out.
    func report(with entries: [String: String]) throws -> Report { try report(Self.request(with: entries)) }

    static func request(with entries: [String: String]) -> String {
        var all = ["username": "\"jane@acme.example\"", "password": "\"Tr0ub4dor&3\"", "subdomain": "\"acme\""]
        all.merge(entries) { _, new in new }
        let members = all.filter { $0.value != "" }.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \($0.value)" }
        return """
            {"element": {"key": "freshservice"}, "configuration": {\(members.joined(separator: ", "))}, "name": "Docs"}
            """
    }

    static func quoted(_ text: String) -> String {
        OwnedJSON.string(text).read { CText.dump($0)?.string ?? "" } ?? ""
    }
}

extension Report {
    /// Every fault as `code path`, errors first.
    var summary: [String] { (errors + warnings).map { "\($0.code.rawValue) \($0.path)" } }
}
