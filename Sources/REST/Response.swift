internal import Instances
package import JSON
internal import Problems
internal import Secrets

/// The answer to a request.
package struct Response: ~Copyable {
    package struct Header: Equatable, Sendable {
        package let name: StaticString
        package let value: String

        package static func == (a: Header, b: Header) -> Bool { "\(a.name)" == "\(b.name)" && a.value == b.value }
    }

    package let status: HTTPStatus
    package private(set) var headers: [Header] = []
    private var body: Body?

    package enum Body: ~Copyable {
        case value(OwnedJSON)
        case text(CText)

        /// JSON; nil when memory ran out.
        package consuming func text() -> CText? {
            switch consume self {
            case .value(let value): CText.dump(value)
            case .text(let text): text
            }
        }
    }

    /// A success.
    init(_ body: consuming OwnedJSON) {
        status = .ok
        self.body = .value(body)
    }

    init(text: consuming CText) {
        status = .ok
        body = .text(text)
    }

    /// A success without anything to tell. An object all the same: clients parse what they get.
    static func done() -> Response { Response(.object()) }

    init(_ failure: Failure, _ random: RandomSource) {
        switch failure {
        case .refusal(let refusal): self.init(HTTPStatus(refusal.status), refusal, random)
        case .refusalAs(let status, let refusal): self.init(status, refusal, random)
        case .methodNotAllowed(let message, let allowed):
            self.init(.methodNotAllowed, .problem(Problem(.misuse, message)), random)
            add("Allow", allowed.joined(separator: ", "))
        }
    }

    private init(_ status: HTTPStatus, _ refusal: Refusal, _ random: RandomSource) {
        self.status = status
        body =
            switch refusal {
            case .report(let report): .value(ProblemReply.json(report, random))
            case .problem(let problem): .value(ProblemReply.json(problem, random))
            }
    }

    mutating func add(_ name: StaticString, _ value: String) { headers.append(Header(name: name, value: value)) }

    mutating func removeBody() { body = nil }

    /// A member of a failure's body that is a text.
    func text(_ name: StaticString) -> String? {
        switch body {
        case .some(.value(let body)): body.read { $0[name]?.string } ?? nil
        case .some(.text): nil
        case .none: nil
        }
    }

    /// Nil where there is none.
    package consuming func takeBody() -> Body? { body }
}

extension Refusal {
    fileprivate var status: Status {
        switch self {
        case .report(let report): report.status
        case .problem(let problem): problem.status
        }
    }
}
