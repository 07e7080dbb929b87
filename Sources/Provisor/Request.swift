internal import CProvisor
internal import Instances
internal import JSON
private import POSIX

extension RequestInput {
    /// The text that a caller handed in; nil for NULL.
    @inline(__always)
    init?(_ request: UnsafePointer<CChar>?, _ length: Int, maximumBytes: Int = Limits.textBytes) {
        guard let request else { return nil }
        // PROVISOR_TEXT is SIZE_MAX, which reads as -1 here; no object in memory has a length beyond Int.max.
        let count = length < 0 ? CString.length(request, limit: maximumBytes + 1) : length
        self = .text(UnsafeRawBufferPointer(start: request, count: count))
    }

    /// The value that a caller handed in; nil for NULL.
    @inline(__always)
    init?(_ request: UnsafePointer<json_t>?) {
        guard let value = JSONValue(borrowing: request) else { return nil }
        self = .value(value)
    }
}
