@testable import JSON

/// Writes random documents, and keeps where each of their values and keys begins.
struct DocumentGenerator {
    private(set) var text: [UInt8] = []
    private(set) var places: [(place: JSONPlace, offset: Int)] = []
    private var generator: SeededGenerator
    private let maximumDepth: Int

    init(seed: UInt64, maximumDepth: Int = 7) {
        generator = SeededGenerator(seed: seed)
        self.maximumDepth = maximumDepth
        blanks()
        value(at: [])
        blanks()
    }

    /// A document whose first members and items lead as deep as documents may be.
    static func deepest(seed: UInt64) -> DocumentGenerator { DocumentGenerator(seed: seed, maximumDepth: Limits.depth) }

    private mutating func value(at ordinals: [Int]) {
        places.append((JSONPlace(ordinals), text.count))
        let depth = ordinals.count
        // Inner values come first in a chain, so that the deepest documents stay small.
        let isChain = maximumDepth == Limits.depth && ordinals.allSatisfy { $0 == 0 }
        let nests = depth < maximumDepth && (isChain || (maximumDepth < Limits.depth && chance(depth < 2 ? 80 : 40)))
        if nests { return chance(50) ? object(ordinals, isChain) : array(ordinals, isChain) }
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: write(["true", "false", "null"][Int.random(in: 0..<3, using: &generator)])
        case 1: write(String(Int64.random(in: .min ... .max, using: &generator)))
        case 2: write(["-0", "0.5", "-12.75", "1E+2", "3e10"][Int.random(in: 0..<5, using: &generator)])
        default: string(unique: nil)
        }
    }

    private mutating func object(_ ordinals: [Int], _ isChain: Bool) {
        write("{")
        blanks()
        let count = isChain ? Int.random(in: 1...3, using: &generator) : Int.random(in: 0...5, using: &generator)
        for ordinal in 0..<count {
            if ordinal > 0 { separator(",") }
            places.append((JSONPlace(ordinals + [ordinal], isKey: true), text.count))
            string(unique: ordinal)
            separator(":")
            value(at: ordinals + [ordinal])
        }
        blanks()
        write("}")
    }

    private mutating func array(_ ordinals: [Int], _ isChain: Bool) {
        write("[")
        blanks()
        let count = isChain ? Int.random(in: 1...3, using: &generator) : Int.random(in: 0...5, using: &generator)
        for ordinal in 0..<count {
            if ordinal > 0 { separator(",") }
            value(at: ordinals + [ordinal])
            // An item has no key: asked for it, its own place is the answer.
            if let value = places.last(where: { $0.place.ordinals == ordinals + [ordinal] }) {
                places.append((JSONPlace(ordinals + [ordinal], isKey: true), value.offset))
            }
        }
        blanks()
        write("]")
    }

    /// - Parameter unique: makes the string differ from those with another number.
    private mutating func string(unique: Int?) {
        let parts = [
            "a", "key", "é", "😀", "\u{201C}", "\\\"", "\\\\", "\\/", "\\n", "\\u0041", "\\ud83d\\ude00", ":", ",", "{",
            "}", "[", "]", "//", " ", "\u{7F}", "\\\\\\\"", "\u{FFFF}",
        ]
        write("\"")
        if let unique { write("\(unique).") }
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            write(parts[Int.random(in: 0..<parts.count, using: &generator)])
        }
        write("\"")
    }

    private mutating func separator(_ character: String) {
        blanks()
        write(character)
        blanks()
    }

    private mutating func blanks() {
        guard chance(40) else { return }
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            write([" ", "\t", "\n", "\r\n", "\r"][Int.random(in: 0..<5, using: &generator)])
        }
    }

    private mutating func write(_ part: String) { text += part.utf8 }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }
}
