/// What a caller can act on: the numbers of `provisor_status` in provisor.h, which are part of the ABI.
package struct Status: RawRepresentable, Equatable, Sendable {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let ok = Status(rawValue: 0)
    package static let invalid = Status(rawValue: 1)
    package static let malformed = Status(rawValue: 2)
    package static let notFound = Status(rawValue: 3)
    package static let misuse = Status(rawValue: 4)
    package static let store = Status(rawValue: 5)
    package static let busy = Status(rawValue: 6)
    package static let key = Status(rawValue: 7)
    package static let callback = Status(rawValue: 8)
    package static let noMemory = Status(rawValue: 9)
    package static let `internal` = Status(rawValue: 10)
    package static let conflict = Status(rawValue: 11)
    package static let unauthorized = Status(rawValue: 12)
    package static let forbidden = Status(rawValue: 13)

    /// The name as static text, as problems spell it in "status".
    package var name: StaticString {
        switch self {
        case .ok: "ok"
        case .invalid: "invalid"
        case .malformed: "malformed"
        case .notFound: "not-found"
        case .misuse: "misuse"
        case .store: "store"
        case .busy: "busy"
        case .key: "key"
        case .callback: "callback"
        case .noMemory: "no-memory"
        case .internal: "internal"
        case .conflict: "conflict"
        case .unauthorized: "unauthorized"
        case .forbidden: "forbidden"
        default: "unknown"
        }
    }
}
