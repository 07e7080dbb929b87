internal import Instances
internal import Problems

/// The statuses of HTTP that the API answers.
package struct HTTPStatus: RawRepresentable, Equatable, Sendable {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }

    /// The only success there is, creation and removal included.
    package static let ok = HTTPStatus(rawValue: 200)
    package static let badRequest = HTTPStatus(rawValue: 400)
    package static let unauthorized = HTTPStatus(rawValue: 401)
    package static let forbidden = HTTPStatus(rawValue: 403)
    package static let notFound = HTTPStatus(rawValue: 404)
    package static let methodNotAllowed = HTTPStatus(rawValue: 405)
    package static let notAcceptable = HTTPStatus(rawValue: 406)
    package static let conflict = HTTPStatus(rawValue: 409)
    package static let contentTooLarge = HTTPStatus(rawValue: 413)
    package static let uriTooLong = HTTPStatus(rawValue: 414)
    package static let unsupportedMediaType = HTTPStatus(rawValue: 415)
    package static let serverError = HTTPStatus(rawValue: 500)
    package static let unavailable = HTTPStatus(rawValue: 503)

    init(_ status: Status) {
        switch status {
        case .ok: self = .ok
        case .invalid, .malformed, .misuse: self = .badRequest
        case .unauthorized: self = .unauthorized
        case .forbidden: self = .forbidden
        case .notFound: self = .notFound
        case .conflict: self = .conflict
        case .busy: self = .unavailable
        default: self = .serverError
        }
    }
}

/// Why a request is answered with an error.
enum Failure: Error {
    /// As the domain says it.
    case refusal(Refusal)
    /// The same with a status that the domain does not know.
    case refusalAs(HTTPStatus, Refusal)
    /// The path knows other methods.
    case methodNotAllowed(String, allowed: [String])

    static func http(_ status: HTTPStatus, _ message: String) -> Failure {
        .refusalAs(status, .problem(Problem(.misuse, message)))
    }
}

/// A problem as a refusal.
func problems<Result: ~Copyable>(_ body: () throws(Problem) -> Result) throws(Refusal) -> Result {
    do throws(Problem) { return try body() } catch { throw .problem(error) }
}

/// A problem as a failure.
func failures<Result: ~Copyable>(_ body: () throws(Problem) -> Result) throws(Failure) -> Result {
    do throws(Problem) { return try body() } catch { throw .refusal(.problem(error)) }
}
