/// From a key's bytes to its index, without making a `String`: open addressing at no more than half load, made once
/// and never changed. No structure: each use would count references to its arrays, which costs more than the look.
package final class KeyTable: Sendable {
    private let bytes: ContiguousArray<UInt8>
    private let ends: ContiguousArray<Int>
    /// Index of the key in each slot; -1 for an empty one.
    private let slots: ContiguousArray<Int32>
    private let mask: Int

    /// - Parameter keys: of equal ones the first counts.
    package init(_ keys: [String]) {
        var size = 8
        while size < keys.count * 2 { size *= 2 }
        var bytes = ContiguousArray<UInt8>()
        var ends = ContiguousArray<Int>()
        var slots = ContiguousArray<Int32>(repeating: -1, count: size)
        for (index, key) in keys.enumerated() {
            let start = bytes.count
            bytes.append(contentsOf: key.utf8)
            ends.append(bytes.count)
            var slot = bytes.withUnsafeBytes { Self.hash(UnsafeRawBufferPointer(rebasing: $0[start...])) } & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(truncatingIfNeeded: index)
        }
        self.bytes = bytes
        self.ends = ends
        self.slots = slots
        mask = size - 1
    }

    package func index(of key: UnsafeRawBufferPointer) -> Int? {
        var slot = Self.hash(key) & mask
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            let start = index == 0 ? 0 : ends[index - 1]
            let length = ends[index] - start
            if length == key.count, bytes.withUnsafeBytes({ Self.equal($0, from: start, key) }) { return index }
            slot = (slot + 1) & mask
        }
        return nil
    }

    @inline(__always)
    private static func equal(_ bytes: UnsafeRawBufferPointer, from start: Int, _ key: UnsafeRawBufferPointer) -> Bool {
        for offset in 0..<key.count where bytes[start + offset] != key[offset] { return false }
        return true
    }

    /// Not for keys that an attacker may choose: only the table's own keys collide with each other.
    @inline(__always)
    private static func hash(_ key: UnsafeRawBufferPointer) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(truncatingIfNeeded: key.count)
        var offset = 0
        while offset + 8 <= key.count {
            hash = (hash ^ key.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 32
            offset += 8
        }
        while offset < key.count {
            hash = (hash ^ UInt64(key[offset])) &* 0x100_0000_01B3
            offset += 1
        }
        hash ^= hash >> 29
        return Int(truncatingIfNeeded: hash & 0x7FFF_FFFF)
    }
}
