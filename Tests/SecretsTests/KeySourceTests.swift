import POSIX
import Problems
import Synchronization
import Testing

@testable import Secrets

@Suite("Keys from elsewhere")
struct KeySourceTests {
    init() throws { try Sodium.start() }

    private func master(
        _ source: KeySource, _ parameters: PassphraseParameters? = nil, _ random: RandomSource = .system
    ) throws -> [UInt8] {
        try source.master(newKey: try random.bytes(Sealer.keyLength), parameters: parameters, log: .none).bytes
    }

    private static let salt: [UInt8] = Array(1...16)

    /// The cheapest parameters that there are.
    private static func cheap(salt: [UInt8] = salt, operations: Int64 = 1, memoryBytes: Int64 = 8_192)
        -> PassphraseParameters
    {
        PassphraseParameters(salt: salt, operations: operations, memoryBytes: memoryBytes)
    }

    private func passphrase(_ text: String) throws -> KeySource { .passphrase(try secret(Array(text.utf8))) }

    @Test("A raw key is the key")
    func raw() throws { #expect(try master(.raw(key(9))) == [UInt8](repeating: 9, count: 32)) }

    @Test("A random key is another each time, or what the caller's source gives")
    func random() throws {
        #expect(try master(.random) != master(.random))
        let source = RandomSource { buffer in
            for index in buffer.indices { buffer[index] = UInt8(index) }
            return true
        }
        #expect(try master(.random, nil, source) == Array(0..<32))
    }

    @Test("A passphrase gives one key for the same parameters, another for others")
    func derived() throws {
        let key = try master(passphrase("correct horse"), Self.cheap())
        #expect(key.count == 32)
        #expect(try master(passphrase("correct horse"), Self.cheap()) == key)
        let others = try [
            master(passphrase("correct horse "), Self.cheap()), master(passphrase(""), Self.cheap()),
            master(passphrase("correct horse"), Self.cheap(salt: Array(2...17))),
            master(passphrase("correct horse"), Self.cheap(operations: 2)),
            master(passphrase("correct horse"), Self.cheap(memoryBytes: 16_384)),
        ]
        #expect(Set(others + [key]).count == 6)
    }

    @Test("Argon2id as others compute it")
    func knownAnswer() throws {
        // Computed by OpenSSL with 8 KiB, one pass and one lane.
        let salt = Array("somesaltsomesalt".utf8)
        let key = try master(passphrase("password"), Self.cheap(salt: salt))
        #expect(Hexadecimal.encode(key) == "05b6ca8f8038b683887ad4916533858b49cb52040126c134f4c6e9d8711b8c09")
    }

    @Test("A store that was not made with a passphrase does not open with one")
    func noParameters() throws {
        let problem = try #require(throws: Problem.self) { try master(passphrase("x")) }
        #expect(problem.status == .key && problem.message.contains("passphrase"))
    }

    @Test(
        "Parameters that nobody would choose are refused before they cost anything",
        arguments: [
            cheap(salt: []), cheap(salt: Array(1...15)), cheap(salt: Array(1...17)), cheap(operations: 0),
            cheap(operations: -1), cheap(operations: 17), cheap(operations: .max), cheap(memoryBytes: 0),
            cheap(memoryBytes: 8_191), cheap(memoryBytes: -8_192), cheap(memoryBytes: 1 << 30 + 1),
            cheap(memoryBytes: .max),
        ])
    func absurd(parameters: PassphraseParameters) throws {
        let problem = try #require(throws: Problem.self) { try master(passphrase("x"), parameters) }
        #expect(problem.status == .store && problem.message.contains("parameters"))
    }

    @Test("New parameters have a salt of their own and are accepted")
    func newParameters() throws {
        let first = try PassphraseParameters.new(.system)
        let second = try PassphraseParameters.new(.system)
        #expect(first.salt.count == 16 && first.salt != second.salt)
        #expect(first.memoryBytes >= 1 << 26 && first.operations >= 2)
        #expect(try master(passphrase("x"), first).count == 32)
    }
}

@Suite("Randomness")
struct RandomSourceTests {
    init() throws { try Sodium.start() }

    @Test("The system's source fills all of it")
    func system() throws {
        #expect(try RandomSource.system.bytes(0) == [])
        let bytes = try RandomSource.system.bytes(4_096)
        #expect(bytes.count == 4_096 && Set(bytes).count == 256)
    }

    @Test("A caller's source that fails gives a problem, and nothing else is used in its place")
    func failing() throws {
        let failing = RandomSource { _ in false }
        for body in [{ _ = try failing.bytes(12) }, { _ = try PassphraseParameters.new(failing) }] {
            let problem = try #require(throws: Problem.self) { try body() }
            #expect(problem.status == .callback && problem.message.contains("nothing was changed"))
        }
    }

    @Test("A caller's source that fills nothing, or half, leaves no zeroes")
    func lazy() throws {
        let lazy = RandomSource { _ in true }
        #expect(try lazy.bytes(64) != [UInt8](repeating: 0, count: 64))
        let half = RandomSource { buffer in
            for index in buffer.indices.prefix(8) { buffer[index] = 1 }
            return true
        }
        #expect(try Set(half.bytes(64).dropFirst(8)).count > 8)
    }

    @Test("A caller's source is asked once, for all of it")
    func asked() throws {
        let lengths = Mutex<[Int]>([])
        let source = RandomSource { buffer in
            lengths.withLock { $0.append(buffer.count) }
            return true
        }
        _ = try source.bytes(80)
        #expect(lengths.withLock { $0 } == [80])
    }
}
