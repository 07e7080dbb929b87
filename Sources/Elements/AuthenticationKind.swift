/// How an instance proves to the vendor who it is: `authentication.type` of an element, and the values of the entry of
/// that name where an element offers several ways.
package enum AuthenticationKind: Equatable, Sendable {
    case basic, apiKey, oauth1, oauth2, oauth2Password, aws
    /// `custom`, and every other name: what the element's own entries say.
    case custom

    /// - Parameter name: in any case: real definitions have `Basic` too.
    package init(_ name: String) {
        switch name.lowercased() {
        case "basic": self = .basic
        case "apikey": self = .apiKey
        case "oauth1": self = .oauth1
        case "oauth2": self = .oauth2
        case "oauth2password": self = .oauth2Password
        case "aws", "awsv2", "awsv4": self = .aws
        default: self = .custom
        }
    }

    /// Whether the vendor's page is asked first, and what it gave comes in `providerData`.
    package var needsProviderData: Bool { self == .oauth1 || self == .oauth2 }

    /// What the vendor's page gave.
    package var providerData: [StaticString] {
        switch self {
        case .oauth1: ["oauth_token", "oauth_verifier", "secret"]
        case .oauth2: ["code"]
        default: []
        }
    }

    /// The entries that the kind needs, in elements that have them.
    package var entries: [String] {
        switch self {
        case .basic: ["username", "password"]
        case .oauth1, .oauth2: ["oauth.callback.url", "oauth.api.key", "oauth.api.secret"]
        case .oauth2Password: ["username", "password", "oauth.api.key", "oauth.api.secret"]
        case .aws: ["aws.api.key", "aws.api.secret", "aws.region"]
        case .apiKey, .custom: []
        }
    }

    private static let all: [AuthenticationKind] = [.basic, .apiKey, .oauth1, .oauth2, .oauth2Password, .aws, .custom]

    /// The kinds to which an entry belongs by its key; nil for one that has nothing to do with the way.
    static func kinds(ofEntry key: String) -> [AuthenticationKind]? {
        let kinds = all.filter { $0.entries.contains(key) }
        return kinds.isEmpty ? nil : kinds
    }

    /// The entries in which the tokens of an instance are kept: those that a caller who has them already supplies with
    /// `"externalAuthentication": "initial"`. An element that does not list them has them all the same.
    package var tokenEntries: [String] {
        switch self {
        case .oauth1: ["oauth.user.token", "oauth.user.token.secret"]
        case .oauth2: ["oauth.user.token", "oauth.user.refresh_token"]
        default: []
        }
    }
}

/// One way to authenticate, of an element that may offer several.
package struct AuthenticationWay: Sendable {
    /// As the entry `authentication.type` spells it.
    package let name: String
    package let kind: AuthenticationKind
    /// For each entry of the element, whether the caller must supply it on this way.
    package fileprivate(set) var mustBeSupplied: [Bool]
}

extension Element {
    /// The entry that chooses the way.
    package static let authenticationEntry = "authentication.type"

    /// The ways that the element offers, the standard one first: more than one when the entry `authentication.type` has
    /// options.
    package var ways: [AuthenticationWay] {
        let chooser = entry(Self.authenticationEntry)
        let standard = chooser?.defaultValue ?? authentication
        let others = (chooser?.options.map(\.value) ?? []).filter { $0.lowercased() != standard.lowercased() }
        let isChoice = !others.isEmpty
        return ([standard] + others).map { name in
            var way = AuthenticationWay(name: name, kind: AuthenticationKind(name), mustBeSupplied: [])
            way.mustBeSupplied = entries.map { $0.mustBeSupplied && (!isChoice || $0.counts(for: way)) }
            return way
        }
    }
}

extension ConfigurationEntry {
    /// Whether the entry counts for a way to authenticate, of several.
    package func counts(for way: AuthenticationWay) -> Bool {
        if !authenticationTypes.isEmpty {
            return authenticationTypes.contains { $0.lowercased() == way.name.lowercased() }
        }
        guard way.kind != .custom, let kinds = AuthenticationKind.kinds(ofEntry: key) else { return true }
        return kinds.contains(way.kind)
    }
}
