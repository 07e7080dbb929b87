import Foundation
import POSIX
import Problems
import Secrets
import Synchronization
import Testing

@testable import Instances
@testable import Storage

@Suite("Whom the store lets in")
struct AuthorizeTests {
    private let folder: TemporaryFolder
    private let provisioner: Provisioner
    private let secrets: (user: String, organization: String)

    init() throws {
        folder = try TemporaryFolder()
        provisioner = try Provisioner.open(folder.store, .standard)
        secrets = try provisioner.defaultSecrets()
    }

    private var header: String { "User \(secrets.user), Organization \(secrets.organization)" }

    private func isLetIn(_ header: String) throws -> Bool {
        do {
            _ = try provisioner.authorize(header)
            return true
        } catch {
            #expect(error.status == .unauthorized && error.message == Provisioner.unauthorized.message)
            return false
        }
    }

    /// Runs SQL as another process would.
    private func beside(_ sql: String) throws { try SQLiteConnection(folder.store).execute(sql) }

    @Test(
        "Who was let in before is not, when another process has taken it from him",
        arguments: [
            "UPDATE user SET active = 0 WHERE id = 2", "UPDATE account SET active = 0 WHERE id = 2",
            "DELETE FROM user WHERE id = 2", "UPDATE organization SET secret_fingerprint = x'07' WHERE id = 2",
            "UPDATE user SET secret_fingerprint = x'07' WHERE id = 2",
        ])
    func takenAway(sql: String) throws {
        for _ in 0..<3 { #expect(try isLetIn(header)) }
        try beside(sql)
        for _ in 0..<3 { #expect(try !isLetIn(header)) }
    }

    @Test("He comes back when it is given back, and with the privileges of now")
    func givenBack() throws {
        for _ in 0..<2 { #expect(try provisioner.authorize(header).session.caller.privileges.count == 5) }
        try beside("UPDATE user SET active = 0 WHERE id = 2")
        #expect(try !isLetIn(header))
        try beside("UPDATE user SET active = 1, roles = 'user' WHERE id = 2")
        try beside("UPDATE organization SET roles = '{\"user\": [\"viewElements\"]}' WHERE id = 2")
        for _ in 0..<3 {
            #expect(try provisioner.authorize(header).session.caller.privileges == [.viewElements])
        }
    }

    @Test("No part of a header lets in who must show another")
    func parts() throws {
        let token = try provisioner.reply(request()).token
        let forResources = "User \(secrets.user), Element \(token)"
        for _ in 0..<2 {
            #expect(try provisioner.authorize(forResources).isForResourcesOnly)
            #expect(try !provisioner.authorize(header).isForResourcesOnly)
            for wrong in [
                "User \(secrets.user)", "Organization \(secrets.organization)", "Element \(token)",
                "User \(secrets.user), Organization \(secrets.user)",
                "User \(secrets.organization), Organization \(secrets.organization)",
                "\(header), Element \(secrets.user)", "User \(secrets.user), Element \(secrets.user)",
                "User \(secrets.user)\(secrets.organization)",
            ] { #expect(try !isLetIn(wrong), "\(wrong)") }
        }
    }

    @Test("A token that was replaced or removed lets nobody in")
    func tokens() throws {
        let reply = try provisioner.reply(request())
        let withToken = "\(header), Element \(reply.token)"
        for _ in 0..<2 { #expect(try provisioner.authorize(withToken).instance == reply.id) }
        try provisioner.defaultSession().rotateToken(reply.id, overlap: 0) { _ in nil }
        #expect(try !isLetIn(withToken))
        #expect(try isLetIn(header))
    }

    @Test("The organization's secret is shown to who has given it, and is kept nowhere")
    func organizationSecret() throws {
        for _ in 0..<3 {
            let session = try provisioner.authorize(header).session
            #expect(session.organizationSecret == secrets.organization)
        }
        let token = try provisioner.reply(request()).token
        for _ in 0..<3 {
            let session = try provisioner.authorize("User \(secrets.user), Element \(token)").session
            #expect(session.organizationSecret == nil)
        }
    }

    @Test("The day of the last login is noted on each day")
    func logins() throws {
        let now = Mutex(foundingMoment)
        let provisioner = try Provisioner.open(
            folder.path("days.db"), .with { $0.clock = { Timestamp(seconds: now.withLock { $0 }) } })
        let secrets = try provisioner.defaultSecrets()
        for day in 0..<3 {
            let moment = foundingMoment + Int64(day) * 86_400
            now.withLock { $0 = moment }
            for _ in 0..<3 {
                _ = try provisioner.authorize("User \(secrets.user), Organization \(secrets.organization)")
                #expect(try provisioner.storage.user(2)?.lastLogin == moment)
            }
        }
    }

    @Test("More callers than are remembered are all let in")
    func many() throws {
        let session = try provisioner.defaultSession()
        var headers = [header]
        for number in 0..<1_100 {
            let secret = PersonSecrets.user(try RandomSource.system.bytes(32)[...])
            let fingerprint = try session.seals.sealer.fingerprint(.user, secret)
            try beside(
                """
                INSERT INTO user (account, email, first_name, last_name, active, roles, created, last_login,
                secret_fingerprint) VALUES (2, 'u\(number)@x', '', '', 1, 'user', 0, \(foundingMoment),
                x'\(Hexadecimal.encode(fingerprint))')
                """)
            headers.append("User \(secret), Organization \(secrets.organization)")
        }
        for _ in 0..<2 {
            for header in headers { #expect(try isLetIn(header)) }
        }
        #expect(Set(try headers.map { try provisioner.authorize($0).session.user }).count == headers.count)
    }
}
