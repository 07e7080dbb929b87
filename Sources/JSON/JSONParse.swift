private import CJansson
private import Glibc

extension OwnedJSON {
    /// Parses a text. The verdict is jansson's; why a text fails, and where, `SyntaxDiagnosis` finds out.
    ///
    /// - Parameters:
    ///   - text: UTF-8; borrowed during the call.
    ///   - maximumBytes: a longer text is refused unread.
    package static func parse(
        _ text: UnsafeRawBufferPointer, maximumBytes: Int = Limits.textBytes
    ) throws(JSONFailure) -> OwnedJSON {
        guard text.count <= maximumBytes else { throw .syntax(.tooLarge(text, maximumBytes: maximumBytes)) }
        // Text with no more brackets than the limit can't nest deeper; only other texts need the exact look.
        if openingBrackets(text) > Limits.depth, let error = SyntaxDiagnosis.tooDeep(text) { throw .syntax(error) }
        var error = json_error_t()
        if let parsed = load(text, &error) { return OwnedJSON(owning: parsed) }
        if let found = SyntaxDiagnosis.explain(text, error) { throw .syntax(found) }
        // jansson does not tell a want of memory from a text that is wrong. One in which nothing is wrong is tried again.
        guard let parsed = load(text, &error) else { throw .outOfMemory }
        return OwnedJSON(owning: parsed)
    }

    private static func load(
        _ text: UnsafeRawBufferPointer, _ error: inout json_error_t
    ) -> UnsafeMutablePointer<json_t>? {
        text.withMemoryRebound(to: CChar.self) {
            json_loadb($0.baseAddress, $0.count, Int(JSON_REJECT_DUPLICATES | JSON_DECODE_ANY), &error)
        }
    }

    private static func openingBrackets(_ text: UnsafeRawBufferPointer) -> Int {
        var count = 0
        for byte in text { count &+= (byte | 0x20) == UInt8(ascii: "{") ? 1 : 0 }
        return count
    }
}

extension JSONValue {
    /// Overwrites all strings in here, so that secrets do not stay behind in freed memory. Only for a value of a document
    /// that we parsed ourselves and are about to release: it keeps the limit on depth.
    package func wipe() {
        if let bytes = utf8, let start = bytes.baseAddress {
            explicit_bzero(UnsafeMutableRawPointer(mutating: start), bytes.count)
        }
        for (_, value) in members { value.wipe() }
        for index in 0..<(isArray ? count : 0) { self[item: index]?.wipe() }
    }
}
