internal import Elements
package import JSON

/// The members of a request that the library reads, each with its place. All others are tolerated: the platform takes
/// a whole returned instance as a request.
package struct RequestMembers {
    package struct Member {
        package let value: JSONValue
        package let ordinal: Int
    }

    package private(set) var element: Member?
    package private(set) var configuration: Member?
    package private(set) var name: Member?
    package private(set) var tags: Member?
    package private(set) var externalAuthentication: Member?
    package private(set) var providerData: Member?
    package private(set) var eventsEnabled: Member?

    /// - Parameter request: an object. Members that are null count as absent.
    package init(_ request: JSONValue) {
        var ordinal = -1
        for (key, value) in request.members {
            ordinal += 1
            if value.isNull { continue }
            let member = Member(value: value, ordinal: ordinal)
            switch key.count {
            case 4 where key.equals("name"): name = member
            case 4 where key.equals("tags"): tags = member
            case 7 where key.equals("element"): element = member
            case 12 where key.equals("providerData"): providerData = member
            case 13 where key.equals("configuration"): configuration = member
            case 13 where key.equals("eventsEnabled"): eventsEnabled = member
            case 22 where key.equals("externalAuthentication"): externalAuthentication = member
            default: break
            }
        }
    }

    /// The members of a request that somebody may put into its configuration by mistake.
    static func isMemberName(_ key: UnsafeRawBufferPointer) -> Bool {
        ["name", "tags", "element", "providerData", "externalAuthentication", "eventsEnabled", "configuration"]
            .contains { (name: StaticString) in key.equals(name) }
    }
}

/// The entries that a request supplies, one by one. No sequence: one that holds the element's table would count references
/// to it with each entry.
struct SuppliedEntries {
    private var members: JSONMembers
    private let configuration: JSONValue
    private var ordinal = -1

    struct Entry {
        let key: UnsafeRawBufferPointer
        let value: JSONValue
        let ordinal: Int
        /// The entry of the element; nil for an unknown key.
        let index: Int?
        /// Whether the key only fits without the blanks around it.
        let isPadded: Bool
    }

    init(_ configuration: JSONValue) {
        members = configuration.members
        self.configuration = configuration
    }

    /// - Parameter table: of the element's entries.
    @inline(__always)
    mutating func next(_ table: KeyTable) -> Entry? {
        guard let (key, value) = members.next() else { return nil }
        ordinal += 1
        if let index = table.index(of: key) {
            return Entry(key: key, value: value, ordinal: ordinal, index: index, isPadded: false)
        }
        return padded(key, value, table)
    }

    /// Documentation has `" event.notification.signature.key"`: taken for what is meant, unless that is there too.
    private func padded(_ key: UnsafeRawBufferPointer, _ value: JSONValue, _ table: KeyTable) -> Entry {
        let trimmed = key.trimmed
        guard trimmed.count != key.count, let index = table.index(of: trimmed),
            !configuration.members.contains(where: { $0.key.elementsEqual(trimmed) })
        else { return Entry(key: key, value: value, ordinal: ordinal, index: nil, isPadded: false) }
        return Entry(key: key, value: value, ordinal: ordinal, index: index, isPadded: true)
    }

    /// Absent, null and "" are all "not supplied".
    @inline(__always)
    static func isSupplied(_ value: JSONValue) -> Bool {
        if value.isNull { return false }
        if let bytes = value.utf8 { return !bytes.isEmpty }
        return true
    }
}
