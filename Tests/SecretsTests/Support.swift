import Foundation
import Problems
import Testing

@testable import Secrets

/// A key of 32 equal bytes.
func key(_ byte: UInt8 = 7) throws -> SecretBytes { try secret([UInt8](repeating: byte, count: Sealer.keyLength)) }

func secret(_ bytes: [UInt8]) throws -> SecretBytes { try KeySource.copy(bytes) }

extension Sealer {
    /// - Parameter master: 32 bytes, of which the keys are derived.
    convenience init(master: SecretBytes) throws { self.init(try .derived(from: master)) }
}

/// The sealer of that key.
func makeSealer() throws -> Sealer {
    try Sodium.start()
    return try Sealer(master: key())
}

/// A nonce as provisioning takes them: a slice that does not begin at 0.
let nonce: ArraySlice<UInt8> = ([0xFF] + (0..<24).map { UInt8($0) })[1...]

let context = SealContext(.entry, store: Array(0..<16), owner: 2, instance: 123, entry: "password")

extension SecretBytes {
    var bytes: [UInt8] { withBytes { Array($0) } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// A folder of its own, which ends with the object.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "provisor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    /// Writes a file that only its owner can read, and answers its path.
    func write(_ name: String, _ bytes: [UInt8], mode: Int = 0o600) throws -> String {
        let path = path(name)
        try Data(bytes).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }
}
