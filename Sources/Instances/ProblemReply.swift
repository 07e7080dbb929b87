package import JSON
package import Problems
package import Secrets
package import Validation

/// The replies that say why a call failed: a superset of the platform's error body.
package enum ProblemReply {
    package static func json(_ problem: Problem, _ random: RandomSource = .system) -> OwnedJSON {
        var object = head(problem.status, random)
        object.set("message", .string(problem.message))
        return object
    }

    /// A problem that holds the whole report.
    package static func json(_ report: Report, _ random: RandomSource = .system) -> OwnedJSON {
        var object = head(report.status, random)
        report.addMembers(to: &object)
        return object
    }

    private static func head(_ status: Status, _ random: RandomSource) -> OwnedJSON {
        var object = OwnedJSON.object()
        object.set("requestId", .string(requestID(random)))
        object.set("status", .string(status.name))
        return object
    }

    /// 24 lower-case hexadecimal digits, as on the platform.
    private static func requestID(_ random: RandomSource) -> String {
        // A problem is told even when the caller's random source is the problem.
        let bytes = (try? random.bytes(12)) ?? (try? RandomSource.system.bytes(12)) ?? []
        return Hexadecimal.encode(bytes)
    }
}
