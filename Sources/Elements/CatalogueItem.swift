internal import BuiltinElements
package import JSON
package import Problems

/// An element of a catalogue. Its definition is read when it is first asked for, once, however many threads ask: most
/// programs use a few elements of the hundreds that are there.
package final class CatalogueItem: @unchecked Sendable {
    package enum Origin: Sendable, Equatable {
        /// Compiled into the library.
        case builtin
        /// The host has loaded it, from this file for example.
        case loaded(String)
        /// Defined at run time: kept in the store, under the id of this definition.
        case stored(definition: Int64)

        /// As replies spell it.
        package var name: StaticString {
            switch self {
            case .builtin: "builtin"
            case .loaded: "loaded"
            case .stored: "stored"
            }
        }
    }

    package let key: String
    package let id: Int64
    package let origin: Origin
    // Sendable: the text is never written to, and everything else is by itself.
    private let text: UnsafeRawBufferPointer
    private let ownsText: Bool
    private let vocabulary: Vocabulary?
    private let element = OnceReference<Element>()
    private let derivative = OnceReference<AnyObject>()

    /// An element that is compiled into the library.
    init(_ builtin: builtin_element, key: String, vocabulary: Vocabulary) {
        self.key = key
        self.vocabulary = vocabulary
        id = builtin.id
        origin = .builtin
        text = UnsafeRawBufferPointer(start: builtin.text, count: builtin.length)
        ownsText = false
    }

    /// A definition that the host has loaded. It is read now, so that its faults are told to whoever loads it.
    package init(_ definition: UnsafeRawBufferPointer, origin: Origin, source: String) throws(Problem) {
        var element = try ElementReader.read(definition, source: source)
        if case .stored(let id) = origin { element = Element(element, definition: id) }
        key = element.key
        id = element.id
        vocabulary = nil
        self.origin = origin
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: definition.count, alignment: 1)
        copy.copyMemory(from: definition)
        text = UnsafeRawBufferPointer(copy)
        ownsText = true
        _ = self.element.storeIfNil(element)
    }

    deinit { if ownsText { text.deallocate() } }

    /// Names the definition in messages.
    package var source: String {
        switch origin {
        case .builtin: "built-in element \(key)"
        case .loaded(let source): source
        case .stored: "element \(key)"
        }
    }

    package func read() throws(Problem) -> Element {
        if let element = element.load() { return element }
        let read = try document().read { root throws(Problem) in try ElementReader.read(root, source: source) }
        guard let read else { throw .outOfMemory }
        return element.storeIfNil(read)
    }

    /// What another module derives from the element, which is made once too.
    package func derived<Derivative: AnyObject>(_ make: (Element) -> Derivative) throws(Problem) -> Derivative {
        if let derivative = derivative.load() as? Derivative { return derivative }
        let made = make(try read())
        return derivative.storeIfNil(made) as? Derivative ?? made
    }

    /// The whole definition, with the members that the library itself does not read.
    package func document() throws(Problem) -> OwnedJSON {
        let document = try ElementReader.parse(text, source: source)
        guard let vocabulary else { return document }
        return try vocabulary.complete(document)
    }
}
