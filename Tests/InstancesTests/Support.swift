import Foundation
import JSON
import POSIX
import Problems
import Secrets
import Testing

@testable import Instances
@testable import Storage

/// A folder of its own with a path for a store, which ends with the object.
final class TemporaryFolder: Sendable {
    let url: URL
    var store: String { path("instances.db") }

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "provisor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
    }
}

/// 2015-12-11T16:07:51Z, the moment of the founding page's sample.
let foundingMoment: Int64 = 1_449_850_071

extension Provisioner.Options {
    /// Options with changes.
    static func with(_ change: (inout Provisioner.Options) throws -> Void) rethrows -> Provisioner.Options {
        var options = Provisioner.Options()
        options.clock = { Timestamp(seconds: foundingMoment) }
        try change(&options)
        return options
    }

    static var standard: Provisioner.Options { .with { _ in } }
}

func key(_ byte: UInt8) throws -> SecretBytes { try secret(String(repeating: Character(.init(byte)), count: 32)) }

func secret(_ text: String) throws -> SecretBytes {
    try SecretBytes(count: text.utf8.count) { start throws(Problem) in
        for (offset, byte) in text.utf8.enumerated() { start[offset] = byte }
    }
}

/// The text of a provisioning request for Freshservice.
///
/// - Parameters:
///   - configuration: members as JSON text, in addition to the three that every request needs.
///   - members: members of the request itself as JSON text, each with a comma before it.
func request(_ configuration: String = "", members: String = "") -> String {
    let more = configuration.isEmpty ? "" : ", " + configuration
    return """
        {"element": {"key": "freshservice"}, "configuration": {"username": "joe@example.com",
         "password": "hunter2SECRETvalue", "subdomain": "acme"\(more)}\(members)}
        """
}

/// An instance as a reply shows it.
struct Reply {
    let text: String
    let members: [String: Any]

    init(_ text: String) throws {
        self.text = text
        members = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    var id: Int64 { members["id"] as? Int64 ?? 0 }
    var name: String? { members["name"] as? String }
    var tags: [String]? { members["tags"] as? [String] }
    var token: String { members["token"] as? String ?? "" }
    var configuration: [String: Any] { members["configuration"] as? [String: Any] ?? [:] }
}

/// The text of a value; nil when it is empty.
func dumped(_ value: borrowing OwnedJSON) -> String? { CText.dump(value)?.string }

extension Provisioner {
    /// Provisions an instance and reads the reply.
    func reply(_ request: String) throws -> Reply {
        let text = try Array(request.utf8).withUnsafeBytes { bytes in
            var (text, value): (String?, String?)
            try defaultSession().provision(.text(bytes)) { instance in
                text = (try? instance.text())?.string
                if let json = try? instance.json() { value = dumped(json) }
                return nil
            }
            #expect(text == value)
            return text
        }
        return try Reply(try #require(text))
    }

    /// Provisions what must be refused with a problem.
    func problem(_ request: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Problem? {
        let refusal = try #require(throws: Refusal.self, sourceLocation: sourceLocation) { try reply(request) }
        if case .problem(let problem) = refusal { return problem }
        Issue.record("a report instead of a problem: \(refusal)", sourceLocation: sourceLocation)
        return nil
    }

    /// The record of an instance.
    func record(_ id: Int64) throws -> InstanceRecord { try #require(try storage.instance(id, user: 2)) }

    /// The configuration of an instance as it is kept.
    func kept(_ id: Int64) throws -> [String: Any] {
        let data = Data(try record(id).configuration.utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// The value of a sealed entry of an instance.
    func opened(_ entry: String, of id: Int64) throws -> String? {
        let sealed = try #require((kept(id)[entry] as? [String: Any])?["sealed"] as? String)
        let context = SealContext(.entry, store: seals.store, owner: 2, instance: id, entry: entry)
        return try seals.sealer.open(sealed, context)?.text
    }
}

extension SecretBytes {
    var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}

/// A member that must be null, which JSONSerialization reads as an object of its own.
func isNull(_ value: Any?) -> Bool { value is NSNull }
