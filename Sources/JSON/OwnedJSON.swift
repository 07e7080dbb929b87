package import CJansson

/// A JSON value that we own: a parsed document, or one being built.
///
/// When memory runs out while building, the value becomes empty (`pointer == nil`) and stays so; whoever hands it out
/// notices there, once, instead of at every step.
package struct OwnedJSON: ~Copyable {
    private var pointer: UnsafeMutablePointer<json_t>?

    /// Takes over a new reference.
    init(owning pointer: UnsafeMutablePointer<json_t>?) { self.pointer = pointer }

    deinit { if let pointer { json_decref(pointer) } }

    /// Whether memory ran out while building.
    package var isEmpty: Bool { pointer == nil }

    /// Reads the value, which lives at least as long as the body runs: Swift may release a value right behind its last
    /// use, so a `JSONValue` must not be carried out of here.
    ///
    /// - Returns: nil, without a call, when memory ran out.
    package borrowing func read<Result: ~Copyable, Failure>(
        _ body: (JSONValue) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let pointer else { return nil }
        return try body(JSONValue(pointer))
    }

    /// Hands the reference to a C caller, who releases it with `json_decref`.
    package consuming func release() -> UnsafeMutablePointer<json_t>? {
        let released = pointer
        discard self
        return released
    }

    /// Releases a reference that was handed out.
    package static func free(released value: UnsafeMutablePointer<json_t>) { json_decref(value) }

    package static func object() -> OwnedJSON { OwnedJSON(owning: json_object()) }
    package static func array() -> OwnedJSON { OwnedJSON(owning: json_array()) }
    package static func null() -> OwnedJSON { OwnedJSON(owning: json_null()) }
    package static func boolean(_ value: Bool) -> OwnedJSON { OwnedJSON(owning: value ? json_true() : json_false()) }
    package static func integer(_ value: Int64) -> OwnedJSON { OwnedJSON(owning: json_integer(json_int_t(value))) }

    package static func string(_ text: String) -> OwnedJSON {
        var text = text
        return OwnedJSON(owning: text.withUTF8 { newString(UnsafeRawBufferPointer($0)) })
    }

    package static func string(_ text: StaticString) -> OwnedJSON {
        OwnedJSON(owning: text.withUTF8Buffer { newString(UnsafeRawBufferPointer($0)) })
    }

    /// A string of bytes that are known to be UTF-8.
    package static func string(utf8 bytes: UnsafeRawBufferPointer) -> OwnedJSON {
        OwnedJSON(owning: newString(bytes))
    }

    private static func newString(_ utf8: UnsafeRawBufferPointer) -> UnsafeMutablePointer<json_t>? {
        utf8.withMemoryRebound(to: CChar.self) { json_stringn_nocheck($0.baseAddress ?? emptyText, $0.count) }
    }

    /// A string, or null.
    package static func string(orNull text: String?) -> OwnedJSON { text.map { string($0) } ?? null() }

    /// Another reference to a value that is somebody else's. Only for values that nobody changes from now on.
    package static func shared(_ value: JSONValue) -> OwnedJSON { OwnedJSON(owning: json_incref(value.pointer)) }

    /// A value of its own, equal to somebody else's whose depth is known to be bounded.
    package static func copy(_ value: JSONValue) -> OwnedJSON { OwnedJSON(owning: json_deep_copy(value.pointer)) }

    /// Adds a member to an object.
    package mutating func set(_ name: StaticString, _ value: consuming OwnedJSON) {
        let member = value.release()
        name.withUTF8Buffer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { set(key: $0, member) }
        }
    }

    /// Adds a member to an object.
    package mutating func set(_ name: String, _ value: consuming OwnedJSON) {
        var name = name
        let member = value.release()
        name.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { set(key: $0, member) }
        }
    }

    private mutating func set(key: UnsafeBufferPointer<CChar>, _ member: UnsafeMutablePointer<json_t>?) {
        // jansson releases the member itself when it fails, and refuses a missing one.
        if json_object_setn_new_nocheck(pointer, key.baseAddress ?? emptyText, key.count, member) != 0 { fail() }
    }

    /// Adds an item to an array.
    package mutating func append(_ value: consuming OwnedJSON) {
        if json_array_append_new(pointer, value.release()) != 0 { fail() }
    }

    private mutating func fail() {
        if let pointer { json_decref(pointer) }
        pointer = nil
    }
}

/// Something to point at for an empty text: Swift's empty buffers have no address, and jansson reads NULL as an error.
nonisolated(unsafe) private let emptyText: UnsafePointer<CChar> = UnsafeRawPointer(StaticString("").utf8Start)
    .assumingMemoryBound(to: CChar.self)
