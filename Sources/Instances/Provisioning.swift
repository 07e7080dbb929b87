internal import Problems
private import Secrets
internal import Storage

/// An instance about to be stored: what may call back or fail early is done, and what needs its id is not.
struct Provisioning {
    private let content: InstanceContent
    private let now: Int64
    private let token: String
    private let fingerprint: [UInt8]
    /// Random bytes for sealing.
    private let nonces: InstanceSeals.Nonces

    init(_ content: InstanceContent, _ session: Session) throws(Problem) {
        self.content = content
        now = try session.now()
        let random = try session.random.bytes(
            Token.randomLength + (1 + content.secretCount) * Sealer.nonceLength)
        token = Token.make(from: random[..<Token.randomLength])
        fingerprint = try session.seals.sealer.fingerprint(token)
        nonces = InstanceSeals.Nonces(random[Token.randomLength...])
    }

    /// Seals the instance for its id, and makes its reply.
    func write(
        _ id: Int64, _ session: Session, _ deliver: (Instance) -> Problem?
    ) throws(Problem) -> InstanceWrite {
        let (seals, user) = (session.seals, session.user)
        var nonces = nonces
        let sealedToken = try seals.seal(token: token, id: id, user: user, &nonces)
        let configuration = try seals.configuration(content.values, content.element, id: id, user: user, &nonces)
        let record = InstanceRecord(
            id: id, user: user, element: content.element.key, definition: content.element.definition,
            name: content.name, tags: content.tags, configuration: configuration,
            externalAuthentication: content.externalAuthentication,
            areEventsEnabled: content.areEventsEnabled, created: now, updated: now, sealedToken: sealedToken,
            tokenFingerprint: fingerprint,
            sealedProviderData: try seals.providerData(content, id: id, user: user, &nonces), cache: content.cache)
        if let problem = deliver(try session.instance(record, content, token: token)) { throw problem }
        return InstanceWrite(record, try session.event(.provision, at: now, ["element": .text(content.element.key)]))
    }
}
