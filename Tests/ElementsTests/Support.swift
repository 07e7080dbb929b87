import Foundation
import Problems
import Testing

@testable import Elements

/// Reads an element from the text of its definition.
func element(_ definition: String, source: String = "x.json") throws -> Element {
    try Array(definition.utf8).withUnsafeBytes { try ElementReader.read($0, source: source) }
}

/// Reads an element that has only configuration entries of interest.
func element(entries: String) throws -> Element {
    try element("{\"key\": \"x\", \"configuration\": [\(entries)]}")
}

/// A folder of its own, which ends with the object.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "provisor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file and answers its path.
    func write(_ name: String, _ content: String) throws -> String {
        let file = url.appending(path: name)
        try Data(content.utf8).write(to: file)
        return file.path
    }
}

/// Random numbers that are the same in every run (SplitMix64), so that what fails can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
