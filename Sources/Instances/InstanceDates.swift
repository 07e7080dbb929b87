private import POSIX
internal import Storage

/// The times of an instance in the platform's form.
enum InstanceDates {
    static func created(_ record: InstanceRecord) -> String { text(record.created) }
    static func updated(_ record: InstanceRecord) -> String { text(record.updated) }

    private static func text(_ seconds: Int64) -> String { Timestamp(seconds: seconds)?.text ?? "" }
}
