package import CJansson

/// A JSON value somewhere inside a document, borrowed: it holds no reference, so it is as cheap as a pointer and
/// valid only while its document, or the caller's `json_t`, lives.
package struct JSONValue {
    package let pointer: UnsafeMutablePointer<json_t>

    @inline(__always)
    init(_ pointer: UnsafeMutablePointer<json_t>) { self.pointer = pointer }

    /// A value that a C caller handed in.
    package init?(borrowing pointer: UnsafePointer<json_t>?) {
        guard let pointer else { return nil }
        self.pointer = UnsafeMutablePointer(mutating: pointer)
    }

    package enum Kind { case object, array, string, integer, real, boolean, null }

    package var kind: Kind {
        switch pointer.pointee.type {
        case JSON_OBJECT: .object
        case JSON_ARRAY: .array
        case JSON_STRING: .string
        case JSON_INTEGER: .integer
        case JSON_REAL: .real
        case JSON_TRUE, JSON_FALSE: .boolean
        default: .null
        }
    }

    package var isObject: Bool { pointer.pointee.type == JSON_OBJECT }
    package var isArray: Bool { pointer.pointee.type == JSON_ARRAY }
    package var isNull: Bool { pointer.pointee.type == JSON_NULL }

    /// The bytes of a string, without the NUL behind them; nil for any other kind.
    package var utf8: UnsafeRawBufferPointer? {
        guard pointer.pointee.type == JSON_STRING, let bytes = json_string_value(pointer) else { return nil }
        return UnsafeRawBufferPointer(start: bytes, count: json_string_length(pointer))
    }

    /// A string as Swift text, with invalid UTF-8 (possible only in a caller's `json_t`) replaced.
    package var string: String? { utf8.map { String(decoding: $0, as: UTF8.self) } }

    package var integer: Int64? {
        pointer.pointee.type == JSON_INTEGER ? Int64(json_integer_value(pointer)) : nil
    }

    package var boolean: Bool? {
        switch pointer.pointee.type {
        case JSON_TRUE: true
        case JSON_FALSE: false
        default: nil
        }
    }

    /// Members of an object or items of an array; 0 for any other kind.
    package var count: Int {
        switch pointer.pointee.type {
        case JSON_OBJECT: Int(json_object_size(pointer))
        case JSON_ARRAY: Int(json_array_size(pointer))
        default: 0
        }
    }

    /// The member of an object; nil where there is none, or for any other kind.
    package subscript(_ name: StaticString) -> JSONValue? {
        name.withUTF8Buffer { key in
            json_object_getn(pointer, UnsafeRawPointer(key.baseAddress)?.assumingMemoryBound(to: CChar.self), key.count)
        }.map { JSONValue($0) }
    }

    /// The member of an object with a name that is known at run time only.
    package subscript(utf8 name: UnsafeRawBufferPointer) -> JSONValue? {
        json_object_getn(pointer, name.baseAddress?.assumingMemoryBound(to: CChar.self), name.count)
            .map { JSONValue($0) }
    }

    /// The item of an array; nil beyond its end, or for any other kind.
    package subscript(item index: Int) -> JSONValue? {
        guard index >= 0, let item = json_array_get(pointer, index) else { return nil }
        return JSONValue(item)
    }

    /// The items of an array; none for any other kind.
    package var items: [JSONValue] { isArray ? (0..<count).compactMap { self[item: $0] } : [] }

    /// The members of an object in the order of the text; none for any other kind.
    package var members: JSONMembers { JSONMembers(object: self) }
}

/// The members of an object, in the order in which they were added, which for a parsed text is the text's order.
package struct JSONMembers: Sequence, IteratorProtocol {
    private let object: UnsafeMutablePointer<json_t>
    private var next_: UnsafeMutableRawPointer?

    init(object: JSONValue) {
        self.object = object.pointer
        next_ = json_object_iter(object.pointer)
    }

    package mutating func next() -> (key: UnsafeRawBufferPointer, value: JSONValue)? {
        guard let here = next_, let key = json_object_iter_key(here), let value = json_object_iter_value(here) else {
            return nil
        }
        next_ = json_object_iter_next(object, here)
        return (UnsafeRawBufferPointer(start: key, count: json_object_iter_key_len(here)), JSONValue(value))
    }
}

extension UnsafeRawBufferPointer {
    /// As Swift text, with invalid UTF-8 replaced.
    package var utf8Text: String { String(decoding: self, as: UTF8.self) }
}
