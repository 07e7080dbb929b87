private import BuiltinElements
internal import JSON
internal import Problems
private import Synchronization

/// What the built-in definitions share: the members that most elements and entries have alike, and whole entries such as
/// `event.notification.enabled`, which a definition names by `"like"` and of which it says only what is different. So
/// the library holds the words of three thousand entries in a tenth of the space. docs/elements.md describes the format.
///
/// It is read when the first definition needs it.
final class Vocabulary: Sendable {
    private let parsed = AtomicLazyReference<Parsed>()

    /// The definition as the platform's export format has it, with nothing left out.
    func complete(_ definition: borrowing OwnedJSON) throws(Problem) -> OwnedJSON {
        let vocabulary = try read()
        var complete = OwnedJSON.object()
        definition.read { definition in
            vocabulary.document.read { vocabulary in Self.complete(definition, vocabulary, &complete) }
        }
        guard !complete.isEmpty else { throw .outOfMemory }
        return complete
    }

    private func read() throws(Problem) -> Parsed {
        if let parsed = parsed.load() { return parsed }
        let text = builtin_vocabulary()
        let document = try ElementReader.parse(
            UnsafeRawBufferPointer(start: text.text, count: text.length), source: "the vocabulary")
        return parsed.storeIfNil(Parsed(document))
    }

    private static func complete(_ definition: JSONValue, _ vocabulary: JSONValue, _ complete: inout OwnedJSON) {
        for (name, value) in definition.members where name.utf8Text != "configuration" {
            complete.set(name.utf8Text, .copy(value))
        }
        if let common = vocabulary["element"] {
            for (name, value) in common.members where definition[utf8: name] == nil {
                complete.set(name.utf8Text, .copy(value))
            }
        }
        guard let entries = definition["configuration"] else { return }
        var list = OwnedJSON.array()
        for index in 0..<entries.count {
            guard let entry = entries[item: index] else { continue }
            list.append(self.entry(entry, place: index + 1, vocabulary))
        }
        complete.set("configuration", list)
    }

    /// The entry's own members come first, then those of the shared entry, then those that all entries have. A null takes
    /// a member away.
    private static func entry(_ own: JSONValue, place: Int, _ vocabulary: JSONValue) -> OwnedJSON {
        var entry = OwnedJSON.object()
        // An entry that is like another in everything is written as that one's key.
        let like = own["like"] ?? own
        if let key = like.utf8, let shared = vocabulary["entries"]?[utf8: key] {
            entry.set("key", .copy(own["key"] ?? like))
            add(shared, to: &entry) { own[utf8: $0] == nil }
            add(own, to: &entry) { $0.utf8Text != "like" }
            add(vocabulary["entry"], to: &entry) { own[utf8: $0] == nil && shared[utf8: $0] == nil }
        } else {
            add(own, to: &entry) { _ in true }
            add(vocabulary["entry"], to: &entry) { own[utf8: $0] == nil }
        }
        if own["displayOrder"] == nil { entry.set("displayOrder", .integer(Int64(place))) }
        return entry
    }

    private static func add(
        _ members: JSONValue?, to entry: inout OwnedJSON, where isWanted: (UnsafeRawBufferPointer) -> Bool
    ) {
        guard let members else { return }
        for (name, value) in members.members where !value.isNull && isWanted(name) {
            entry.set(name.utf8Text, .copy(value))
        }
    }
}

/// Sendable: nobody changes the document, and what is taken from it is copied.
private final class Parsed: @unchecked Sendable {
    let document: OwnedJSON

    init(_ document: consuming OwnedJSON) { self.document = document }
}
