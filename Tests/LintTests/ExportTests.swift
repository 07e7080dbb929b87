import Foundation
import Testing

@testable import Lint

/// The platform's own exports, which lie beside the project where it is developed; skipped without them.
@Suite("Lint of real exports")
struct ExportTests {
    static let folder: URL = {
        let shared = ProcessInfo.processInfo.environment["PROVISOR_SHARED"].map { URL(filePath: $0) }
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        return (shared ?? root.deletingLastPathComponent().appending(path: "shared")).appending(path: "data/exports")
    }()

    @Test(
        "All can be loaded, and what is found in them is no false alarm",
        .enabled(
            if: FileManager.default.fileExists(atPath: folder.path), "the folder ../shared/data/exports is not there"))
    func findings() throws {
        var found: [String: Set<String>] = [:]
        let files = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }
        for file in files {
            let report = try lint(String(decoding: Data(contentsOf: file), as: UTF8.self))
            #expect(report.errors.isEmpty)
            for finding in report.warnings { found[finding.code, default: []].insert(report.element ?? "") }
        }
        #expect(files.count == 42)
        // Each was looked at: paths whose parameter is not declared, ...
        #expect(
            found == [
                "unknown-placeholder": [
                    "billyaccounting", "demoaccuratebackground", "pinterest", "surveymonkey", "vcloudair", "vsts",
                ],
                "default-breaks-rule": ["dayforcehcm", "vsts", "wrike"],
                "similar-keys": ["demookta", "epages", "sapfieldglass"],
                "secret-not-marked": ["fullcontact", "netsuiteerp2018release1(proxy)"],
            ])
    }
}
