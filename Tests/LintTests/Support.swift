import Foundation
import JSON
import Testing

@testable import Lint

/// Looks at a definition.
func lint(_ definition: String) throws -> LintReport {
    try Array(definition.utf8).withUnsafeBytes { try LintReport(text: $0) }
}

/// Codes and paths of the warnings, one string for each.
func warnings(_ definition: String) throws -> [String] {
    let report = try lint(definition)
    #expect(report.errors.isEmpty, "\(report.errors)")
    return report.warnings.map { "\($0.code) \($0.path)" }
}

/// The same of a definition that has only configuration entries of interest.
func warnings(entries: String) throws -> [String] {
    try warnings("{\"key\": \"acme\", \"configuration\": [\(entries)]}")
}
