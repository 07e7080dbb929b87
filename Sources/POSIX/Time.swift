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
        return String(unsafeUninitializedCapacity: 20) { text in
            var end = 0
            func put(_ value: Int32, _ width: Int, _ mark: StaticString) {
                var rest = value
                for index in (end..<end + width).reversed() {
                    text[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                }
                text[end + width] = mark.utf8Start[0]
                end += width + 1
            }
            put(parts.tm_year + 1900, 4, "-")
            put(parts.tm_mon + 1, 2, "-")
            put(parts.tm_mday, 2, "T")
            put(parts.tm_hour, 2, ":")
            put(parts.tm_min, 2, ":")
            put(parts.tm_sec, 2, "Z")
            return end
        }
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
