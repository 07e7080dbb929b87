import Foundation
import Testing

@testable import Elements

/// The platform's own exports, which lie beside the project where it is developed. They are no part of it, so without
/// them these tests are skipped.
@Suite("Real exports")
struct ExportTests {
    static let files: [URL] = {
        // Tests/ElementsTests/ExportTests.swift
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = root.deletingLastPathComponent().appending(path: "shared/data/exports")
        let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return (files ?? []).filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
    }()

    @Test(
        "Every export loads, with the entries that another reader finds in it",
        .enabled(if: !files.isEmpty, "the folder ../shared/data/exports with real exports is not there"),
        arguments: files.map(\.lastPathComponent))
    func loads(name: String) throws {
        let file = try #require(Self.files.first { $0.lastPathComponent == name })
        let data = try Data(contentsOf: file)
        let element = try Array(data).withUnsafeBytes { try ElementReader.read($0, source: name) }
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let list = object["configuration"] as? [[String: Any]] ?? []
        #expect(element.key == object["key"] as? String)
        #expect(element.name == object["name"] as? String)
        if let id = object["id"] as? Int64 { #expect(element.id == id) } else { #expect(element.id > 1_000_000) }
        #expect(element.authentication == (object["authentication"] as? [String: Any])?["type"] as? String ?? "custom")
        #expect(element.entries.count == list.count)
        for item in list {
            let key = try #require(item["key"] as? String)
            let entry = try #require(element.entry(key))
            let standard = item["defaultValue"] as? String
            #expect(entry.defaultValue == (standard == "" ? nil : standard), "\(key)")
            #expect(entry.isRequired == (item["required"] as? Bool ?? false), "\(key)")
            #expect(entry.isHidden == (item["hideFromConsole"] as? Bool ?? false), "\(key)")
            #expect(entry.type == EntryType(item["type"] as? String ?? ""), "\(key)")
            if entry.type == .password { #expect(entry.isSecret, "\(key)") }
        }
        let orders = element.entries.map(\.displayOrder)
        #expect(orders == orders.sorted())
    }

    @Test(
        "The types of all their entries are known",
        .enabled(if: !files.isEmpty, "the folder ../shared/data/exports with real exports is not there"))
    func types() throws {
        for file in Self.files {
            let element = try Array(Data(contentsOf: file)).withUnsafeBytes {
                try ElementReader.read($0, source: file.lastPathComponent)
            }
            for entry in element.entries {
                if case .other(let name) = entry.type { Issue.record("\(element.key): \(entry.key) is a \(name)") }
            }
        }
    }
}
