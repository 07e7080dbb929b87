package import Problems

/// An instance as it is kept.
package struct InstanceRecord: Equatable, Sendable {
    package let id: Int64
    /// The user who provisioned it, and to whom it belongs.
    package let user: Int64
    /// Key of the element.
    package var element: String
    /// Id of the definition that the configuration was completed with; nil for one that is not kept in the store.
    package var definition: Int64?
    package var name: String
    /// JSON array of strings.
    package var tags: String
    /// JSON object of every entry: a string, null, or `{"sealed": "..."}` for a secret.
    package var configuration: String
    package var externalAuthentication: String
    package var areEventsEnabled: Bool
    package var isDisabled: Bool
    package var isTracing: Bool
    /// Seconds since 1970.
    package let created: Int64
    package var updated: Int64
    /// Of the second of the last change: 0, and one more with each further change within it.
    package var updatedThousandths: Int64
    /// 1, and one more with each change.
    package var version: Int64
    package var sealedToken: String
    /// Keyed hash of the token.
    package var tokenFingerprint: [UInt8]
    /// What the vendor's page gave; nil where there is nothing.
    package var sealedProviderData: String?
    package var cache: InstanceCache

    package init(
        id: Int64, user: Int64, element: String, definition: Int64? = nil, name: String, tags: String,
        configuration: String,
        externalAuthentication: String, areEventsEnabled: Bool, isDisabled: Bool = false, isTracing: Bool = false,
        created: Int64, updated: Int64, updatedThousandths: Int64 = 0, version: Int64 = 1, sealedToken: String,
        tokenFingerprint: [UInt8], sealedProviderData: String? = nil, cache: InstanceCache = InstanceCache()
    ) {
        self.id = id
        self.user = user
        self.element = element
        self.definition = definition
        self.name = name
        self.tags = tags
        self.configuration = configuration
        self.externalAuthentication = externalAuthentication
        self.areEventsEnabled = areEventsEnabled
        self.isDisabled = isDisabled
        self.isTracing = isTracing
        self.created = created
        self.updated = updated
        self.updatedThousandths = updatedThousandths
        self.version = version
        self.sealedToken = sealedToken
        self.tokenFingerprint = tokenFingerprint
        self.sealedProviderData = sealedProviderData
        self.cache = cache
    }
}

/// What the platform's cache of an instance is set to. Nothing is cached here: it is kept for those who do.
package struct InstanceCache: Equatable, Sendable {
    package var isEnabled = false
    package var maximumSize: Int64 = 0
    package var timeToLive: Int64 = 0

    package init() {}
}

/// What a change leaves behind.
package struct InstanceWrite {
    package let record: InstanceRecord
    /// Until when the token that the change replaces is still good, in seconds since 1970; nil for not at all.
    package let formerTokenValidUntil: Int64?
    /// Recorded with the change.
    package let event: AuditEvent

    package init(_ record: InstanceRecord, formerTokenValidUntil: Int64? = nil, _ event: AuditEvent) {
        self.record = record
        self.event = event
        self.formerTokenValidUntil = formerTokenValidUntil
    }
}

/// What became of one of several instances.
package enum InsertOutcome {
    case stored
    /// The user has used its idempotency key before.
    case known
    case failed(Problem)
}

/// Which instances to list.
package struct InstanceQuery: Sendable {
    /// Whose instances.
    package enum Scope: Sendable {
        case user(Int64)
        case account(Int64)
        /// Of all users who are active in active accounts.
        case activeUsers(organization: Int64)
        case activeUsersOfAccount(Int64)
    }

    package let scope: Scope
    /// All must match; for the instances of a user.
    package var tags: [String] = []
    /// Part of the name or of the element's key, in any case.
    package var searchText: String?
    /// Key of the element.
    package var element: String?
    /// Only ids beyond this one.
    package var after: Int64 = 0
    /// Only those whose events are enabled.
    package var onlyWithEvents = false
    package var limit: Int

    package init(user: Int64, limit: Int) { self.init(.user(user), limit: limit) }

    package init(_ scope: Scope, limit: Int) {
        self.scope = scope
        self.limit = limit
    }
}

/// What a request was, for the idempotency key that came with it.
package struct IdempotencyRecord: Equatable, Sendable {
    package let key: String
    /// A keyed hash of each part of the request, by the part's name.
    package let parts: String

    package init(key: String, parts: String) {
        self.key = key
        self.parts = parts
    }
}
