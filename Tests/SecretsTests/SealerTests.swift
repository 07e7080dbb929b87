import Foundation
import Problems
import Testing

@testable import Secrets

@Suite("Sealing")
struct SealerTests {
    private let sealer: Sealer

    init() throws { sealer = try makeSealer() }

    private func decoded(_ sealed: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: sealed))) }

    @Test(
        "What is sealed opens again",
        arguments: ["", "x", "pässwörd 😀", "a\0b", "{\"json\": true}", String(repeating: "long ", count: 10_000)])
    func roundTrip(value: String) throws {
        let sealed = try sealer.seal(value, nonce: nonce, context)
        let opened = try #require(try sealer.open(sealed, context))
        #expect(opened.text == value && opened.count == value.utf8.count)
        #expect(value.count < 3 || !sealed.contains(value))
    }

    @Test("Bytes seal as text does, also none at all")
    func bytes() throws {
        let empty = try sealer.seal(UnsafeRawBufferPointer(start: nil, count: 0), nonce: nonce, context)
        #expect(try sealer.open(empty, context)?.count == 0)
        #expect(try empty == sealer.seal("", nonce: nonce, context))
        let some = try Array("password".utf8).withUnsafeBytes { try sealer.seal($0, nonce: nonce, context) }
        #expect(try some == sealer.seal("password", nonce: nonce, context))
    }

    @Test("A sealed value is version, key id, nonce, ciphertext and tag in base64")
    func form() throws {
        let bytes = try decoded(sealer.seal("password", nonce: nonce, context))
        #expect(bytes.count == 1 + 4 + 24 + 8 + 16)
        #expect(bytes[0] == 1)
        #expect(Array(bytes[5..<29]) == Array(nonce))
        let other = try decoded(Sealer(master: key(8)).seal("password", nonce: nonce, context))
        #expect(bytes[1..<5] != other[1..<5], "the key id tells keys apart")
        #expect(bytes[29...] != other[29...])
    }

    @Test("Another nonce makes another ciphertext, and a nonce of the wrong length is refused")
    func nonces() throws {
        let other = Array(nonce.reversed())
        #expect(try sealer.seal("x", nonce: nonce, context) != sealer.seal("x", nonce: other[...], context))
        for wrong in [nonce.dropLast(), [], nonce + [1]] as [ArraySlice<UInt8>] {
            #expect(throws: Problem.self) { try sealer.seal("x", nonce: wrong, context) }
        }
    }

    @Test("A sealed value with any one bit changed does not open", arguments: ["", "hunter2SECRETvalue"])
    func everyBit(value: String) throws {
        let bytes = try decoded(sealer.seal(value, nonce: nonce, context))
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            let opened = try sealer.open(Data(changed).base64EncodedString(), context)
            #expect(opened == nil, "bit \(bit)")
        }
    }

    @Test("A sealed value with any one bit of its text changed does not open")
    func everyBitOfTheText() throws {
        // 9 bytes of value make a text that ends with padding.
        for value in ["8 bytes.", "9 bytes ."] {
            let text = Array(try sealer.seal(value, nonce: nonce, context).utf8)
            for bit in 0..<text.count * 8 {
                var changed = text
                changed[bit / 8] ^= 1 << (bit % 8)
                guard let changed = String(validating: changed, as: UTF8.self) else { continue }
                #expect(try sealer.open(changed, context) == nil, "bit \(bit)")
            }
        }
    }

    @Test("A sealed value that was cut, or that never was one, does not open")
    func garbage() throws {
        let sealed = try sealer.seal("password", nonce: nonce, context)
        for count in 0..<sealed.count { #expect(try sealer.open(String(sealed.prefix(count)), context) == nil) }
        let bytes = try decoded(sealed)
        for count in 0..<bytes.count {
            #expect(try sealer.open(Data(bytes.prefix(count)).base64EncodedString(), context) == nil)
        }
        let others = [
            "", " ", "=", "====", "é", "not base64 at all", "********", sealed + "=", sealed + "A", sealed + "AAAA",
            " " + sealed, sealed + "\n", sealed + "\0", sealed.replacing("A", with: "-"), sealed + sealed,
            String(repeating: "A", count: 100), String(repeating: "A", count: 60), String(repeating: "😀", count: 60),
        ]
        for other in others where other != sealed {
            #expect(try sealer.open(other, context) == nil, "\(other.debugDescription)")
        }
    }

    @Test(
        "A sealed value opens nowhere but where it belongs",
        arguments: [
            SealContext(.token, store: Array(0..<16), owner: 2, instance: 123, entry: "password"),
            SealContext(.keyCheck, store: Array(0..<16), owner: 2, instance: 123, entry: "password"),
            SealContext(.entry, store: Array(1..<17), owner: 2, instance: 123, entry: "password"),
            SealContext(.entry, store: Array(0..<15), owner: 2, instance: 123, entry: "password"),
            SealContext(.entry, store: [], owner: 2, instance: 123, entry: "password"),
            SealContext(.entry, store: Array(0..<16), owner: 3, instance: 123, entry: "password"),
            SealContext(.entry, store: Array(0..<16), owner: -2, instance: 123, entry: "password"),
            SealContext(.entry, store: Array(0..<16), owner: 123, instance: 2, entry: "password"),
            SealContext(.entry, store: Array(0..<16), owner: 2, instance: 124, entry: "password"),
            SealContext(.entry, store: Array(0..<16), owner: 2, instance: 123 + 1 << 32, entry: "password"),
            SealContext(.entry, store: Array(0..<16), owner: 2, instance: 123, entry: "Password"),
            SealContext(.entry, store: Array(0..<16), owner: 2, instance: 123, entry: "password "),
            SealContext(.entry, store: Array(0..<16), owner: 2, instance: 123, entry: ""),
            SealContext(.entry, store: Array(0..<16), owner: 2, instance: 123),
        ])
    func otherContext(other: SealContext) throws {
        let sealed = try sealer.seal("password", nonce: nonce, context)
        #expect(try sealer.open(sealed, other) == nil)
        #expect(try sealer.open(sealer.seal("password", nonce: nonce, other), context) == nil)
    }

    @Test("No two contexts spell the same associated data, however their parts meet")
    func associatedData() {
        var seen: Set<[UInt8]> = []
        var count = 0
        for purpose in [SealContext.Purpose.keyCheck, .token, .entry] {
            for store in [[], [1], [1, 1], Array(repeating: 1, count: 16)] as [[UInt8]] {
                for (owner, instance) in [(0, 0), (1, 0), (0, 1), (1, 1), (256, 0), (-1, 0), (.max, .min)]
                    as [(Int64, Int64)]
                {
                    for entry in ["", "\u{1}", "\u{1}\u{1}", "a", "a.b", "\0"] {
                        seen.insert(
                            SealContext(purpose, store: store, owner: owner, instance: instance, entry: entry)
                                .associatedData)
                        count += 1
                    }
                }
            }
        }
        #expect(seen.count == count)
    }

    @Test("Another key opens nothing")
    func otherKey() throws {
        let sealed = try sealer.seal("password", nonce: nonce, context)
        for byte: UInt8 in [0, 6, 8, 255] { #expect(try Sealer(master: key(byte)).open(sealed, context) == nil) }
        var bytes = [UInt8](repeating: 7, count: 32)
        bytes[31] ^= 1
        #expect(try Sealer(master: secret(bytes)).open(sealed, context) == nil)
        #expect(try Sealer(master: key(7)).open(sealed, context)?.text == "password")
    }

    @Test("Another key is refused even when its id is forged")
    func forgedKeyID() throws {
        var sealed = try decoded(Sealer(master: key(8)).seal("password", nonce: nonce, context))
        sealed.replaceSubrange(1..<5, with: try decoded(sealer.seal("", nonce: nonce, context))[1..<5])
        #expect(try sealer.open(Data(sealed).base64EncodedString(), context) == nil)
    }

    @Test("A key has 32 bytes", arguments: [0, 1, 16, 31, 33, 64])
    func keyLength(count: Int) throws {
        let problem = try #require(throws: Problem.self) {
            try Sealer(master: secret([UInt8](repeating: 1, count: count)))
        }
        #expect(problem.status == .key && problem.message.contains("32 bytes"))
    }
}

@Suite("Tokens")
struct TokenTests {
    @Test("A token is 44 characters of base64: 32 bytes")
    func shape() throws {
        var seen: Set<String> = []
        for _ in 0..<500 {
            let random = try RandomSource.system.bytes(Token.randomLength)
            let token = Token.make(from: ([1, 2] + random)[2...])
            #expect(token.count == 44 && token.hasSuffix("=") && !token.hasSuffix("=="))
            #expect(Data(base64Encoded: token).map { Array($0) } == random)
            seen.insert(token)
        }
        #expect(seen.count == 500)
    }

    @Test("A fingerprint is stable, and another for another token or key")
    func fingerprint() throws {
        let sealer = try makeSealer()
        let print = try sealer.fingerprint("token")
        #expect(print.count == 16)
        #expect(try makeSealer().fingerprint("token") == print)
        var prints: Set<[UInt8]> = [print]
        for token in ["", "t", "Token", "token ", "token\0", String(repeating: "t", count: 5_000)] {
            prints.insert(try sealer.fingerprint(token))
        }
        prints.insert(try Sealer(master: key(8)).fingerprint("token"))
        #expect(prints.count == 8)
    }
}
