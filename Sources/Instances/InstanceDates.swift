private import POSIX
internal import Storage

/// The times of an instance in the platform's form.
enum InstanceDates {
    static func created(_ record: InstanceRecord) -> String { text(record.created) }

    /// Each change has another date, also several within a second: those count on by thousandths, `...:51.001Z`.
    static func updated(_ record: InstanceRecord) -> String {
        let text = text(record.updated)
        guard (1...999).contains(record.updatedThousandths) else { return text }
        let digits = String(1_000 + record.updatedThousandths).dropFirst()
        return "\(text.dropLast()).\(digits)Z"
    }

    static func text(_ seconds: Int64) -> String { Timestamp(seconds: seconds)?.text ?? "" }
}

extension InstanceRecord {
    /// Notes a change. The date follows the clock, and never stays or goes back: a thousand changes within a second are
    /// more than a disk takes, so that it does not run ahead of the clock either.
    mutating func noteChange(at now: Int64) {
        version &+= 1
        if now > updated {
            (updated, updatedThousandths) = (now, 0)
        } else if updatedThousandths < 999 {
            updatedThousandths += 1
        } else {
            (updated, updatedThousandths) = (updated &+ 1, 0)
        }
    }
}
