internal import Instances

/// A method on a path, and what answers it.
struct Route: Sendable {
    typealias Handler = @Sendable (Call) throws(Refusal) -> Response

    let method: String
    let path: PathPattern
    /// What the user needs; asked before anything else is looked at.
    var privilege: Privilege?
    /// Whether the handler reads the body. Another body is ignored, whatever it is: clients send `null` with DELETE.
    var readsBody = false
    /// Whether the path means a resource of the instance when the request has an Element part.
    var yieldsToResources = false
    let handler: Handler

    init(_ method: String, _ path: String, _ handler: @escaping Handler) {
        self.method = method
        self.path = PathPattern(path)
        self.handler = handler
    }

    // MARK: What a row of the table adds

    func needing(_ privilege: Privilege) -> Route { with { $0.privilege = privilege } }
    func readingBody() -> Route { with { $0.readsBody = true } }
    func yieldingToResources() -> Route { with { $0.yieldsToResources = true } }

    private func with(_ change: (inout Route) -> Void) -> Route {
        var route = self
        change(&route)
        return route
    }
}

/// A path with places for values: `/instances/{instance}/configuration/{row}`.
struct PathPattern: Sendable {
    private enum Segment {
        case literal(String)
        /// All digits.
        case number(WritableKeyPath<PathValues, Int64?> & Sendable)
        case text(WritableKeyPath<PathValues, String?> & Sendable)
    }

    /// As the table has it.
    let text: String
    private let segments: [Segment]

    init(_ path: String) {
        text = path
        segments = path.split(separator: "/").map { segment in
            switch segment {
            case "{instance}": .number(\.instance)
            case "{row}": .number(\.row)
            case "{account}": .number(\.account)
            case "{user}": .text(\.user)
            case "{role}": .text(\.role)
            case "{name}": .text(\.name)
            case "{element}": .text(\.element)
            case "{owner}": .number(\.owner)
            case "{part}": .number(\.part)
            case "{entry}": .text(\.entry)
            case "{way}": .text(\.way)
            default: .literal(String(segment))
            }
        }
    }

    /// The values of a path; nil when it is another one.
    func match(_ path: [String]) -> PathValues? {
        guard path.count == segments.count else { return nil }
        var values = PathValues()
        for (segment, text) in zip(segments, path) {
            switch segment {
            case .literal(let literal): guard text == literal else { return nil }
            case .number(let member):
                guard let number = Self.number(text) else { return nil }
                values[keyPath: member] = number
            case .text(let member):
                guard !text.isEmpty else { return nil }
                values[keyPath: member] = text
            }
        }
        return values
    }

    /// A number too large for an id is one that nothing has.
    static func number(_ text: String) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text) ?? .max
    }
}

/// What a path names.
struct PathValues: Sendable {
    /// Nil where the Element part of the header names the instance.
    var instance: Int64?
    /// Of an instance's configuration.
    var row: Int64?
    /// Key or id.
    var element: String?
    /// A part of an element that has parts itself.
    var owner: Int64?
    /// Of an element, or of the owner.
    var part: Int64?
    /// Key of an element's configuration entry.
    var entry: String?
    /// To authenticate.
    var way: String?
    var account: Int64?
    /// Id or e-mail address.
    var user: String?
    var role: String?
    /// Of an object, transformation, operation, event or hub.
    var name: String?
}
