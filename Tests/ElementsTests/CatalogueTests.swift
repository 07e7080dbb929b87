import Foundation
import JSON
import Problems
import Testing

@testable import Elements

@Suite("Catalogue files")
struct CatalogueTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("A file adds an element, found by key and id")
    func adds() throws {
        let path = try folder.write("acme.json", "{\"key\": \"acme\", \"id\": 4711, \"name\": \"Acme\"}")
        let catalogue = try Catalogue(paths: [path])
        #expect(catalogue.items.map(\.key) == Catalogue().items.map(\.key) + ["acme"])
        #expect(try catalogue.element("acme")?.name == "Acme")
        #expect(catalogue.item(id: 4711)?.key == "acme" && catalogue.item(id: 650)?.key == "freshservice")
    }

    @Test("A file overrides the element of its key, built in or not, and its id with it")
    func overrides() throws {
        let mine = try folder.write("mine.json", "{\"key\": \"freshservice\", \"id\": 434343, \"name\": \"Mine\"}")
        let first = try folder.write("first.json", "{\"key\": \"acme\", \"id\": 414141}")
        let second = try folder.write("second.json", "{\"key\": \"acme\", \"id\": 424242}")
        let catalogue = try Catalogue(paths: [first, mine, second])
        #expect(catalogue.items.count == Catalogue().items.count + 1)
        #expect(try catalogue.element("freshservice")?.name == "Mine")
        #expect(try catalogue.element("acme")?.id == 424_242)
        #expect(catalogue.item(id: 650) == nil && catalogue.item(id: 414_141) == nil)
        #expect(catalogue.item(id: 434_343)?.key == "freshservice")
    }

    @Test("Of two elements with one id the first is found by it, both by their keys")
    func sameID() throws {
        let path = try folder.write("acme.json", "{\"key\": \"acme\", \"id\": 650}")
        let catalogue = try Catalogue(paths: [path])
        #expect(catalogue.item(id: 650)?.key == "freshservice")
        #expect(try catalogue.element("acme")?.id == 650)
    }

    @Test("Every built-in definition is what its index says, and can be read")
    func builtin() throws {
        for item in Catalogue().items {
            let element = try item.read()
            #expect(element.key == item.key && element.id == item.id)
            #expect(!element.name.isEmpty && !element.entries.isEmpty)
            #expect(item.origin == .builtin)
        }
    }

    @Test("Threads that ask for an element at once get the same one, also while others are loaded")
    func threads() async throws {
        let catalogue = Catalogue()
        let definition = try folder.write("acme.json", "{\"key\": \"acme\", \"id\": 4711}")
        let loaded = Catalogue.self
        let elements = try await withThrowingTaskGroup(of: ObjectIdentifier?.self) { group in
            for number in 0..<64 {
                group.addTask {
                    if number % 8 == 0 { catalogue.load(try loaded.init(paths: [definition]).items.suffix(1)) }
                    return try catalogue.element("freshservice").map(ObjectIdentifier.init)
                }
            }
            return try await group.reduce(into: Set<ObjectIdentifier?>()) { $0.insert($1) }
        }
        #expect(elements.count == 1)
        #expect(catalogue.item(id: 4711)?.key == "acme")
    }

    @Test("A file with a byte-order mark or a fault is refused with its path")
    func faulty() throws {
        let marked = try folder.write("marked.json", "\u{FEFF}{\"key\": \"acme\"}")
        let wrong = try folder.write("wrong.json", "{\"key\": \"acme\", \"configuration\": 1}")
        for (path, status, word) in [(marked, Status.malformed, "byte-order mark"), (wrong, .invalid, "configuration")]
        {
            let problem = try #require(throws: Problem.self) { try Catalogue(paths: [path]) }
            #expect(problem.status == status)
            #expect(problem.message.contains(path) && problem.message.contains(word))
        }
    }

    @Test("A file that can't be read is refused with its path and the reason")
    func unreadable() throws {
        let large = try folder.write("large.json", "{}")
        truncate(large, off_t(Limits.definitionBytes + 1))
        let expectations = [
            (folder.url.appending(path: "missing.json").path, "No such file"), ("/dev/null", "no regular file"),
            (large, "more than"), ("", "can't be opened"),
        ]
        for (path, reason) in expectations {
            let problem = try #require(throws: Problem.self) { try Catalogue(paths: [path]) }
            #expect(problem.status == .invalid)
            #expect(problem.message.contains("element definition \"\(path)\"") && problem.message.contains(reason))
        }
    }
}
