private import BuiltinElements
package import Problems
private import JSON
private import POSIX

/// The elements that a handle knows: those compiled into the library, and those of further definition files.
package final class Catalogue: Sendable {
    package let elements: [Element]
    private let keys: KeyTable
    private let ids: [Int64: Int]

    package init(_ elements: [Element]) {
        self.elements = elements
        keys = KeyTable(elements.map(\.key))
        ids = Dictionary(
            elements.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Parameter paths: definition files. A definition replaces an earlier one of the same key, built in or not.
    package convenience init(paths: [String]) throws(Problem) {
        var elements = try Self.builtin()
        for path in paths {
            let file = try File.read(
                path, what: "element definition", status: .invalid, maximumBytes: Limits.definitionBytes)
            let element: Element = try withBytes(of: file.bytes) { bytes throws(Problem) in
                try ElementReader.read(bytes, source: path)
            }
            elements.removeAll { $0.key == element.key }
            elements.append(element)
        }
        self.init(elements)
    }

    /// The definitions that are compiled into the library.
    package static func builtin() throws(Problem) -> [Element] {
        var elements: [Element] = []
        while true {
            let definition = builtin_element_at(elements.count)
            guard let text = definition.text else { return elements }
            elements.append(
                try ElementReader.read(
                    UnsafeRawBufferPointer(start: text, count: definition.length),
                    source: "built-in element \(elements.count + 1)"))
        }
    }

    /// The index of an element in `elements`, by its key.
    package func index(ofKey key: UnsafeRawBufferPointer) -> Int? { keys.index(of: key) }

    /// The index of an element in `elements`, by its id.
    package func index(ofID id: Int64) -> Int? { ids[id] }

    package func element(_ key: String) -> Element? {
        var key = key
        return key.withUTF8 { index(ofKey: UnsafeRawBufferPointer($0)) }.map { elements[$0] }
    }
}

/// `Array.withUnsafeBytes` does not carry typed errors.
private func withBytes<Result>(
    of bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(Problem) -> Result
) throws(Problem) -> Result {
    let result: Swift.Result<Result, Problem> = bytes.withUnsafeBytes { bytes in
        do throws(Problem) { return .success(try body(bytes)) } catch { return .failure(error) }
    }
    return try result.get()
}
