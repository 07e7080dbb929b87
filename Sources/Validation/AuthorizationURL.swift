package import Elements
internal import JSON
package import Problems

/// The address of the vendor's page on which a user lets an application in: where an OAuth flow begins. Made of the
/// element's `oauth.authorization.url` and what the caller says; nobody is called.
package struct AuthorizationURL {
    /// Named as the platform names them: `apiKey`, `callbackUrl`, ...; further ones are the vendor's own.
    package typealias Parameter = (name: String, value: String)

    private let element: Element
    private let parameters: [Parameter]

    package init(_ element: Element, _ parameters: [Parameter]) {
        self.element = element
        self.parameters = parameters.filter { !$0.value.isEmpty }
    }

    /// What the parameters call an entry of the element.
    private static let entries = [
        "apiKey": "oauth.api.key", "apiSecret": "oauth.api.secret", "callbackUrl": "oauth.callback.url",
        "scope": "oauth.scope",
    ]
    /// Those that mean something here, and are none of the vendor's.
    private static let own: Set<String> = [
        "apiKey", "apiSecret", "callbackUrl", "scope", "state", "requestToken", "siteAddress", "subdomain",
        "callbackProxy", "isOauthProxy", "oauthProxyName", "oauth.authorization.url", Element.authenticationEntry,
    ]

    /// - Throws: for an element without OAuth, and when something is missing.
    package func text() throws(Problem) -> String {
        let kind = try kind()
        let place = "oauth.authorization.url"
        guard let template = parameter(place, or: place) ?? element.authorizationURL else {
            throw Problem(
                .invalid,
                "the definition of \(element.key) does not say where the vendor's page is; give it as \(place)")
        }
        var url = try URLWithQuery(filled(template.trimmed))
        if kind == .oauth1 {
            url.set("oauth_token", try required("requestToken", "get it from the vendor, with oauth/token"))
        } else {
            try addOAuth2(to: &url)
        }
        for parameter in parameters where !Self.own.contains(parameter.name) && element.entry(parameter.name) == nil {
            url.set(parameter.name, parameter.value)
        }
        return url.text
    }

    /// Refuses a request for a token of OAuth 1, which begins with a call to the vendor.
    package func token() throws(Problem) {
        guard try kind() == .oauth1 else {
            throw Problem(.invalid, "\(element.key) does not use OAuth 1, which alone begins with a token")
        }
        for name in ["apiKey", "apiSecret", "callbackUrl"] { _ = try required(name, "add it to the query") }
    }

    private func kind() throws(Problem) -> AuthenticationKind {
        let chosen = parameters.first { $0.name == Element.authenticationEntry }?.value
        let kind = AuthenticationKind(chosen ?? element.ways.first?.name ?? element.authentication)
        guard kind.needsProviderData else { throw Problem(.invalid, "\(element.key) does not use OAuth") }
        for name in ["callbackProxy", "oauthProxyName"] where parameters.contains(where: { $0.name == name }) {
            throw Problem(.invalid, "there are no OAuth proxies here; leave \(name) out")
        }
        return kind
    }

    /// In the platform's order.
    private func addOAuth2(to url: inout URLWithQuery) throws(Problem) {
        url.set("response_type", "code")
        url.set("client_id", try required("apiKey", "it is the id of your application at the vendor"))
        // A secret in an address is seen by whoever sees the address: only for vendors who want it.
        if url.has("client_secret") {
            url.set("client_secret", try required("apiSecret", "the vendor wants it in the address"))
        }
        if let scope = parameter("scope", or: "oauth.scope") { url.set("scope", scope) }
        url.set("redirect_uri", try required("callbackUrl", "it is where the vendor's page leads back to"))
        url.set("state", parameter("state", or: nil) ?? element.key)
    }

    // MARK: What the caller says

    private func parameter(_ name: String, or entry: String?) -> String? {
        parameters.first { $0.name == name || $0.name == entry }?.value ?? entry.flatMap(element.entry)?.defaultValue
    }

    private func required(_ name: String, _ hint: String) throws(Problem) -> String {
        guard let value = parameter(name, or: Self.entries[name]) else {
            throw Problem(.invalid, "\(name) is required and missing; \(hint)")
        }
        return value
    }

    // MARK: The template

    /// With a value for each `{entry}`.
    private func filled(_ template: String) throws(Problem) -> String {
        let labels = URLTemplate(template)?.hostLabels ?? []
        var text = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            guard let value = value(of: name) else {
                throw Problem(.invalid, "\(name) is required and missing; it is a part of the vendor's address")
            }
            text += try part(value, name, after: text, isLabel: labels.contains(name))
            rest = rest[rest.index(after: close)...]
        }
        text += rest
        guard var fault = Optional(text), let wrong = fault.withUTF8({ URLCheck.fault(in: UnsafeRawBufferPointer($0)) })
        else { return text }
        throw Problem(.invalid, "the vendor's address \(wrong.message); \(wrong.hint)")
    }

    private func value(of name: String) -> String? {
        if let value = parameter(name, or: name) { return value }
        switch name {
        case "site", "site.address", "site.url", "store.url": return parameter("siteAddress", or: nil)
        default: return name.hasSuffix("subdomain") ? parameter("subdomain", or: nil) : nil
        }
    }

    /// A value as it may stand where it comes to stand: none leads to another host than the template's.
    private func part(
        _ value: String, _ name: String, after text: String, isLabel: Bool
    ) throws(Problem) -> String {
        // The whole beginning of an address, such as that of a shop.
        if text.isEmpty { return value }
        // Behind scheme and host, the two slashes before which are all that a text without a path has.
        guard text.utf8.count(where: { $0 == UInt8(ascii: "/") }) == 2, !text.contains(where: { "?#".contains($0) })
        else { return PercentEncoding.encoded(value) }
        var value = value
        let isHost =
            isLabel
            ? value.withUTF8 { HostLabel.isValid(UnsafeRawBufferPointer($0)) }
            : value.utf8.allSatisfy { PercentEncoding.isUnreserved($0) || $0 == UInt8(ascii: ":") }
        guard isHost else {
            throw Problem(
                .invalid, "\(name) can't be part of a host name; give \(isLabel ? "the name" : "the host") only")
        }
        return value
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self
        return text.withUTF8 { UnsafeRawBufferPointer($0).trimmed.utf8Text }
    }
}

/// An address whose query holds each parameter once.
private struct URLWithQuery {
    private let address: Substring
    private var pairs: [(name: String, value: String)]

    init(_ url: String) {
        let withoutFragment = url.prefix { $0 != "#" }
        address = withoutFragment.prefix { $0 != "?" }
        pairs = withoutFragment.dropFirst(address.count + 1).split(separator: "&").map { pair in
            let name = pair.prefix { $0 != "=" }
            return (String(name), String(pair.dropFirst(name.count + 1)))
        }
    }

    func has(_ name: String) -> Bool { pairs.contains { $0.name == name } }

    /// Where the address has the parameter already, it keeps its place.
    mutating func set(_ name: String, _ value: String) {
        let pair = (name: PercentEncoding.encoded(name), value: PercentEncoding.encoded(value))
        if let index = pairs.firstIndex(where: { $0.name == pair.name }) {
            pairs[index] = pair
        } else {
            pairs.append(pair)
        }
    }

    var text: String { "\(address)?" + pairs.map { "\($0.name)=\($0.value)" }.joined(separator: "&") }
}

private enum PercentEncoding {
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// RFC 3986: everything but letters, digits and `-._~`.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
