internal import Elements
internal import JSON
internal import Problems
internal import Storage
private import Synchronization

/// The elements that were defined at run time, as this process last saw them. Another process may have changed them: the
/// store counts the changes, so that a look tells.
final class StoredElements: Sendable {
    struct Seen: Sendable {
        fileprivate var changes: Int64 = -1
        fileprivate(set) var elements: [ElementRecord] = []
        fileprivate var byID: [Int64: Int] = [:]
        fileprivate var byKey: [String: [Int]] = [:]

        func element(_ id: Int64) -> ElementRecord? { byID[id].map { elements[$0] } }
        func elements(key: String) -> [ElementRecord] { (byKey[key] ?? []).map { elements[$0] } }
    }

    private let storage: any ElementStorage
    private let seen = Mutex(Seen())
    /// By the id of the definition; a definition never changes.
    private let items = Mutex<[Int64: CatalogueItem]>([:])
    /// Of the elements to which definitions belong that are no longer theirs.
    private static let mostItems = 4_096

    init(_ storage: any ElementStorage) { self.storage = storage }

    /// - Parameter isFresh: whether the store is asked for changes by others. Without that, only the first time.
    func look(isFresh: Bool) throws(Problem) -> Seen {
        let last = seen.withLock { $0 }
        if last.changes >= 0, !isFresh { return last }
        // Before the elements: a change in between is then noticed the next time.
        let changes = try storage.elementChanges()
        if last.changes == changes { return last }
        var now = Seen()
        now.changes = changes
        now.elements = try storage.elements()
        for (index, element) in now.elements.enumerated() {
            now.byID[element.id] = index
            now.byKey[element.key, default: []].append(index)
        }
        seen.withLock { $0 = now }
        return now
    }

    func item(_ element: ElementRecord) throws(Problem) -> CatalogueItem {
        guard let item = try item(definition: element.definition) else {
            throw Problem(.store, "element \(element.id) is damaged in the store; restore it from a backup")
        }
        return item
    }

    /// A definition that an element has, or had; nil where there is none.
    func item(definition id: Int64) throws(Problem) -> CatalogueItem? {
        if let item = items.withLock({ $0[id] }) { return item }
        guard let record = try storage.definition(id) else { return nil }
        let item = try Self.item(record.text, definition: id)
        items.withLock { items in
            if items.count >= Self.mostItems { items.removeAll() }
            items[id] = item
        }
        return item
    }

    /// - Throws: when the text is no definition.
    static func item(_ text: String, definition id: Int64) throws(Problem) -> CatalogueItem {
        var text = text
        let item: Result<CatalogueItem, Problem> = text.withUTF8 { bytes in
            do throws(Problem) {
                return .success(
                    try CatalogueItem(UnsafeRawBufferPointer(bytes), origin: .stored(definition: id), source: "element")
                )
            } catch { return .failure(error) }
        }
        return try item.get()
    }
}
