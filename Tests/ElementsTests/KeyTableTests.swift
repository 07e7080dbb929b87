import Testing

@testable import Elements

@Suite("From keys to indexes")
struct KeyTableTests {
    private func index(_ key: String, in table: KeyTable) -> Int? {
        Array(key.utf8).withUnsafeBytes { table.index(of: $0) }
    }

    @Test("An empty table finds nothing")
    func empty() {
        let table = KeyTable([])
        for key in ["", "a", "username", String(repeating: "x", count: 1_000)] { #expect(index(key, in: table) == nil) }
        #expect(table.index(of: UnsafeRawBufferPointer(start: nil, count: 0)) == nil)
    }

    @Test("Keys of every length are found, and neither longer nor shorter ones")
    func lengths() {
        let keys = (0...100).map { String(repeating: "k", count: $0) }
        let table = KeyTable(keys)
        for (offset, key) in keys.enumerated() { #expect(index(key, in: table) == offset) }
        #expect(index(String(repeating: "k", count: 101), in: table) == nil)
    }

    @Test("Of equal keys the first counts")
    func equal() {
        let table = KeyTable(["a", "b", "a", "b", "b", "c"])
        #expect(["a", "b", "c", "d"].map { index($0, in: table) } == [0, 1, 5, nil])
    }

    @Test("Keys differ by their bytes, not by what they look like")
    func bytes() {
        let table = KeyTable(["\u{E9}", "a\0b", "A"])
        #expect(index("e\u{301}", in: table) == nil)
        #expect(index("a\0b", in: table) == 1 && index("a", in: table) == nil && index("a\0c", in: table) == nil)
        #expect(index("a", in: table) == nil)
    }

    @Test("Random keys: all are found, no others", arguments: [1, 2, 4, 5, 8, 100, 1_000, 20_000])
    func random(count: Int) {
        var generator = SeededGenerator(seed: UInt64(count))
        func key() -> String {
            let length = Int.random(in: 0...20, using: &generator)
            return String(
                (0..<length).map { _ in
                    Character(["a", "b", "c", ".", "é", "_", "Z"].randomElement(using: &generator) ?? "")
                })
        }
        var expected: [String: Int] = [:]
        var keys: [String] = []
        while keys.count < count {
            let key = key()
            guard expected[key] == nil else { continue }
            expected[key] = keys.count
            keys.append(key)
        }
        let table = KeyTable(keys)
        #expect(keys.enumerated().allSatisfy { index($0.element, in: table) == $0.offset })
        #expect(
            (0..<2_000).allSatisfy { _ in
                let other = key(); return index(other, in: table) == expected[other]
            })
    }
}
