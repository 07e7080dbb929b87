private import CJansson
private import Glibc

/// JSON text in memory of `malloc`, which a C caller can own.
///
/// Not of `json_dumps`: that one allocates with whatever the host gave to `json_set_alloc_funcs`, and a reply must be
/// freed in one way only.
package struct CText: ~Copyable {
    private var bytes: UnsafeMutablePointer<CChar>?
    package private(set) var count = 0

    /// Room for so many bytes and the NUL at their end.
    private init(room: Int) { bytes = malloc(room + 1)?.assumingMemoryBound(to: CChar.self) }

    deinit { Glibc.free(bytes) }

    /// Writes a value as JSON, compact unless it is indented; nil when memory ran out.
    package static func dump(_ value: borrowing OwnedJSON, indent: Int32 = 0) -> CText? {
        value.read { value in dump(value, indent: indent) } ?? nil
    }

    /// Writes a value as JSON, compact unless it is indented; nil when memory ran out.
    package static func dump(_ value: JSONValue, indent: Int32 = 0) -> CText? {
        // JSON_INDENT is a macro: the lowest five bits.
        let flags = Int((indent == 0 ? JSON_COMPACT : indent & 0x1F) | JSON_ENCODE_ANY)
        // Most texts fit, and get no more memory than they need.
        return withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 1) { room -> CText? in
            guard let start = room.baseAddress else { return nil }
            // How much there is, whether it fits or not.
            let size = json_dumpb(value.pointer, start, room.count, flags)
            // It may hold a token, also where jansson gave up in the middle and tells no size.
            defer { explicit_bzero(start, size == 0 ? room.count : min(size, room.count)) }
            guard size > 0 else { return nil }
            var text = CText(room: size)
            guard let bytes = text.bytes else { return nil }
            if size <= room.count {
                memcpy(bytes, start, size)
            } else {
                guard json_dumpb(value.pointer, bytes, size, flags) == size else {
                    explicit_bzero(bytes, size)
                    return nil
                }
            }
            text.end(at: size)
            return text
        }
    }

    /// A copy of ready-made text.
    package static func copy(_ source: UnsafeRawBufferPointer) -> CText? {
        var text = CText(room: source.count)
        guard let bytes = text.bytes else { return nil }
        if let start = source.baseAddress { memcpy(bytes, start, source.count) }
        text.end(at: source.count)
        return text
    }

    private mutating func end(at size: Int) {
        bytes?[size] = 0
        count = size
    }

    /// Reads the text, which lives at least as long as the body runs.
    package borrowing func withUTF8<Result, Failure>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
    }

    package var string: String { withUTF8 { String(decoding: $0, as: UTF8.self) } }

    /// Ends a text that holds a secret.
    package consuming func wipe() {
        if let bytes = release() { Self.free(released: bytes) }
    }

    /// Hands the text to a C caller.
    package consuming func release() -> UnsafeMutablePointer<CChar>? {
        let released = bytes
        discard self
        return released
    }

    /// Wipes and frees a text that was handed out.
    package static func free(released text: UnsafeMutableRawPointer) {
        explicit_bzero(text, strlen(text.assumingMemoryBound(to: CChar.self)))
        Glibc.free(text)
    }
}
