import POSIX
import Problems
import Secrets
import Synchronization
import Testing

@testable import Instances

@Suite("Callbacks of the host")
struct CallbackTests {
    /// A provisioner that its own callbacks can reach.
    private final class Reachable: Sendable {
        private let provisioner = Mutex<Provisioner?>(nil)
        private let isInside = Atomic(false)
        let innerIDs = Mutex<[Int64]>([])

        func set(_ value: Provisioner?) { provisioner.withLock { $0 = value } }

        /// Provisions from inside of a callback, once.
        func callBackIn() {
            guard !isInside.exchange(true, ordering: .sequentiallyConsistent) else { return }
            let inner = provisioner.withLock { $0 }
            if let id = try? inner?.reply(request()).id { innerIDs.withLock { $0.append(id) } }
            isInside.store(false, ordering: .sequentiallyConsistent)
        }
    }

    @Test("A callback may call back in on the same handle", arguments: ["clock", "random"])
    func callsBackIn(which: String) throws {
        let reachable = Reachable()
        let options = Provisioner.Options.with {
            if which == "clock" {
                $0.clock = {
                    reachable.callBackIn()
                    return Timestamp(seconds: 0)
                }
            } else {
                $0.random = RandomSource { _ in
                    reachable.callBackIn()
                    return true
                }
            }
        }
        let provisioner = try Provisioner.open(nil, options)
        reachable.set(provisioner)
        let outer = try provisioner.reply(request()).id
        #expect([outer] + reachable.innerIDs.withLock { $0 } == [2, 1])
        reachable.set(nil)
    }

    @Test("With a clock and a random source of the caller's a run can be repeated to the byte")
    func reproducible() throws {
        func run() throws -> (String, String, String) {
            let state = Atomic<UInt64>(1)
            let options = try Provisioner.Options.with {
                $0.key = .raw(try key(7))
                $0.random = RandomSource { buffer in
                    for index in buffer.indices {
                        buffer[index] = UInt8(truncatingIfNeeded: state.add(7, ordering: .relaxed).newValue)
                    }
                    return true
                }
            }
            let provisioner = try Provisioner.open(nil, options)
            let reply = try provisioner.reply(request())
            return (reply.text, try provisioner.record(1).configuration, try provisioner.record(1).sealedToken)
        }
        #expect(try run() == run())
    }

    @Test("The parts of one random draw are used once: token and nonces have no byte in common place")
    func partsOfTheDraw() throws {
        let count = Atomic<Int>(0)
        let options = Provisioner.Options.with {
            $0.random = RandomSource { buffer in
                for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: index) }
                count.store(buffer.count, ordering: .relaxed)
                return true
            }
        }
        let provisioner = try Provisioner.open(nil, options)
        _ = try provisioner.reply(request())
        // 32 bytes for the token, 24 for its nonce, 24 for that of the password.
        #expect(count.load(ordering: .relaxed) == 32 + 24 + 24)
    }

    @Test(
        "Times outside of the years 1970 to 9999 are refused", arguments: [-1, 253_402_300_800, .min, .max] as [Int64])
    func clockOutOfRange(seconds: Int64) throws {
        let provisioner = try Provisioner.open(nil, .with { $0.clock = { Timestamp(seconds: seconds) } })
        let problem = try provisioner.problem(request())
        #expect(problem?.status == .callback && problem?.message.contains("1970 to 9999") == true)
    }
}
