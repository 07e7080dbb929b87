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

    private func offset(of place: JSONPlace) -> Int {
        guard let first = place.ordinals.first, members.indices.contains(first) else { return root }
        var node = members[first]
        if place.ordinals.count > 1 {
            let index = node.firstChild + place.ordinals[1]
            let end = first + 1 < members.count ? members[first + 1].firstChild : children.count
            guard index >= node.firstChild, index < end else { return node.value }
            node = children[index]
        }
        for ordinal in place.ordinals.dropFirst(2) {
            guard let inner = child(ordinal, of: node.value) else { return node.value }
            node = inner
        }
        return place.isKey ? node.key : node.value
    }

    private func child(_ ordinal: Int, of container: Int) -> Node? {
        var walker = ValueWalker(text, from: container)
        var count = 0
        while let found = walker.next() {
            guard found.depth == 1 else { continue }
            if count == ordinal { return Node(key: found.key, value: found.value, firstChild: 0) }
            count += 1
        }
        return nil
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
