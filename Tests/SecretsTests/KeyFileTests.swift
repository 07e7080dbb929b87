import Foundation
import POSIX
import Problems
import Synchronization
import Testing

@testable import Secrets

@Suite("Key files")
struct KeyFileTests {
    private let folder: TemporaryFolder
    private let log = Messages()

    init() throws {
        try Sodium.start()
        folder = try TemporaryFolder()
    }

    /// What the log callback is told.
    private final class Messages: Sendable {
        private let messages = Mutex<[String]>([])
        var all: [String] { messages.withLock { $0 } }
        var log: Log { Log { level, message in self.messages.withLock { $0.append("\(level): \(message)") } } }
    }

    private func master(_ path: String, isNewStore: Bool = false, _ random: RandomSource = .system) throws -> [UInt8] {
        let newKey = isNewStore ? try random.bytes(Sealer.keyLength) : nil
        return try KeySource.file(path).master(newKey: newKey, parameters: nil, log: log.log).bytes
    }

    private func problem(_ path: String, isNewStore: Bool = false) throws -> Problem {
        try #require(throws: Problem.self) { try master(path, isNewStore: isNewStore) }
    }

    private static let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    private static let bytes: [UInt8] = Array(0..<32)

    @Test("A new store gets a key file that only its owner can read")
    func created() throws {
        let path = folder.path("store.key")
        let key = try master(path, isNewStore: true)
        #expect(key.count == 32 && Set(key).count > 8)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == Hexadecimal.encode(key) + "\n" && text.count == 65)
        #expect(try master(path) == key && master(path, isNewStore: true) == key)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["store.key"])
        #expect(log.all.count == 1 && log.all.allSatisfy { $0.hasPrefix("info") && $0.contains(path) })
        #expect(!log.all.joined().contains(Hexadecimal.encode(key)))
    }

    @Test("Two stores get two keys")
    func different() throws {
        #expect(try master(folder.path("a"), isNewStore: true) != master(folder.path("b"), isNewStore: true))
    }

    @Test(
        "Hexadecimal digits with any line end, and raw bytes",
        arguments: [
            Array(hex.utf8), Array((hex + "\n").utf8), Array((hex + "\r\n").utf8), Array((hex + " \t\n\n").utf8),
            Array(hex.uppercased().utf8), bytes,
        ])
    func forms(content: [UInt8]) throws { #expect(try master(folder.write("k", content)) == Self.bytes) }

    @Test("32 bytes of text are no raw key, but one that was cut off")
    func cutOff() throws {
        for text in [String(Self.hex.prefix(32)), String(Self.hex.prefix(31)) + "\n"] {
            #expect(try problem(folder.write("k", Array(text.utf8))).status == .key)
        }
    }

    @Test(
        "Anything else is refused, and left as it is",
        arguments: [
            [], Array("\n".utf8), Array(hex.dropLast().utf8), Array((hex + "0").utf8), Array((hex + "00").utf8),
            Array(("0x" + hex).utf8), Array((" " + hex).utf8), Array(hex.replacing("0", with: "g").utf8),
            Array(hex.replacing("00", with: "é").utf8), bytes + [0x0A], bytes.dropLast(), bytes + bytes,
            Array("\"\(hex)\"".utf8), [UInt8](repeating: 0x30, count: 5_000), [UInt8](repeating: 0xFF, count: 64),
        ] as [[UInt8]])
    func malformed(content: [UInt8]) throws {
        let path = try folder.write("k", content)
        for isNewStore in [false, true] {
            let problem = try problem(path, isNewStore: isNewStore)
            #expect(problem.status == .key && problem.message.contains(path))
        }
        #expect(try Array(Data(contentsOf: URL(filePath: path))) == content)
    }

    @Test("The message about a malformed key file holds nothing of it")
    func noKeyInMessage() throws {
        let problem = try problem(folder.write("k", Array((Self.hex + "ff").utf8)))
        #expect(!problem.message.contains("0203") && !problem.message.contains("1e1f"))
    }

    @Test("A key file that is missing is made for a new store only")
    func missing() throws {
        let path = folder.path("missing.key")
        let problem = try problem(path)
        #expect(problem.status == .key && problem.message.contains(path) && problem.message.contains("missing"))
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("A key file in a folder that is not there can't be created, nor can one that is a folder be read")
    func unusable() throws {
        let problems = try [
            problem(folder.path("no/such/store.key"), isNewStore: true), problem(folder.url.path, isNewStore: true),
            problem(folder.url.path), problem("", isNewStore: true),
        ]
        for problem in problems { #expect(problem.status == .key) }
        #expect(problems[0].message.contains("No such file or directory"))
        #expect(problems[1].message.contains("no regular file"))
    }

    @Test("A key file that others can read is used with a warning", arguments: [0o640, 0o604, 0o660, 0o777])
    func readableByOthers(mode: Int) throws {
        let path = try folder.write("k", Self.bytes, mode: mode)
        #expect(try master(path) == Self.bytes)
        #expect(log.all.count == 1 && log.all.allSatisfy { $0.hasPrefix("warning") && $0.contains("chmod 600") })
    }

    @Test("A key file of its owner's alone gives no warning", arguments: [0o600, 0o400, 0o700])
    func readableByOwner(mode: Int) throws {
        #expect(try master(folder.write("k", Self.bytes, mode: mode)) == Self.bytes)
        #expect(log.all.isEmpty)
    }

    @Test("Of many threads that create one key file all get the same key", arguments: 0..<20)
    func race(round: Int) throws {
        let path = folder.path("raced.key")
        let keys = Mutex<Set<[UInt8]>>([])
        let failures = Mutex<[any Error]>([])
        DispatchQueue.concurrentPerform(iterations: 16) { _ in
            do {
                let newKey = try RandomSource.system.bytes(Sealer.keyLength)
                let key = try KeySource.file(path).master(newKey: newKey, parameters: nil, log: .none).bytes
                keys.withLock { _ = $0.insert(key) }
            } catch { failures.withLock { $0.append(error) } }
        }
        #expect(failures.withLock { $0.map { "\($0)" } } == [])
        #expect(keys.withLock { $0.count } == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["raced.key"])
    }
}
