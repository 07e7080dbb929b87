import Foundation
import POSIX
import Problems
import Secrets
import Synchronization
import Testing

@testable import Instances
@testable import Storage

@Suite("Opening a store of an earlier version")
struct EarlierStoreTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let file = URL(filePath: #filePath).appending(path: "../../data/stores/version1.sql").standardized
        try SQLiteConnection(folder.store).execute(String(contentsOf: file, encoding: .utf8))
    }

    private func bytes0To31() throws -> SecretBytes {
        try SecretBytes(count: 32) { start throws(Problem) in
            for index in 0..<32 { start[index] = UInt8(index) }
        }
    }

    @Test("Its secrets, tokens and users go on working, and the log tells what was done")
    func opens() throws {
        let messages = Mutex<[String]>([])
        let options = try Provisioner.Options.with {
            $0.key = .raw(try bytes0To31())
            $0.log = Log { level, message in messages.withLock { $0.append("\(level) \(message)") } }
        }
        for _ in 0..<2 {
            let provisioner = try Provisioner.open(folder.store, options)
            let session = try provisioner.defaultSession()
            #expect(try provisioner.opened("password", of: 1) == "correct horse battery")
            let second = try session.stored(token: "hK0mtrWOZFl0+b887Cg7Vp20hFEn1wR9CkYGFCqo1vg=")
            #expect(second.id == 2 && second.name == "Second")
            #expect(try session.stored(token: "WGX0WVDA82a3inGcbIkuYF1SgVfVacsnNUmuSes6iI8=").id == 2)
            _ = try provisioner.authorize(
                "User ONWBkvJ8O/N4ar1g/ZEzPOF/yZkKZdNSbDTG0o7HXnU=, Organization a250983d78ac99e9312ce36e40559f3d")
        }
        #expect(
            messages.withLock { $0 } == [
                "info brought the store \"\(folder.store)\" from schema 1 to \(Schema.version)"
            ])
    }

    @Test("With a wrong key it stays as it is")
    func wrongKey() throws {
        let problem = try #require(throws: Problem.self) {
            _ = try Provisioner.open(folder.store, .with { $0.key = .raw(try key(7)) })
        }
        #expect(problem.status == .key)
        #expect(try SQLiteConnection(folder.store).integer("SELECT user_version FROM pragma_user_version") == 1)
    }
}
