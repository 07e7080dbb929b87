import Foundation
import Problems
import Testing

@testable import Secrets

@Suite("Base64, hexadecimal, wiping")
struct CodingTests {
    init() throws { try Sodium.start() }

    @Test("Base64 of every length is what Foundation makes of it", arguments: 0..<70)
    func base64(count: Int) throws {
        let bytes = try RandomSource.system.bytes(count)
        let text = bytes.withUnsafeBytes { Base64.encode($0) }
        #expect(text == Data(bytes).base64EncodedString())
        #expect(Base64.decode(text) == bytes)
    }

    @Test(
        "What is no base64 is refused",
        arguments: ["A", "AA", "AAA", "AA=", "A===", "AB==", "AA==AA", "AA-_", "AA AA", "AAAA\n", "é", "AAAA=", "=AAA"])
    func noBase64(text: String) { #expect(Base64.decode(text) == nil) }

    @Test("Hexadecimal digits, both ways")
    func hexadecimal() {
        let all = Array(0...255) as [UInt8]
        let text = Hexadecimal.encode(all)
        #expect(text.count == 512 && text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
        #expect(Hexadecimal.decode(text.utf8) == all && Hexadecimal.decode(text.uppercased().utf8) == all)
        #expect(Hexadecimal.encode([]) == "" && Hexadecimal.decode([]) == [])
        for wrong in ["0", "0g", "g0", "0 ", "-1", "+1", "\u{660}\u{661}", "0x00"] {
            #expect(Hexadecimal.decode(wrong.utf8) == nil)
        }
    }

    @Test("Wiped bytes are zero")
    func wipe() {
        var bytes: [UInt8] = [1, 2, 3]
        Wipe.bytes(&bytes)
        #expect(bytes == [0, 0, 0])
        var none: [UInt8] = []
        Wipe.bytes(&none)
        #expect(none.isEmpty)
    }

    @Test("Secret bytes hold what they are given", arguments: [0, 1, 31, 32, 33, 4_096, 100_000])
    func secretBytes(count: Int) throws {
        let bytes = try RandomSource.system.bytes(count)
        let secret = try secret(bytes)
        #expect(secret.count == count && secret.bytes == bytes)
    }

    @Test("A failure while filling is passed on")
    func failingFill() {
        #expect(throws: Problem(.internal, "no")) {
            try SecretBytes(count: 8) { _ throws(Problem) in throw Problem(.internal, "no") }
        }
    }
}
