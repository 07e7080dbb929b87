package import Problems

/// Where the element of a request is looked for.
package protocol ElementSource {
    func item(key: UnsafeRawBufferPointer) throws(Problem) -> CatalogueItem?
    func item(id: Int64) throws(Problem) -> CatalogueItem?
    /// Of all elements, for suggestions.
    var keys: [String] { get }
}

extension ElementSource {
    package func item(key: String) throws(Problem) -> CatalogueItem? {
        var key = key
        let found: Result<CatalogueItem?, Problem> = key.withUTF8 { bytes in
            do throws(Problem) { return .success(try item(key: UnsafeRawBufferPointer(bytes))) } catch {
                return .failure(error)
            }
        }
        return try found.get()
    }
}

extension Catalogue: ElementSource {
    package var keys: [String] { items.map(\.key) }
}
