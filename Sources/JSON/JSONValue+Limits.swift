private import CJansson

/// Which of the limits a caller's value breaks.
package enum LimitBreach: Sendable {
    /// Nests too deep, which is also what a value that contains itself does.
    case depth
    /// Would be too long as text.
    case size
}

extension JSONValue {
    /// Nil when the value keeps the limits on depth and size. It never recurses deeper than the limit, nor looks at more
    /// values than a text of the allowed size can hold: a small graph of shared values can spell a huge tree.
    package func limitBreach() -> LimitBreach? {
        var budget = Limits.textBytes
        return limitBreach(depth: Limits.depth, budget: &budget)
    }

    /// - Parameter budget: bytes that the text may still have.
    private func limitBreach(depth: Int, budget: inout Int) -> LimitBreach? {
        // At least a digit and a comma, or the quotes of a string.
        budget -= 2
        guard budget >= 0 else { return .size }
        switch pointer.pointee.type {
        case JSON_STRING:
            // A length is no more than Int.max, and the budget no less than 0.
            budget -= json_string_length(pointer)
            return budget < 0 ? .size : nil
        case JSON_OBJECT:
            guard depth > 0 else { return .depth }
            for (key, value) in members {
                budget -= key.count + 2
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
}
