internal import CProvisor
internal import JSON
private import POSIX
internal import Problems

/// The text that a caller handed in.
enum RequestText {
    /// - Returns: nil for NULL.
    @inline(__always)
    static func borrow(_ request: UnsafePointer<CChar>?, _ length: Int) -> UnsafeRawBufferPointer? {
        guard let request else { return nil }
        // PROVISOR_TEXT is SIZE_MAX, which reads as -1 here; no object in memory has a length beyond Int.max.
        let count = length < 0 ? CString.length(request, limit: Limits.textBytes + 1) : length
        return UnsafeRawBufferPointer(start: request, count: count)
    }

    static let missing = Problem(.misuse, "the request is NULL; pass a JSON text")
}
