internal import Elements
internal import Instances
internal import JSON
internal import Problems
internal import Validation

/// Where an OAuth flow begins: contract 1.9. The library calls no vendor, so it says where the vendor's page is, and
/// says that it fetches no token.
enum ElementOAuthRoutes {
    private static let path = "/elements/{element}/oauth"

    static let table: [Route] = [
        Route("GET", path + "/url", url),
        Route("POST", path + "/url", urlOfBody).readingBody(),
        Route("GET", path + "/url/default", standardURL),
        Route("GET", path + "/token", token),
    ]

    @Sendable private static func url(_ call: Call) throws(Refusal) -> Response { try answer(call, call.query.pairs) }

    @Sendable private static func urlOfBody(_ call: Call) throws(Refusal) -> Response {
        try RequestInput.text(call.body).read { request throws(Refusal) in
            // It holds the secret of an application.
            defer { request.wipe() }
            var parameters: [AuthorizationURL.Parameter] = []
            for (key, value) in request.members where !value.isNull {
                guard let text = value.string ?? value.boolean.map(String.init) ?? value.integer.map(String.init) else {
                    throw .problem(Problem(.invalid, "\(key.utf8Text.prefix(Limits.quotedKey)) must be a string"))
                }
                parameters.append((key.utf8Text, text))
            }
            return try answer(call, parameters)
        }
    }

    /// For the application of the element's own definition.
    @Sendable private static func standardURL(_ call: Call) throws(Refusal) -> Response {
        try answer(call, call.query.pairs.filter { !["apiKey", "apiSecret", "callbackUrl"].contains($0.name) })
    }

    private static func answer(_ call: Call, _ parameters: [AuthorizationURL.Parameter]) throws(Refusal) -> Response {
        try problems { () throws(Problem) in
            let element = try call.foundItem().read()
            var object = OwnedJSON.object()
            object.set("element", .string(element.key))
            object.set("oauthUrl", .string(try AuthorizationURL(element, parameters).text()))
            return Response(object)
        }
    }

    @Sendable private static func token(_ call: Call) throws(Refusal) -> Response {
        try problems { () throws(Problem) in try AuthorizationURL(call.foundItem().read(), call.query.pairs).token() }
        throw .problem(
            Problem(
                .invalid,
                "a request token comes from the vendor, who is not called here; ask him for it, and give it "
                    + "to oauth/url as requestToken"))
    }
}
