/// What takes in the members of an object: a jansson value that is being built, or text that is being written. A reply is
/// described once and made in the form in which it is wanted, without the other.
package protocol JSONSink: ~Copyable {
    mutating func add(_ name: StaticString, _ value: JSONScalar)
    mutating func add(_ name: String, _ value: JSONScalar)
    /// Another reference to, or the text of, a value that nobody changes from now on.
    mutating func add(_ name: StaticString, sharing value: JSONValue)
    mutating func addEmptyArray(_ name: StaticString)
    mutating func addObject<Failure>(
        _ name: StaticString, _ body: (inout Self) throws(Failure) -> Void
    ) throws(Failure)
    /// Adds an array with an object for each item.
    mutating func addObjects<Item>(_ name: StaticString, _ items: [Item], _ body: (inout Self, Item) -> Void)
}

package enum JSONScalar {
    case null
    case boolean(Bool)
    case integer(Int64)
    case text(String)
    case fixed(StaticString)
    /// Bytes that are known to be UTF-8.
    case utf8(UnsafeRawBufferPointer)

    package init(orNull text: String?) { self = text.map(JSONScalar.text) ?? .null }
}

extension OwnedJSON: JSONSink {
    package mutating func add(_ name: StaticString, _ value: JSONScalar) { set(name, Self.value(value)) }
    package mutating func add(_ name: String, _ value: JSONScalar) { set(name, Self.value(value)) }
    package mutating func add(_ name: StaticString, sharing value: JSONValue) { set(name, .shared(value)) }
    package mutating func addEmptyArray(_ name: StaticString) { set(name, .array()) }

    package mutating func addObject<Failure>(
        _ name: StaticString, _ body: (inout OwnedJSON) throws(Failure) -> Void
    ) throws(Failure) {
        var object = OwnedJSON.object()
        try body(&object)
        set(name, object)
    }

    package mutating func addObjects<Item>(
        _ name: StaticString, _ items: [Item], _ body: (inout OwnedJSON, Item) -> Void
    ) {
        var array = OwnedJSON.array()
        for item in items {
            var object = OwnedJSON.object()
            body(&object, item)
            array.append(object)
        }
        set(name, array)
    }

    private static func value(_ value: JSONScalar) -> OwnedJSON {
        switch value {
        case .null: null()
        case .boolean(let value): boolean(value)
        case .integer(let value): integer(value)
        case .text(let text): string(text)
        case .fixed(let text): string(text)
        case .utf8(let bytes): string(utf8: bytes)
        }
    }
}

extension JSONWriter: JSONSink {
    package mutating func add(_ name: StaticString, _ value: JSONScalar) {
        key(name)
        scalar(value)
    }

    package mutating func add(_ name: String, _ value: JSONScalar) {
        key(name)
        scalar(value)
    }

    package mutating func add(_ name: StaticString, sharing value: JSONValue) {
        key(name)
        self.value(value)
    }

    package mutating func addEmptyArray(_ name: StaticString) {
        key(name)
        beginArray()
        endArray()
    }

    package mutating func addObject<Failure>(
        _ name: StaticString, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        key(name)
        beginObject()
        try body(&self)
        endObject()
    }

    package mutating func addObjects<Item>(
        _ name: StaticString, _ items: [Item], _ body: (inout JSONWriter, Item) -> Void
    ) {
        key(name)
        beginArray()
        for item in items {
            beginObject()
            body(&self, item)
            endObject()
        }
        endArray()
    }

    package mutating func scalar(_ value: JSONScalar) {
        switch value {
        case .null: null()
        case .boolean(let value): boolean(value)
        case .integer(let value): integer(value)
        case .text(let text): string(text)
        case .fixed(let text): string(text)
        case .utf8(let bytes): string(bytes)
        }
    }
}
