import CJansson
import Foundation
import Testing

@testable import JSON

@Suite("Building, dumping, reading")
struct RoundTripTests {
    /// What Foundation, another reader, understands of a text.
    private func foundation(_ text: [UInt8]) throws -> NSObject {
        let value = try JSONSerialization.jsonObject(with: Data(text), options: [.fragmentsAllowed])
        return try #require(value as? NSObject)
    }

    @Test("A document is the same after a dump", arguments: 0..<200 as Range<UInt64>)
    func document(seed: UInt64) throws {
        let text = DocumentGenerator(seed: seed).text
        let dumped = try #require(try redump(text))
        #expect(try redump(dumped.bytes) == dumped)
        #expect(try foundation(text) == foundation(dumped.bytes))
    }

    /// What jansson itself makes of a text.
    private func jansson(_ text: [UInt8]) throws -> String {
        let value = try #require(
            text.withUnsafeBytes { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    json_loadb($0.baseAddress, $0.count, Int(JSON_DECODE_ANY), nil)
                }
            })
        defer { json_decref(value) }
        let dump = try #require(json_dumps(value, Int(JSON_COMPACT | JSON_ENCODE_ANY)))
        defer { free(dump) }
        return String(cString: dump)
    }

    @Test("A dump is jansson's, byte for byte", arguments: 0..<200 as Range<UInt64>)
    func likeJansson(seed: UInt64) throws {
        let text = DocumentGenerator(seed: seed).text
        #expect(try redump(text) == jansson(text))
    }

    @Test("Every character is escaped as by jansson, wherever it stands")
    func escapes() throws {
        for code in 1...0x2FF {
            for before in 0...9 {
                let text = "\"\(String(repeating: "a", count: before))\\u\(String(format: "%04x", code))\\\\b\""
                #expect(try redump(text.bytes) == jansson(text.bytes))
            }
        }
    }

    @Test(
        "A dump is compact, in the order of the text",
        arguments: [
            ("{ \"b\" : 1 , \"a\" : [ true , null , 1.5 ] }", "{\"b\":1,\"a\":[true,null,1.5]}"),
            ("\"\\u00e9\\/\\ud83d\\ude00\"", "\"é/😀\""), ("\"\\u0001\\n\\\"\\\\\"", "\"\\u0001\\n\\\"\\\\\""),
            ("-9223372036854775808", "-9223372036854775808"), ("0.1", "0.1"), ("[]", "[]"), ("{}", "{}"),
        ])
    func compact(text: String, expected: String) throws {
        let dumped = try #require(try redump(text.bytes))
        // jansson writes all 17 digits of a real.
        #expect(dumped == expected || Double(dumped) == Double(expected))
    }

    @Test("A value that is built reads as what it was built of")
    func built() throws {
        var inner = OwnedJSON.array()
        inner.append(.string("é\n"))
        inner.append(.integer(.min))
        inner.append(.boolean(true))
        inner.append(.null())
        inner.append(.object())
        inner.append(.string(orNull: nil))
        inner.append(.string(orNull: ""))
        var object = OwnedJSON.object()
        object.set("list", inner)
        object.set("", .string("" as String))
        object.set("kéy" as String, .integer(1))
        object.set("kéy" as String, .integer(2))
        let dump = dumped(object)
        let text = try #require(dump)
        #expect(text == "{\"list\":[\"é\\n\",-9223372036854775808,true,null,{},null,\"\"],\"\":\"\",\"kéy\":2}")
        #expect(try redump(text.bytes) == text)
    }

    @Test("Values are read by their kind, and by no other")
    func kinds() throws {
        let text =
            "{\"s\": \"x\", \"i\": 5, \"r\": 1.5, \"t\": true, \"n\": null, \"a\": [1, 2], \"o\": {\"k\": \"v\"}}"
        let wasRead: Void? = try read(text.bytes) { document in
            document.read { root in
                #expect(root.kind == .object && root.isObject && root.count == 7)
                #expect(root["s"]?.string == "x" && root["s"]?.integer == nil && root["s"]?.boolean == nil)
                #expect(root["i"]?.integer == 5 && root["i"]?.string == nil && root["i"]?.kind == .integer)
                #expect(root["r"]?.kind == .real && root["r"]?.integer == nil)
                #expect(root["t"]?.boolean == true && root["t"]?.kind == .boolean)
                #expect(root["n"]?.isNull == true && root["n"]?.boolean == nil && root["n"]?.count == 0)
                #expect(root["a"]?.isArray == true && root["a"]?.count == 2 && root["a"]?[item: 1]?.integer == 2)
                #expect(root["a"]?[item: 2]?.integer == nil && root["a"]?[item: -1]?.integer == nil)
                #expect(root["a"]?["s"]?.integer == nil && root["s"]?[item: 0]?.integer == nil)
                #expect(root["missing"]?.kind == nil)
                let keys = root.members.map { String(decoding: $0.key, as: UTF8.self) }
                #expect(keys == ["s", "i", "r", "t", "n", "a", "o"])
                #expect(root["s"].map { Array($0.members).count } == 0)
            }
        }
        #expect(wasRead != nil)
    }

    @Test("What can't be built stays empty, whatever follows")
    func empty() {
        func isEmpty(_ value: borrowing OwnedJSON) -> Bool { value.isEmpty && value.read { $0.count } == nil }
        var number = OwnedJSON.integer(1)
        number.set("a", .integer(2))
        let isEmptyAtOnce = isEmpty(number)
        number.append(.integer(3))
        number.set("b" as String, .integer(4))
        let isEmptyLater = isEmpty(number)
        let dump = dumped(number)
        var object = OwnedJSON.object()
        object.set("number", number)
        let isOuterEmpty = isEmpty(object)
        #expect(isEmptyAtOnce && isEmptyLater && isOuterEmpty && dump == nil)
    }

    @Test("A shared value outlives the document that it came from")
    func shared() throws {
        var kept = OwnedJSON.array()
        try read("{\"a\": {\"b\": \"kept\"}}".bytes) { document in
            document.read { root in if let inner = root["a"] { kept.append(.shared(inner)) } }
        }
        let dump = dumped(kept)
        #expect(dump == "[{\"b\":\"kept\"}]")
    }

    @Test(
        "A string holds any character, NUL too", arguments: ["", "\0", "a\0b", "\u{1F}", "\u{2028}", "😀", "\u{FFFF}"])
    func anyString(_ text: String) throws {
        func string(_ value: borrowing OwnedJSON) -> String? { value.read { $0.string } ?? nil }
        let value = OwnedJSON.string(text)
        let read = string(value)
        let dump = dumped(value)
        #expect(read == text)
        #expect(try foundation(#require(dump).bytes) == text as NSString)
    }

    @Test("A wiped string has no letter left")
    func wiped() throws {
        let left: [UInt8]?? = try read("[\"hunter2SECRETvalue\", 1]".bytes) { document in
            document.read { root in
                root[item: 0]?.wipe()
                root[item: 1]?.wipe()
                return root[item: 0]?.utf8.map { Array($0) }
            }
        }
        #expect(left == [UInt8](repeating: 0, count: 18))
    }

    /// Hands a text to a C caller, reads it there and frees it.
    private func released(_ text: consuming CText?) -> (text: String, length: Int)? {
        guard let text, let start = text.release() else { return nil }
        defer { CText.free(released: start) }
        return (String(cString: start), strlen(start))
    }

    @Test("Texts of any length, as they grow", arguments: [0, 1, 1_020, 1_021, 1_022, 1_023, 1_024, 5_000, 1_000_000])
    func growing(_ count: Int) throws {
        let content = String(repeating: "x", count: count)
        let dump = released(CText.dump(OwnedJSON.string(content)))
        let text = try #require(dump)
        #expect(text.length == count + 2)
        #expect(text.text == "\"\(content)\"")
    }

    @Test("A copy of ready-made text ends with NUL", arguments: ["", "{}", "é"])
    func copied(_ text: String) throws {
        let copy = text.bytes.withUnsafeBytes { released(CText.copy($0))?.text }
        #expect(copy == text)
    }
}
