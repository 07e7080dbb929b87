import Testing

@testable import JSON

@Suite("Places of values in a text")
struct JSONLocatorTests {
    private func expectFound(_ document: DocumentGenerator, seed: UInt64) {
        #expect(refusal(document.text) == nil, "seed \(seed)")
        document.text.withUnsafeBytes { bytes in
            var locator = JSONLocator(bytes)
            var order = SeededGenerator(seed: seed)
            let shuffled = document.places.shuffled(using: &order)
            for (place, offset) in document.places + shuffled.prefix(200) {
                let found = locator.position(of: place)
                #expect(found == position(of: offset, in: document.text), "seed \(seed), \(place)")
            }
        }
    }

    @Test("Every key and value of a random document is found where it was written", arguments: 0..<300 as Range<UInt64>)
    func random(seed: UInt64) { expectFound(DocumentGenerator(seed: seed), seed: seed) }

    @Test("As deep as documents may be", arguments: 0..<30 as Range<UInt64>)
    func deepest(seed: UInt64) {
        let document = DocumentGenerator.deepest(seed: seed)
        #expect(document.places.contains { $0.place.ordinals.count == Limits.depth })
        expectFound(document, seed: seed)
    }

    @Test(
        "A place that the text does not hold gives its nearest container",
        arguments: [
            ([7], 0), ([0, 7], 6), ([0, 1, 7], 17), ([0, 0, 0], 12), ([1, 0], 28), ([1, 0, 0], 28), ([2], 0), ([-1], 0),
            ([0, -1], 6), ([0, 1, -1], 17),
        ])
    func missing(ordinals: [Int], offset: Int) {
        //          0     6     12   17              28
        let text = "{\"a\": {\"b\": 1, \"c\": [2, 3]},\"d\": 4}"
        let offsets = [
            6: text.offset(of: "{\"b"), 12: text.offset(of: "1,"), 17: text.offset(of: "[2"), 28: text.offset(of: "4}"),
        ]
        text.bytes.withUnsafeBytes { bytes in
            var locator = JSONLocator(bytes)
            #expect(locator.position(of: JSONPlace(ordinals)).offset == offsets[offset] ?? 0)
        }
    }

    @Test("Very many deep places cost no square of their number")
    func many() {
        let item = "\"<X>\","
        let count = 20_000
        let head = "{\"a\":{\"b\":{\"c\":["
        let text = head + String(repeating: item, count: count) + "0]}}}"
        text.bytes.withUnsafeBytes { bytes in
            var locator = JSONLocator(bytes)
            let wrong = (0..<count).filter {
                locator.position(of: JSONPlace([0, 0, 0, $0])).offset != head.utf8.count + $0 * item.utf8.count
            }
            #expect(wrong == [])
        }
    }

    @Test("A document that is one value has one place", arguments: ["1", " \n\"a\"", "[]", "\tnull "])
    func onlyRoot(text: String) {
        let start = text.bytes.prefix { " \n\t".utf8.contains($0) }.count
        text.bytes.withUnsafeBytes { bytes in
            var locator = JSONLocator(bytes)
            for place in [JSONPlace(), JSONPlace([0]), JSONPlace([0, 0], isKey: true)] {
                #expect(locator.position(of: place).offset == start)
            }
        }
    }
}

extension String {
    /// Where a part of the text begins, in bytes.
    fileprivate func offset(of part: String) -> Int {
        var offset = 0
        while !utf8.dropFirst(offset).starts(with: part.utf8), offset < utf8.count { offset += 1 }
        return offset
    }
}
