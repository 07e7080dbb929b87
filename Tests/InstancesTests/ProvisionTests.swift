import Foundation
import JSON
import POSIX
import Problems
import Secrets
import Synchronization
import Testing

@testable import Instances
@testable import Storage

@Suite("Provisioning")
struct ProvisionTests {
    private let folder: TemporaryFolder
    private let provisioner: Provisioner

    init() throws {
        folder = try TemporaryFolder()
        provisioner = try .open(folder.store, .standard)
    }

    private static let entries = [
        "username", "password", "subdomain", "base.url", "pagination.max", "pagination.offset", "pagination.type",
        "event.vendor.type", "event.poller.refresh_interval", "event.poller.configuration",
        "event.notification.enabled", "event.notification.callback.url", "event.notification.subscription.id",
    ]

    @Test("The reply is the founding page's instance")
    func reply() throws {
        let reply = try provisioner.reply(request(members: ", \"tags\": [\"a\", \"b\"], \"name\": \"Docs\""))
        let expected: [String: Any] = [
            "id": 1, "name": "Docs", "createdDate": "2015-12-11T16:07:51Z", "token": reply.token,
            "element": [
                "id": 650, "name": "Freshservice Beta", "key": "freshservice",
                "description": "Add a Freshservice element instance",
                "image": "https://pbs.twimg.com/profile_images/3559030339/57085fa888b2c9e82fafc5b165da00db.png",
                "active": true, "deleted": false, "typeOauth": false, "trialAccount": false, "resources": [Any](),
            ] as [String: Any],
            "provisionInteractions": [Any](), "valid": true, "disabled": false, "maxCacheSize": 0, "cacheTimeToLive": 0,
            "configuration": [
                "base.url": "https://{subdomain}.freshservice.com", "event.notification.subscription.id": NSNull(),
                "pagination.max": "30", "event.vendor.type": "polling", "pagination.offset": "false",
                "password": "********", "pagination.type": NSNull(), "event.poller.refresh_interval": "15",
                "event.notification.callback.url": NSNull(), "subdomain": "acme", "event.poller.configuration": " ",
                "username": "joe@example.com", "event.notification.enabled": "false",
            ] as [String: Any],
            "eventsEnabled": false, "traceLoggingEnabled": false, "cachingEnabled": false, "tags": ["a", "b"],
            "user": ["id": 2, "emailAddress": "default@localhost", "firstName": "Default", "lastName": "User"],
            "externalAuthentication": "none",
        ]
        #expect(reply.members as NSDictionary == expected as NSDictionary)
        #expect(Data(base64Encoded: reply.token)?.count == 32 && reply.token.count == 44)
    }

    @Test("The configuration has all entries in their order, in the reply and in the store")
    func order() throws {
        let reply = try provisioner.reply(request("\"pagination.type\": \"page\", \"base.url\": \"https://x.example\""))
        let kept = try provisioner.record(reply.id).configuration
        let inReply = try #require(reply.text.range(of: "\"configuration\":"))
        for text in [kept, String(reply.text[inReply.upperBound...])] {
            let places = Self.entries.map { text.range(of: "\"\($0)\":")?.lowerBound }
            #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted() && !places.contains(nil))
        }
        #expect(try provisioner.kept(reply.id).keys.sorted() == Self.entries.sorted())
    }

    @Test("Ids ascend from 1, tokens differ, also after opening again")
    func ids() throws {
        let replies = try (0..<5).map { _ in try provisioner.reply(request()) }
        let more = try Provisioner.open(folder.store, .standard).reply(request())
        #expect((replies + [more]).map(\.id) == [1, 2, 3, 4, 5, 6])
        #expect(Set((replies + [more]).map(\.token)).count == 6)
    }

    @Test("An entry that is absent, null or empty gets its default")
    func defaults() throws {
        let reply = try provisioner.reply(
            request(
                "\"base.url\": null, \"pagination.max\": \"\", \"pagination.type\": \"\", \"event.vendor.type\": null"))
        #expect(reply.configuration["base.url"] as? String == "https://{subdomain}.freshservice.com")
        #expect(reply.configuration["pagination.max"] as? String == "30")
        #expect(isNull(reply.configuration["pagination.type"]))
        #expect(reply.configuration["event.vendor.type"] as? String == "polling")
    }

    @Test("What is supplied is kept, and unknown entries are not")
    func supplied() throws {
        let reply = try provisioner.reply(
            request("\"pagination.max\": \"50\", \"pagination.type\": \"page\", \"unknown\": \"x\""))
        #expect(reply.configuration["pagination.max"] as? String == "50")
        #expect(reply.configuration["pagination.type"] as? String == "page")
        #expect(reply.configuration["unknown"] == nil && reply.configuration.count == 13)
        let kept = try provisioner.kept(reply.id)
        #expect(kept["pagination.max"] as? String == "50" && kept["unknown"] == nil && kept.count == 13)
    }

    // MARK: Secrets

