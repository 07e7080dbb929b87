package import Instances
internal import JSON
internal import Problems
internal import Secrets
internal import Validation

/// The platform's HTTP API over an open store.
package struct API: Sendable {
    private let provisioner: Provisioner
    private let random: RandomSource

    /// - Parameter session: of the store. Requests act for the users whom they name, not for that of the session.
    package init(_ session: Session) {
        provisioner = session.provisioner
        random = session.random
    }

    /// Answers a request. Whatever is wrong with it is told by the response.
    package func answer(_ request: Request) -> Response {
        var response = outcome(of: request)
        let requestID = response.status == .ok ? nil : response.text("requestId")
        response.add("Content-Type", MediaType.json)
        response.add("elements-request-id", requestID ?? newRequestID())
        if request.headers.origin != nil { response.add("Access-Control-Expose-Headers", Self.exposedHeaders) }
        if request.method == "HEAD" { response.removeBody() }
        return response
    }

    /// Literal of the platform.
    private static let exposedHeaders =
        "Elements-Returned-Count, Elements-Total-Count, Elements-Request-Id, Elements-Next-Page-Token, "
        + "Elements-Trace-Id, Elements-Error, Content-Disposition"

    private func newRequestID() -> String {
        // A response has an id even when the caller's random source fails.
        Hexadecimal.encode((try? random.bytes(12)) ?? (try? RandomSource.system.bytes(12)) ?? [])
    }

    // MARK: The way of a request

    private func outcome(of request: Request) -> Response {
        do throws(Failure) { return try carryOut(request) } catch { return Response(error, random) }
    }

    /// Nothing is told of the API before the secrets are right, and nothing is read of the body before the user may.
    private func carryOut(_ request: Request) throws(Failure) -> Response {
        let target = try Target(request.target)
        let authorized = try failures { () throws(Problem) in
            try provisioner.authorize(request.headers.authorization)
        }
        let method = request.method == "HEAD" ? "GET" : request.method
        let (route, values) = try Router.route(method, target.path, authorized)
        if let privilege = route.privilege {
            try failures { () throws(Problem) in try authorized.session.require(privilege) }
        }
        try Self.checkTypes(of: request, route)
        let call = Call(
            authorized: authorized, values: values, query: target.query, headers: request.headers, body: request.body)
        do throws(Refusal) { return try route.handler(call) } catch { throw .refusal(error) }
    }

    private static func checkTypes(of request: Request, _ route: Route) throws(Failure) {
        guard MediaType.isJSONAccepted(request.headers.accept) else {
            throw .http(.notAcceptable, "the API answers application/json, which Accept excludes")
        }
        guard route.readsBody else { return }
        guard request.body.isEmpty || MediaType.isJSON(request.headers.contentType) else {
            throw .http(.unsupportedMediaType, "the body is no application/json by its Content-Type; send JSON")
        }
        if request.body.count > Limits.textBytes {
            // Refused unread, with a report like every other text that can't be parsed.
            do throws(JSONFailure) { _ = try OwnedJSON.parse(request.body) } catch {
                throw .refusalAs(.contentTooLarge, Refusal(error))
            }
        }
    }
}
