package import JSON
package import Problems
internal import Storage
internal import Validation

/// How many lines were worked through, and what became of them.
package struct ProvisionedLines: Sendable {
    /// Lines, blank ones left out.
    package fileprivate(set) var lines: UInt64 = 0
    package fileprivate(set) var bytes: UInt64 = 0
    package fileprivate(set) var provisioned: UInt64 = 0
    /// Those whose idempotency key had an instance before.
    package fileprivate(set) var repeated: UInt64 = 0
    package fileprivate(set) var failed: UInt64 = 0
    package fileprivate(set) var isCancelled = false

    package func json() -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("lines", .integer(Int64(clamping: lines)))
        object.set("provisioned", .integer(Int64(clamping: provisioned)))
        object.set("repeated", .integer(Int64(clamping: repeated)))
        object.set("failed", .integer(Int64(clamping: failed)))
        object.set("cancelled", .boolean(isCancelled))
        return object
    }
}

extension Session {
    /// Provisions an instance for each line, a chunk of lines in one transaction. A line that is refused is answered with
    /// its problem and harms no other.
    ///
    /// - Parameters:
    ///   - idempotencyKey: with the number of the line behind it, it is the key of each line that has none of its own.
    ///   - reply: called once for each line when what it tells is durable. Answers false to end.
    ///   - progress: called behind each chunk. Answers false to end.
    /// - Throws: what ends all: the input or the store can't be read or written. Chunks before are durable.
    package func provisionMany(
        _ lines: consuming RequestLines, chunk: Int, idempotencyKey: String?,
        reply: (_ line: UInt64, Status, borrowing CText) -> Bool, progress: (ProvisionedLines) -> Bool
    ) throws(Problem) -> ProvisionedLines {
        var done = ProvisionedLines()
        try provisioner.checkProcess()
        while !done.isCancelled {
            let texts = try lines.next(chunk)
            if texts.isEmpty { break }
            var requests: [ProvisionedLine] = []
            for text in texts { requests.append(ProvisionedLine(text, idempotencyKey, self)) }
            try store(requests)
            for request in requests where !done.isCancelled {
                done.lines += 1
                switch request.outcome {
                case .stored: done.provisioned += 1
                case .known: done.repeated += 1
                case .failed: done.failed += 1
                }
                done.isCancelled = try !request.read { status, text in reply(request.number, status, text) }
            }
            done.bytes = lines.bytes
            if !progress(done) { done.isCancelled = true }
        }
        return done
    }

    private func store(_ lines: [ProvisionedLine]) throws(Problem) {
        let ready = lines.filter(\.isReady)
        guard let first = ready.first else { return }
        do throws(Problem) {
            let outcomes = try sealedWithCurrentKeys { generation throws(Problem) in
                try storage.insert(
                    ready.count, user: user, generation: generation, idempotency: { ready[$0].idempotency?.record },
                    make: { index, id throws(Problem) in try ready[index].write(id, self) })
            }
            for (line, outcome) in zip(ready, outcomes) { line.settle(outcome, self) }
        } catch {
            throw Problem(
                error.status, "line \(first.number) and those behind it were not provisioned: \(error.message)")
        }
    }
}

/// A line on its way from request to reply.
private final class ProvisionedLine {
    let number: UInt64
    private(set) var idempotency: Idempotency?
    private(set) var outcome = InsertOutcome.stored
    /// What the provisioning is made of, which lives as long as that.
    private var request: OwnedJSON?
    private var provisioning: Provisioning?
    private var status = Status.ok
    private var reply: CText?

    init(_ line: RequestLines.Line, _ idempotencyKey: String?, _ session: Session) {
        number = line.number
        do throws(JSONFailure) { request = try OwnedJSON.parse(line.text) } catch {
            refuse(Refusal(error), session)
            return
        }
        do throws(Refusal) { provisioning = try prepared(.text(line.text), idempotencyKey, session) } catch {
            refuse(error, session)
        }
    }

    deinit { _ = request?.read { $0.wipe() } }

    private func prepared(
        _ input: RequestInput, _ idempotencyKey: String?, _ session: Session
    ) throws(Refusal) -> Provisioning? {
        try request?.read { request throws(Refusal) in
            let rules = try session.accepted(request, input)
            return try session.problems { () throws(Problem) in
                let content = try InstanceContent(request, rules)
                if let key = request["idempotencyKey"]?.string ?? idempotencyKey.map({ "\($0)-\(number)" }) {
                    idempotency = try Idempotency(key, content, session.seals.sealer)
                }
                return try Provisioning(content, session)
            }
        } ?? nil
    }

    /// Whether the line is fit to be stored.
    var isReady: Bool { provisioning != nil }

    func write(_ id: Int64, _ session: Session) throws(Problem) -> InstanceWrite {
        guard let provisioning else { throw .outOfMemory }
        return try provisioning.write(id, session, deliver)
    }

    private func deliver(_ instance: Instance) -> Problem? {
        do throws(Problem) {
            reply = try instance.text()
            return reply == nil ? .outOfMemory : nil
        } catch {
            return error
        }
    }

    func settle(_ outcome: InsertOutcome, _ session: Session) {
        self.outcome = outcome
        switch outcome {
        case .stored: return
        case .known:
            do throws(Problem) {
                if let problem = deliver(try session.instance(session.earlier(idempotency))) { throw problem }
            } catch {
                refuse(.problem(error), session)
            }
        case .failed(let problem): refuse(.problem(problem), session)
        }
    }

    private func refuse(_ refusal: Refusal, _ session: Session) {
        var json: OwnedJSON
        switch refusal {
        case .report(let report):
            status = report.status
            json = ProblemReply.json(report.below(lines: Int(clamping: number) - 1), session.random)
            outcome = .failed(Problem(status, report.message))
        case .problem(let problem):
            status = problem.status
            json = ProblemReply.json(problem, session.random)
            outcome = .failed(problem)
        }
        json.set("line", .integer(Int64(clamping: number)))
        reply = CText.dump(json)
    }

    /// Reads the reply.
    func read<Result>(_ body: (Status, borrowing CText) -> Result) throws(Problem) -> Result {
        guard let reply = reply.take() else { throw .outOfMemory }
        return body(status, reply)
    }
}
