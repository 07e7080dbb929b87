/// "Did you mean ...": the known key that a mistyped one most resembles.
package enum Suggestion {
    /// Longer keys are nobody's typing mistake, and comparing costs the product of both lengths.
    private static let maximumLength = 64

    /// - Parameter byPrefix: whether a common beginning will do when nothing is nearer: `freshdesk`, `freshservice`.
    package static func nearest(
        to typed: String, among known: [String], byPrefix: Bool = false
    ) -> String? {
        guard let plain = Plain(typed) else { return nil }
        var best: (key: String, distance: Int)?
        for key in known {
            if let distance = plain.distance(to: key), distance < best?.distance ?? .max { best = (key, distance) }
        }
        return best?.key ?? (byPrefix ? sharingPrefix(plain.letters, known) : nil)
    }

    /// Whether `nearest` would take a known key for a mistyped one.
    package static func resembles(_ typed: String, _ known: String) -> Bool {
        Plain(typed)?.distance(to: known) != nil
    }

    /// A mistyped key, made ready to be compared with many.
    private struct Plain {
        let letters: [UInt8]
        private let marks: UInt64

        /// Nil for a key that resembles none.
        init?(_ typed: String) {
            guard typed.utf8.count <= maximumLength else { return nil }
            letters = simplified(typed)
            guard !letters.isEmpty else { return nil }
            marks = letters.reduce(0) { $0 | Self.mark($1) }
        }

        /// A bit for each letter: an edit brings in one at most, and takes away one at most.
        private static func mark(_ letter: UInt8) -> UInt64 { 1 << UInt64(letter & 63) }

        /// Nil when too much is different. Most keys are ruled out by their length and letters.
        func distance(to key: String) -> Int? {
            guard key.utf8.count <= maximumLength else { return nil }
            return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: maximumLength) { space in
                guard let count = simplify(key, into: space) else { return distance(simplified(key)[...]) }
                return distance(space[..<count])
            }
        }

        private func distance(_ other: some RandomAccessCollection<UInt8>) -> Int? {
            // A third of the key may be wrong.
            let allowed = min(3, max(1, other.count / 3))
            guard abs(other.count - letters.count) <= allowed else { return nil }
            let others = other.reduce(0) { $0 | Self.mark($1) }
            guard (others & ~marks).nonzeroBitCount <= allowed, (marks & ~others).nonzeroBitCount <= allowed else {
                return nil
            }
            let distance = Suggestion.distance(letters, Array(other))
            return distance <= allowed ? distance : nil
        }
    }

    /// The known key for which a slip of the hand may have made the typed one: more careful than `nearest`, as the typed
    /// one may well be meant.
    package static func typingMistake(_ typed: String, for known: [String]) -> String? {
        guard typed.utf8.count <= maximumLength else { return nil }
        let plain = simplified(typed)
        return known.first { key in
            let other = simplified(key)
            if plain == other { return true }
            let allowed = other.count > 12 ? 2 : 1
            return plain.count > 4 && other.count > 4 && abs(other.count - plain.count) <= allowed
                && distance(plain, other) <= allowed
        }
    }

    /// Case and separators aside.
    package static func plain(_ key: String) -> String { String(decoding: simplified(key), as: UTF8.self) }

    /// The key with the longest common beginning, when that is more than half of the shorter one.
    private static func sharingPrefix(_ plain: [UInt8], _ known: [String]) -> String? {
        var best: (key: String, length: Int)?
        for key in known {
            let other = simplified(key)
            let length = zip(plain, other).prefix { $0 == $1 }.count
            if length > 3, length * 2 > min(plain.count, other.count), length > best?.length ?? 0 {
                best = (key, length)
            }
        }
        return best?.key
    }

    /// Case and separators aside: `Base_URL` and `base.url` are the same.
    private static func simplified(_ key: String) -> [UInt8] { key.lowercased().utf8.filter { !isSeparator($0) } }

    @inline(__always)
    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: " ")
    }

    /// The same without memory of its own.
    ///
    /// - Returns: the letters written; nil for a key with others than ASCII.
    private static func simplify(_ key: String, into space: UnsafeMutableBufferPointer<UInt8>) -> Int? {
        var count = 0
        for byte in key.utf8 where !isSeparator(byte) {
            guard byte < 0x80, count < space.count else { return nil }
            space[count] = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
            count += 1
        }
        return count
    }

    /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        let width = b.count + 1
        // The row being made, the last, and the one before.
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: 3 * width) { rows in
            for j in 0..<width { rows[j] = j }
            for i in 0..<a.count {
                let (before, last, row) = ((i + 2) % 3 * width, i % 3 * width, (i + 1) % 3 * width)
                rows[row] = i + 1
                for j in 0..<b.count {
                    var cost = min(
                        rows[row + j] + 1, rows[last + j + 1] + 1, rows[last + j] + (a[i] == b[j] ? 0 : 1))
                    if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, rows[before + j - 1] + 1) }
                    rows[row + j + 1] = cost
                }
            }
            return rows[a.count % 3 * width + b.count]
        }
    }
}
