package import Elements
internal import JSON
package import Problems
internal import Storage

/// The elements that a user may use: those of the catalogue, and of those that were defined at run time the ones of his
/// account, the ones that were shown to it, and for whoever manages an organization all of it.
struct VisibleElements: ElementSource {
    private let catalogue: Catalogue
    private let stored: StoredElements
    private let account: Int64
    private let organization: Int64
    private let managesOrganization: Bool
    /// Whether changes by other processes are looked for, where that matters.
    private let isFresh: Bool
    /// The element that an instance has: its own instances may go on with one that is gone.
    private let standing: CatalogueItem?

    init(_ session: Session, isFresh: Bool, standing: CatalogueItem? = nil) {
        catalogue = session.validator.catalogue
        stored = session.provisioner.elements
        account = session.caller.account
        organization = session.caller.organization
        managesOrganization = session.managesOrganization
        self.isFresh = isFresh
        self.standing = standing
    }

    @inline(__always)
    func item(key: UnsafeRawBufferPointer) throws(Problem) -> CatalogueItem? {
        if let standing, standing.key.utf8.elementsEqual(key) { return standing }
        if let item = catalogue.item(key: key) { return item }
        return try storedItem(key: key.utf8Text)
    }

    private func storedItem(key: String) throws(Problem) -> CatalogueItem? {
        if let element = try record(key: key, isFresh: isFresh) { return try stored.item(element) }
        guard !isFresh, let element = try record(key: key, isFresh: true) else { return nil }
        return try stored.item(element)
    }

    /// Own ones come before those of others, whose keys may be the same.
    private func record(key: String, isFresh: Bool) throws(Problem) -> ElementRecord? {
        let elements = try stored.look(isFresh: isFresh).elements(key: key).filter(isVisible)
        return elements.first { $0.account == account } ?? elements.first { $0.organization == organization }
            ?? elements.first
    }

    func item(id: Int64) throws(Problem) -> CatalogueItem? {
        if let standing, standing.id == id { return standing }
        if let item = catalogue.item(id: id) { return item }
        guard let element = try record(id: id) else { return nil }
        return try stored.item(element)
    }

    /// An element that was defined at run time.
    func record(id: Int64) throws(Problem) -> ElementRecord? {
        if let element = try stored.look(isFresh: isFresh).element(id) { return isVisible(element) ? element : nil }
        guard !isFresh, let element = try stored.look(isFresh: true).element(id) else { return nil }
        return isVisible(element) ? element : nil
    }

    func records() throws(Problem) -> [ElementRecord] { try stored.look(isFresh: isFresh).elements.filter(isVisible) }

    private func isVisible(_ element: ElementRecord) -> Bool {
        isOwn(element) || element.accounts.contains(account)
    }

    /// Whether the user may change it.
    func isOwn(_ element: ElementRecord) -> Bool {
        element.account == account || managesOrganization && element.organization == organization
    }

    var keys: [String] { catalogue.keys + ((try? records()) ?? []).map(\.key) }
}

extension Session {
    /// - Parameter isFresh: whether changes by other processes must count.
    func visibleElements(isFresh: Bool = true) -> VisibleElements { VisibleElements(self, isFresh: isFresh) }

    /// The elements for a change of an instance, which may go on with one that is gone.
    func visibleElements(for record: InstanceRecord) throws(Problem) -> VisibleElements {
        VisibleElements(self, isFresh: true, standing: try standing(of: record, isFresh: true)?.item)
    }

    /// The element that an instance has: as it is defined now or, when it is gone, as it was for the instance.
    func standing(
        of record: InstanceRecord, isFresh: Bool = false
    ) throws(Problem) -> (item: CatalogueItem, isGone: Bool)? {
        guard let definition = record.definition else {
            return validator.catalogue.item(key: record.element).map { ($0, false) }
        }
        let stored = provisioner.elements
        guard let made = try stored.item(definition: definition) else { return nil }
        guard let now = try stored.look(isFresh: isFresh).element(made.id) else { return (made, true) }
        return (try stored.item(now), false)
    }

    /// An element by key or id, as paths name it.
    package func element(named name: String) throws(Problem) -> CatalogueItem {
        let isNumber = !name.isEmpty && name.utf8.allSatisfy { (0x30...0x39).contains($0) }
        let elements = visibleElements()
        if isNumber {
            if let id = Int64(name), let item = try elements.item(id: id) { return item }
        } else if let item = try elements.item(key: name) {
            return item
        }
        throw Problem(
            .notFound, "No element found with \(isNumber ? "ID" : "key") \(QuotedKey.text(name.utf8))")
    }
}