    @Test("A secret is sealed, and opens only where it belongs")
    func sealed() throws {
        let id = try provisioner.reply(request()).id
        let record = try provisioner.record(id)
        #expect(!record.configuration.contains("hunter2"))
        #expect(try provisioner.opened("password", of: id) == "hunter2SECRETvalue")
        let sealed = try #require((provisioner.kept(id)["password"] as? [String: Any])?["sealed"] as? String)
        let store = provisioner.seals.store
        let others = [
            SealContext(.entry, store: store, owner: 2, instance: id + 1, entry: "password"),
            SealContext(.entry, store: store, owner: 1, instance: id, entry: "password"),
            SealContext(.entry, store: store, owner: 2, instance: id, entry: "username"),
            SealContext(.token, store: store, owner: 2, instance: id, entry: "password"),
            SealContext(.entry, store: store.reversed(), owner: 2, instance: id, entry: "password"),
        ]
        for other in others { #expect(try provisioner.seals.sealer.open(sealed, other) == nil) }
    }

    @Test("The token is kept sealed and found by its fingerprint")
    func token() throws {
        let reply = try provisioner.reply(request())
        let record = try provisioner.record(reply.id)
        let context = SealContext(.token, store: provisioner.seals.store, owner: 2, instance: reply.id)
        #expect(try provisioner.seals.sealer.open(record.sealedToken, context)?.text == reply.token)
        #expect(try record.tokenFingerprint == provisioner.seals.sealer.fingerprint(reply.token))
        #expect(record.user == 2 && record.element == "freshservice" && record.created == foundingMoment)
    }

    @Test("Values that are sealed twice have nonces of their own")
    func nonces() throws {
        let ids = try (0..<3).map { _ in try provisioner.reply(request()).id }
        let sealed = try ids.flatMap { id in
            let password = (try provisioner.kept(id)["password"] as? [String: Any])?["sealed"] as? String
            return [try #require(password), try provisioner.record(id).sealedToken]
        }
        let nonces = sealed.compactMap { Data(base64Encoded: $0)?[5..<29] }
        #expect(Set(nonces).count == 6)
    }

    @Test("Secrets show as ******** unless they are to be echoed")
    func echo() throws {
        let provisioner = try Provisioner.open(nil, .with { $0.echoesSecrets = true })
        let reply = try provisioner.reply(request())
        #expect(reply.configuration["password"] as? String == "hunter2SECRETvalue")
        #expect(try !provisioner.record(reply.id).configuration.contains("hunter2"))
        #expect(try provisioner.opened("password", of: reply.id) == "hunter2SECRETvalue")
        let asIs = try provisioner.reply(request().replacing("hunter2SECRETvalue", with: " é\\\"\\u0041 "))
        #expect(asIs.configuration["password"] as? String == " é\"A ")
        #expect(try provisioner.opened("password", of: asIs.id) == " é\"A ")
    }

    @Test("No byte of a secret is in the store, its log or the reply")
    func noLeak() throws {
        let messages = Mutex<[String]>([])
        let path = folder.path("leak.db")
        let options = Provisioner.Options.with {
            $0.log = Log { _, message in messages.withLock { $0.append(message) } }
        }
        let provisioner = try Provisioner.open(path, options)
        let reply = try provisioner.reply(request())
        let parts = ["hunter2S", "SECRETva", "er2SECRE", String(reply.token.prefix(8)), String(reply.token.suffix(12))]
        for file in ["leak.db", "leak.db-wal", "leak.db-shm"] {
            let bytes = try Data(contentsOf: URL(filePath: folder.path(file)))
            for part in parts { #expect(bytes.range(of: Data(part.utf8)) == nil, "\(file)") }
        }
        for part in parts.prefix(3) {
            #expect(!reply.text.contains(part) && !messages.withLock { $0.joined().contains(part) })
        }
    }

    // MARK: Refusals

    @Test("Nothing is stored when anything is wrong")
    func refused() throws {
        for wrong in [
            "{", "[]", "{\"element\": {\"key\": \"freshservice\"}}", request("\"pagination.offset\": \"no idea\""),
        ] {
            let refusal = try #require(throws: Refusal.self) { try provisioner.reply(wrong) }
            guard case .report(let report) = refusal else { throw refusal }
            #expect(!report.isValid && report.errors.allSatisfy { $0.position != nil })
        }
        #expect(try SQLiteConnection(folder.store).integer("SELECT count(*) FROM instance") == 0)
        #expect(try provisioner.reply(request()).id == 1)
    }

    @Test("Warnings are no obstacle, unless the handle is strict")
    func strict() throws {
        #expect(try provisioner.reply(request("\"unknown\": \"x\"")).id == 1)
        let strict = try Provisioner.open(nil, .with { $0.isStrict = true })
        #expect(throws: Refusal.self) { try strict.reply(request("\"unknown\": \"x\"")) }
        #expect(try strict.reply(request()).id == 1)
    }

    @Test("A clock or random source that fails leaves nothing, and the next call works")
    func callbacks() throws {
        let isBroken = Atomic(false)
        let options = Provisioner.Options.with {
            $0.random = RandomSource { _ in !isBroken.load(ordering: .relaxed) }
            $0.clock = { Timestamp(seconds: isBroken.load(ordering: .relaxed) ? -1 : 0) }
        }
        let path = folder.path("callbacks.db")
        let provisioner = try Provisioner.open(path, options)
        #expect(try provisioner.reply(request()).members["createdDate"] as? String == "1970-01-01T00:00:00Z")
        isBroken.store(true, ordering: .relaxed)
        #expect(try provisioner.problem(request())?.status == .callback)
        isBroken.store(false, ordering: .relaxed)
        #expect(try provisioner.reply(request()).id == 2)
        #expect(try SQLiteConnection(path).integer("SELECT count(*) FROM instance") == 2)
    }
}
