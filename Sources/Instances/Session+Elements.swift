internal import Elements
package import Faces
package import JSON
package import Lint
package import Problems
internal import Validation

extension Session {
    /// Puts a definition into the catalogue that all sessions of the open store share, unless the report has errors. It
    /// replaces one of the same key.
    package func loadElement(_ input: RequestInput) throws(Problem) -> LintReport {
        var report = try lint(input)
        guard report.status == .ok, let key = report.element else { return report }
        let catalogue = validator.catalogue
        let item: CatalogueItem
        switch input {
        case .text(let text): item = try CatalogueItem(text, origin: .loaded(key), source: key)
        case .value(let value):
            guard let text = CText.dump(value) else { throw .outOfMemory }
            item = try text.withUTF8 { bytes throws(Problem) in
                try CatalogueItem(bytes, origin: .loaded(key), source: key)
            }
        }
        if catalogue.item(key: key)?.origin == .builtin {
            report.add(
                Finding(
                    .replacesBuiltin, at: "/key", key: key,
                    "\(key) replaces the element of that key that is compiled into the library",
                    hint: "give it another key unless that is meant"))
        }
        catalogue.load([item])
        return report
    }

    /// Looks at a definition, and does nothing else.
    package func lint(_ input: RequestInput) throws(Problem) -> LintReport {
        switch input {
        case .text(let text): return try LintReport(text: text)
        case .value(let value):
            if let breach = value.limitBreach(maximumBytes: Limits.definitionBytes) { return LintReport(breach) }
            return try LintReport(value)
        }
    }

    /// All elements that the user may use: `[{"id", "key", "name", "description", "hub", "authentication", "active",
    /// "origin"}, ...]`.
    package func elements() throws(Problem) -> OwnedJSON {
        var list = OwnedJSON.array()
        for item in try elementItems() {
            let element = try item.read()
            var object = OwnedJSON.object()
            element.addNames(to: &object)
            object.set("authentication", .string(element.authentication))
            object.set("active", .boolean(element.isActive))
            object.set("origin", .string(item.origin.name))
            list.append(object)
        }
        return list
    }

    /// The definition of an element as it was loaded, with the members that the library itself does not read.
    package func exportElement(_ key: String) throws(Problem) -> OwnedJSON { try item(key).document() }

    /// What the rules of an element look like to others.
    package func describe(_ key: String, _ face: Face) throws(Problem) -> OwnedJSON {
        let item = try item(key)
        let isFoundByID = try visibleElements().item(id: item.id) === item
        return try face.describe(try item.derived(ElementRules.init), isFoundByID: isFoundByID)
    }

    func item(_ key: String) throws(Problem) -> CatalogueItem {
        let elements = visibleElements()
        if let item = try elements.item(key: key) { return item }
        let nearest = Suggestion.nearest(to: key, among: elements.keys, byPrefix: true)
        throw Problem(
            .notFound,
            "no element has the key \"\(QuotedKey.text(key.utf8))\""
                + (nearest.map { "; did you mean \($0)?" } ?? "; check it, or load the element's definition"))
    }
}
