private import CJansson

/// Which of the limits a caller's value breaks.
package enum LimitBreach: Sendable {
    /// Nests too deep, which is also what a value that contains itself does.
    case depth
    /// Would be too long as text.
    case size
    /// Has a string or key that no text can spell: it is no UTF-8, which jansson's nocheck calls can make, or holds a NUL.
    case encoding
}

extension JSONValue {
    /// Nil when the value keeps the limits on depth and size. It never recurses deeper than the limit, nor looks at more
    /// values than a text of the allowed size can hold: a small graph of shared values can spell a huge tree.
    package func limitBreach(maximumBytes: Int = Limits.textBytes) -> LimitBreach? {
        var budget = maximumBytes
        return limitBreach(depth: Limits.depth, budget: &budget)
    }

    /// - Parameter budget: bytes that the text may still have.
    private func limitBreach(depth: Int, budget: inout Int) -> LimitBreach? {
        // At least a digit and a comma, or the quotes of a string.
        budget -= 2
        guard budget >= 0 else { return .size }
        switch pointer.pointee.type {
        case JSON_STRING:
            guard let bytes = utf8 else { return nil }
            // A length is no more than Int.max, and the budget no less than 0.
            budget -= bytes.count
            guard budget >= 0 else { return .size }
            return Self.isSpellable(bytes) ? nil : .encoding
        case JSON_OBJECT:
            guard depth > 0 else { return .depth }
            for (key, value) in members {
                budget -= key.count + 2
                guard Self.isSpellable(key) else { return .encoding }
                if let breach = value.limitBreach(depth: depth - 1, budget: &budget) { return breach }
            }
        case JSON_ARRAY:
            guard depth > 0 else { return .depth }
            for index in 0..<count {
                if let breach = self[item: index]?.limitBreach(depth: depth - 1, budget: &budget) { return breach }
            }
        default: break
        }
        return nil
    }

    /// ASCII, which is nearly everything, eight bytes at a time. jansson refuses texts with a NUL, also those that it has
    /// written itself.
    private static func isSpellable(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var offset = 0
        while offset + 8 <= bytes.count {
            let eight = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            // The top bit of a byte is set, or becomes so because the byte was 0.
            if (eight | (eight &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 != 0 { break }
            offset += 8
        }
        while offset < bytes.count, bytes[offset] &- 1 < 0x7F { offset += 1 }
        if offset == bytes.count { return true }
        let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        return !rest.contains(0) && String(validating: rest, as: UTF8.self) != nil
    }

    /// The pointer to the nearest value with a string or key that no text can spell; at most two levels deep, as deeper keys may
    /// belong to a secret.
    package func pathToUnspellable() -> String {
        for (key, value) in members {
            guard Self.isSpellable(key) else { return "" }
            guard value.limitBreach() == .encoding else { continue }
            let path = JSONPointer.member(key.utf8Text)
            for (inner, value) in value.members {
                guard Self.isSpellable(inner) else { return path }
                if value.limitBreach() == .encoding { return JSONPointer.member(inner.utf8Text, of: path) }
            }
            return path
        }
        return ""
    }
}
