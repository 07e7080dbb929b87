/// A place inside a document: which member of the root, which member or item of that, and so on, by ordinal.
/// Ordinals rather than names: whoever finds a fault while iterating has them for free.
package struct JSONPlace: Equatable, Sendable {
    // Two levels reach the entries of a configuration; only deeper places need memory of their own. -1 for none.
    private(set) var member = -1
    private(set) var child = -1
    private(set) var deeper: [Int] = []
    /// Whether the key is meant rather than the value.
    package let isKey: Bool

    /// The root.
    package init() { isKey = false }

    /// A member of the root, or a member or item of that.
    package init(_ member: Int, _ child: Int? = nil, isKey: Bool = false) {
        self.member = member
        self.child = child ?? -1
        self.isKey = isKey
    }

    package init(_ ordinals: [Int], isKey: Bool = false) {
        self.isKey = isKey
        for ordinal in ordinals { append(ordinal) }
    }

    private mutating func append(_ ordinal: Int) {
        if member < 0 { member = ordinal } else if child < 0 { child = ordinal } else { deeper.append(ordinal) }
    }

    /// The place of a member or item of the value here.
    package func appending(_ ordinals: [Int]) -> JSONPlace { JSONPlace(self.ordinals + ordinals) }

    /// Empty for the root itself.
    package var ordinals: [Int] { (member < 0 ? [] : [member]) + (child < 0 ? [] : [child]) + deeper }

    /// Whether it stands before another in the text. A container stands before what it holds.
    package static func < (left: JSONPlace, right: JSONPlace) -> Bool {
        if left.member != right.member { return left.member < right.member }
        if left.child != right.child { return left.child < right.child }
        if left.deeper.isEmpty || right.deeper.isEmpty { return left.deeper.isEmpty && !right.deeper.isEmpty }
        return left.deeper.lexicographicallyPrecedes(right.deeper)
    }
}
