import Foundation
import Problems
import Testing

@testable import Secrets
@testable import Storage

/// What the program `provision_until_killed` (Tests/c) acknowledged must be there after SIGKILL, and whatever is there
/// must be whole.
@Suite("Killed while provisioning")
struct CrashTests {
    /// `make test` names the folder of the programs; without it there is nothing to kill.
    static let program: String? = {
        guard let folder = ProcessInfo.processInfo.environment["PROVISOR_TEST_PROGRAMS"] else { return nil }
        let path = URL(filePath: folder).appending(path: "provision_until_killed").path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    private static let rounds = 50

    private static let entries: Set<String> = [
        "username", "password", "subdomain", "base.url", "pagination.max", "pagination.offset", "pagination.type",
        "event.vendor.type", "event.poller.refresh_interval", "event.poller.configuration",
        "event.notification.enabled", "event.notification.callback.url", "event.notification.subscription.id",
    ]

    /// An instance that the program told of.
    private struct Acknowledged {
        let id: Int64
        let token: String
        let password: String

        /// - Parameter line: "id token password"
        init?(_ line: Substring) {
            let parts = line.split(separator: " ")
            guard parts.count == 3, let id = Int64(parts[0]) else { return nil }
            self.id = id
            token = String(parts[1])
            password = String(parts[2])
        }
    }

    @Test(
        "After SIGKILL every acknowledged instance is there, and none is half written",
        .enabled(
            if: program != nil,
            "PROVISOR_TEST_PROGRAMS names no folder with the program provision_until_killed; run `make test-swift`"))
    func killed() throws {
        let program = try #require(Self.program)
        let folder = try TemporaryFolder()
        var acknowledged: [Int64: Acknowledged] = [:]
        var lastChecked: Int64 = 0
        for round in 1...Self.rounds {
            let told = try runUntilKilled(program, folder, round)
            for instance in told {
                #expect(acknowledged.updateValue(instance, forKey: instance.id) == nil, "an id was given twice")
            }
            guard let store = try OpenStore(folder.store) else {
                #expect(acknowledged.isEmpty, "round \(round): the store is gone")
                continue
            }
            for instance in told { #expect(try store.ids(from: instance.id).first == instance.id, "round \(round)") }
            for id in try store.ids(from: lastChecked + 1) {
                try expectWhole(id, store, acknowledged[id], "round \(round)")
                lastChecked = id
            }
            #expect(try store.integrity() == "ok", "round \(round)")
        }
        let store = try #require(try OpenStore(folder.store), "no round lived long enough to set the store up")
        let ids = try store.ids(from: 1)
        #expect(!acknowledged.isEmpty, "no round lived long enough to acknowledge an instance")
        #expect(Set(acknowledged.keys).subtracting(ids) == [], "acknowledged instances are lost")
        for id in ids { try expectWhole(id, store, acknowledged[id], "at the end") }
        #expect(try store.integrity() == "ok")
    }

    /// Starts the program, kills it after a while, and answers what it acknowledged.
    private func runUntilKilled(_ program: String, _ folder: TemporaryFolder, _ round: Int) throws -> [Acknowledged] {
        func output(_ name: String) throws -> (URL, FileHandle) {
            let url = URL(filePath: folder.path("\(name)-\(round)"))
            try Data().write(to: url)
            return (url, try FileHandle(forWritingTo: url))
        }
        // Files rather than pipes: a full pipe would hold the program up.
        let (told, standardOutput) = try output("told")
        let (complaints, standardError) = try output("complaints")
        let process = Foundation.Process()
        process.executableURL = URL(filePath: program)
        process.arguments = [folder.store]
        process.standardOutput = standardOutput
        process.standardError = standardError
        try process.run()
        usleep(UInt32.random(in: 5_000...150_000))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try standardOutput.close()
        try standardError.close()
        let complaint = try String(contentsOf: complaints, encoding: .utf8)
        #expect(complaint == "", "round \(round)")
        #expect(
            process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL,
            "round \(round): it ended by itself")
        let text = try String(contentsOf: told, encoding: .utf8)
        #expect(text.isEmpty || text.hasSuffix("\n"), "round \(round): half a line")
        return try text.split(separator: "\n").map { try #require(Acknowledged($0), "round \(round): \($0)") }
    }

    private func expectWhole(
        _ id: Int64, _ store: OpenStore, _ acknowledged: Acknowledged?, _ when: Comment
    ) throws {
        let record = try #require(try store.storage.instance(id, user: 2), when)
        #expect(record.id == id && record.user == 2 && record.element == "freshservice", when)
        #expect(record.name == "Docs" && record.tags == "[\"Docs\"]" && record.externalAuthentication == "none", when)
        #expect(record.created > 1_700_000_000, when)
        let configuration = try #require(
            try JSONSerialization.jsonObject(with: Data(record.configuration.utf8)) as? [String: Any], when)
        #expect(Set(configuration.keys) == Self.entries, when)
        for (entry, value) in configuration where entry != "password" {
            #expect(value is String || value is NSNull, "\(when): \(entry)")
        }
        let sealed = try #require((configuration["password"] as? [String: Any])?["sealed"] as? String, when)
        let password = try #require(try store.opened(sealed, .entry, id, entry: "password"), when)
        let token = try #require(try store.opened(record.sealedToken, .token, id), when)
        #expect(token.count == 44, when)
        #expect(try record.tokenFingerprint == store.sealer.fingerprint(token), when)
        if let acknowledged {
            #expect(password == acknowledged.password, when)
            #expect(token == acknowledged.token, when)
        }
    }
}

/// A store that was opened with its key file, as a new process would.
private struct OpenStore {
    let storage: SQLiteStorage
    let sealer: Sealer
    private let identity: StoreIdentity
    private let connection: SQLiteConnection

    /// Nil for a store that was never set up.
    init?(_ path: String) throws {
        try Sodium.start()
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        storage = try SQLiteStorage(path: path)
        guard let identity = try storage.identity() else { return nil }
        self.identity = identity
        let master = try MasterKey(KeySource.file(path + ".key").master(newKey: nil, parameters: nil, log: .none))
        let keys = try #require(identity.keys)
        sealer = Sealer(
            try #require(
                try master.open(keys.sealed, store: identity.id, generation: keys.generation),
                "the key file does not open the store's keys"))
        connection = try SQLiteConnection(path)
    }

    /// The ids of all rows from one on.
    func ids(from first: Int64) throws -> [Int64] {
        let rows = try connection.statement("SELECT id FROM instance WHERE id >= ? ORDER BY id")
        defer { rows.reset() }
        try rows.bind(1, first)
        var ids: [Int64] = []
        while try rows.step() { ids.append(rows.integer(0)) }
        return ids
    }

    func integrity() throws -> String {
        let check = try connection.statement("PRAGMA integrity_check")
        defer { check.reset() }
        return try check.step() ? check.text(0) : ""
    }

    func opened(_ sealed: String, _ purpose: SealContext.Purpose, _ id: Int64, entry: String = "") throws -> String? {
        try sealer.open(sealed, SealContext(purpose, store: identity.id, owner: 2, instance: id, entry: entry))?.text
    }
}
