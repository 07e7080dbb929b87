private import BuiltinElements
private import POSIX
package import Problems
private import JSON
private import Synchronization

/// The elements that a handle knows: those compiled into the library, and over them those that the host has loaded. Any
/// number of threads may use one at once, also while a definition is loaded.
package final class Catalogue: Sendable {
    /// Never changed, so that looking there takes no lock.
    private let builtin: CatalogueTable
    private let loaded = Mutex(CatalogueTable([]))
    private let hasLoaded = Atomic(false)

    /// The elements that are compiled into the library.
    package init() {
        let vocabulary = Vocabulary()
        var items: [CatalogueItem] = []
        while true {
            let element = builtin_element_at(items.count)
            guard let key = element.key else { break }
            items.append(CatalogueItem(element, key: CString.string(key), vocabulary: vocabulary))
        }
        builtin = CatalogueTable(items)
    }

    /// - Parameter paths: definition files, and folders of them (`*.json`). A definition replaces an earlier one of the
    ///   same key, built in or not.
    package convenience init(paths: [String]) throws(Problem) {
        self.init()
        var items: [CatalogueItem] = []
        for path in try Self.files(paths) {
            let file = try File.read(
                path, what: "element definition", status: .invalid, maximumBytes: Limits.definitionBytes)
            items.append(
                try withBytes(of: file.bytes) { bytes throws(Problem) in
                    try CatalogueItem(bytes, origin: .loaded(path), source: path)
                })
        }
        if !items.isEmpty { load(items) }
    }

    private static func files(_ paths: [String]) throws(Problem) -> [String] {
        var files: [String] = []
        for path in paths {
            if File.isDirectory(path) {
                let folder = try File.contents(
                    ofDirectory: path, what: "folder of element definitions", status: .invalid)
                files += folder.filter { $0.hasSuffix(".json") }
            } else {
                files.append(path)
            }
        }
        return files
    }

    /// Adds elements. One replaces an earlier one of the same key, built in or not; requests that are being judged go on
    /// with the earlier one.
    package func load(_ items: [CatalogueItem]) {
        loaded.withLock { $0 = CatalogueTable($0.items + items) }
        hasLoaded.store(true, ordering: .releasing)
    }

    // MARK: Looking up

    package func item(key: UnsafeRawBufferPointer) -> CatalogueItem? {
        if hasLoaded.load(ordering: .acquiring), let item = loaded.withLock({ $0.item(key: key) }) { return item }
        return builtin.item(key: key)
    }

    package func item(key: String) -> CatalogueItem? {
        var key = key
        return key.withUTF8 { item(key: UnsafeRawBufferPointer($0)) }
    }

    /// Of several elements with one id, the first that is compiled into the library, else the first that was loaded.
    package func item(id: Int64) -> CatalogueItem? {
        guard hasLoaded.load(ordering: .acquiring) else { return builtin.item(id: id) }
        let builtin = builtin.item(id: id)
        return loaded.withLock { loaded in
            // Under another id now, perhaps.
            if let builtin, loaded.item(key: builtin.key) == nil { return builtin }
            return loaded.item(id: id)
        }
    }

    /// An element by its key; nil for an unknown one.
    package func element(_ key: String) throws(Problem) -> Element? { try item(key: key)?.read() }

    /// All elements, those that are compiled into the library first.
    package var items: [CatalogueItem] {
        guard hasLoaded.load(ordering: .acquiring) else { return builtin.items }
        let loaded = loaded.withLock { $0 }
        return builtin.items.filter { loaded.item(key: $0.key) == nil } + loaded.items
    }
}

/// Elements with their keys and ids. Never changed.
private struct CatalogueTable: Sendable {
    let items: [CatalogueItem]
    private let keys: KeyTable
    private let ids: [Int64: Int]

    /// - Parameter items: of those with equal keys the last counts, of those with equal ids the first.
    init(_ items: [CatalogueItem]) {
        var seen: Set<String> = []
        let items = Array(items.reversed().filter { seen.insert($0.key).inserted }.reversed())
        self.items = items
        keys = KeyTable(items.map(\.key))
        ids = Dictionary(items.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    func item(key: UnsafeRawBufferPointer) -> CatalogueItem? {
        guard let index = keys.index(of: key) else { return nil }
        return items[index]
    }

    func item(key: String) -> CatalogueItem? {
        var key = key
        return key.withUTF8 { item(key: UnsafeRawBufferPointer($0)) }
    }

    func item(id: Int64) -> CatalogueItem? { ids[id].map { items[$0] } }
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
