private import CJansson
private import Glibc

/// JSON text in memory of `malloc`, which a C caller can own.
///
/// Not of `json_dumps`: that one allocates with whatever the host gave to `json_set_alloc_funcs`, and a reply must be
/// freed in one way only.
package struct CText: ~Copyable {
    private var bytes: UnsafeMutablePointer<CChar>?
    private var capacity: Int
    package private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        bytes = malloc(capacity)?.assumingMemoryBound(to: CChar.self)
    }

    deinit { Glibc.free(bytes) }

    /// Writes a value as JSON, compact unless it is indented; nil when memory ran out.
    package static func dump(_ value: borrowing OwnedJSON, indent: Int32 = 0) -> CText? {
        value.read { value in dump(value, indent: indent) } ?? nil
    }

    /// Writes a value as JSON, compact unless it is indented; nil when memory ran out.
    package static func dump(_ value: JSONValue, indent: Int32 = 0) -> CText? {
        guard indent == 0 else { return indented(value, indent) }
        var writer = JSONWriter()
        writer.value(value)
        return writer.finish()
    }

    /// By jansson: texts for people are few.
    private static func indented(_ value: JSONValue, _ indent: Int32) -> CText? {
        var text = CText(capacity: 1_024)
        // JSON_INDENT is a macro: the lowest five bits.
        let flags = Int(indent & 0x1F | JSON_ENCODE_ANY)
        let written = withUnsafeMutablePointer(to: &text) { text in
            json_dump_callback(
                value.pointer,
                { bytes, size, text in
                    guard let bytes, let text else { return -1 }
                    let source = UnsafeRawBufferPointer(start: bytes, count: size)
                    return text.assumingMemoryBound(to: CText.self).pointee.append(source) ? 0 : -1
                }, text, flags)
        }
        return written == 0 ? text.terminated() : nil
    }

    /// A copy of ready-made text.
    package static func copy(_ source: UnsafeRawBufferPointer) -> CText? {
        var text = CText(capacity: source.count + 1)
        guard text.append(source) else { return nil }
        return text.terminated()
    }

    /// - Returns: false when memory ran out.
    @inline(__always)
    mutating func append(_ source: UnsafeRawBufferPointer) -> Bool {
        guard let start = source.baseAddress else { return bytes != nil }
        // One byte stays for the end.
        guard source.count < capacity - count || grow(by: source.count) else { return false }
        guard let bytes else { return false }
        memcpy(bytes + count, start, source.count)
        count += source.count
        return true
    }

    /// - Returns: false when memory ran out.
    @inline(__always)
    mutating func append(_ byte: UInt8) -> Bool {
        guard 1 < capacity - count || grow(by: 1), let bytes else { return false }
        bytes[count] = CChar(bitPattern: byte)
        count += 1
        return true
    }

    private mutating func grow(by size: Int) -> Bool {
        let (doubled, overflow) = capacity.multipliedReportingOverflow(by: 2)
        guard !overflow else { return false }
        let wanted = max(doubled, count + size + 1)
        // Not realloc: it would leave the old text, which may hold a token, behind in freed memory.
        guard let grown = malloc(wanted)?.assumingMemoryBound(to: CChar.self), let old = bytes else { return false }
        memcpy(grown, old, count)
        explicit_bzero(old, count)
        Glibc.free(old)
        bytes = grown
        capacity = wanted
        return true
    }

    /// With the NUL at its end; nil when there is no memory.
    consuming func terminated() -> CText? {
        guard let bytes else { return nil }
        bytes[count] = 0
        return self
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
