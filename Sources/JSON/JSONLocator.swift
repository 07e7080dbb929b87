/// Finds the positions of places in a text that jansson has accepted. jansson keeps no positions, so the text is
/// walked once, and only when there is a fault to locate.
package struct JSONLocator {
    private struct Node {
        let key: Int
        let value: Int
        /// Index into `children` of the first child.
        let firstChild: Int
    }

    private let text: UnsafeRawBufferPointer
    private var root = 0
    // Two levels reach the entries of a configuration; deeper places are rare and looked up from there.
    private var members: [Node] = []
    private var children: [Node] = []
    private var finder: PositionFinder
    /// For each deeper level, where the last search stopped: places come in order, so the next one begins there.
    private var searches: [ChildSearch] = []

    package init(_ text: UnsafeRawBufferPointer) {
        self.text = text
        finder = PositionFinder(text)
        var walker = ValueWalker(text, from: 0)
        while let found = walker.next() {
            let node = Node(key: found.key, value: found.value, firstChild: children.count)
            switch found.depth {
            case 0: root = found.value
            case 1: members.append(node)
            case 2: children.append(node)
            default: break
            }
        }
    }

    /// The position of a place; that of the nearest container when the text holds no such place.
    package mutating func position(of place: JSONPlace) -> TextPosition {
        finder.position(of: offset(of: place))
    }

    private mutating func offset(of place: JSONPlace) -> Int {
        guard members.indices.contains(place.member) else { return root }
        var node = members[place.member]
        if place.child >= 0 {
            let index = node.firstChild + place.child
            let end = place.member + 1 < members.count ? members[place.member + 1].firstChild : children.count
            guard index < end else { return node.value }
            node = children[index]
        }
        for (level, ordinal) in place.deeper.enumerated() {
            if level == searches.count { searches.append(ChildSearch(text, in: node.value)) }
            if !searches[level].canFind(ordinal, in: node.value) { searches[level] = ChildSearch(text, in: node.value) }
            guard let inner = searches[level].find(ordinal) else { return node.value }
            node = Node(key: inner.key, value: inner.value, firstChild: 0)
        }
        return place.isKey ? node.key : node.value
    }
}

/// Looks for members or items of one container, in ascending order.
private struct ChildSearch {
    private let container: Int
    private var walker: ValueWalker
    private var next = 0
    private var last: (key: Int, value: Int)?

    init(_ text: UnsafeRawBufferPointer, in container: Int) {
        self.container = container
        walker = ValueWalker(text, from: container)
    }

    func canFind(_ ordinal: Int, in container: Int) -> Bool { container == self.container && ordinal >= next - 1 }

    mutating func find(_ ordinal: Int) -> (key: Int, value: Int)? {
        while next <= ordinal {
            guard let found = walker.next() else { return nil }
            guard found.depth == 1 else { continue }
            last = (found.key, found.value)
            next += 1
        }
        return last
    }
}

/// The values of a text in order, each with the offsets of its key (its own where it has none) and value, and how
/// many objects and arrays are open around it. Ends with the value it began with.
private struct ValueWalker {
    private var scanner: JSONScanner
    private var depth = 0
    private var finished = false

    init(_ text: UnsafeRawBufferPointer, from offset: Int) { scanner = JSONScanner(text, from: offset) }

    mutating func next() -> (depth: Int, key: Int, value: Int)? {
        var key: Int?
        while !finished {
            let token = scanner.next()
            let found = (depth, key ?? token.start, token.start)
            switch token.kind {
            case .end, .word, .other: finished = true
            case .comma, .colon: break
            case .objectClose, .arrayClose:
                depth -= 1
                finished = depth <= 0
            case .objectOpen, .arrayOpen:
                depth += 1
                return found
            case .string where key == nil && isFollowedByColon(): key = token.start
            case .string, .number, .literal:
                finished = depth == 0
                return found
            }
        }
        return nil
    }

    private func isFollowedByColon() -> Bool {
        var ahead = scanner
        return ahead.next().kind == .colon
    }
}
