/// "Did you mean ...": the known key that a mistyped one most resembles.
package enum Suggestion {
    /// Longer keys are nobody's typing mistake, and comparing costs the product of both lengths.
    private static let maximumLength = 64

    /// - Parameter byPrefix: whether a common beginning will do when nothing is nearer: `freshdesk`, `freshservice`.
    package static func nearest(
        to typed: String, among known: some Sequence<String>, byPrefix: Bool = false
    ) -> String? {
        guard typed.utf8.count <= maximumLength else { return nil }
        let plain = simplified(typed)
        guard !plain.isEmpty else { return nil }
        var best: (key: String, distance: Int)?
        for key in known where key.utf8.count <= maximumLength {
            let other = simplified(key)
            // A third of the key may be wrong.
            let allowed = min(3, max(1, other.count / 3))
            guard abs(other.count - plain.count) <= allowed else { continue }
            let distance = distance(plain, other)
            if distance <= allowed, distance < best?.distance ?? .max { best = (key, distance) }
        }
        return best?.key ?? (byPrefix ? sharingPrefix(plain, known) : nil)
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
    private static func sharingPrefix(_ plain: [UInt8], _ known: some Sequence<String>) -> String? {
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
    private static func simplified(_ key: String) -> [UInt8] {
        key.lowercased().utf8.filter { !"._- ".utf8.contains($0) }
    }

    /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var before = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            row.reserveCapacity(b.count + 1)
            for j in 0..<b.count {
                var cost = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
                row.append(cost)
            }
            before = last
            last = row
        }
        return last[b.count]
    }
}
