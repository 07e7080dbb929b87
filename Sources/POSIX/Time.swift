private import Glibc

/// Seconds since 1970-01-01T00:00:00Z, as instances carry them.
package struct Timestamp: Equatable, Sendable {
    package let seconds: Int64

    /// The last second of the year 9999: behind it the text form below has no room.
    private static let last: Int64 = 253_402_300_799

    /// Nil for a time before 1970 or after the year 9999.
    package init?(seconds: Int64) {
        guard (0...Self.last).contains(seconds) else { return nil }
        self.seconds = seconds
    }

    package static var now: Timestamp? { Timestamp(seconds: Int64(time(nil))) }

    /// The platform's form, in UTC: `2015-12-11T16:07:51Z`.
    package var text: String {
        var seconds = time_t(seconds)
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil else { return "1970-01-01T00:00:00Z" }
        func digits(_ value: Int32, _ width: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let date = "\(digits(parts.tm_year + 1900, 4))-\(digits(parts.tm_mon + 1, 2))-\(digits(parts.tm_mday, 2))"
        return "\(date)T\(digits(parts.tm_hour, 2)):\(digits(parts.tm_min, 2)):\(digits(parts.tm_sec, 2))Z"
    }
}

package enum Process {
    package static var identifier: Int32 { getpid() }

    package static func sleep(microseconds: UInt32) { usleep(microseconds) }

    /// Milliseconds of a clock that never jumps.
    package static var milliseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
