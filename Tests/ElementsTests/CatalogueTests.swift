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
        #expect(catalogue.elements.map(\.key) == ["freshservice", "acme"])
        #expect(catalogue.element("acme")?.name == "Acme")
        #expect(catalogue.index(ofID: 4711) == 1 && catalogue.index(ofID: 650) == 0)
    }

    @Test("A file overrides the element of its key, built in or not, and its id with it")
    func overrides() throws {
        let mine = try folder.write("mine.json", "{\"key\": \"freshservice\", \"id\": 252, \"name\": \"Mine\"}")
        let first = try folder.write("first.json", "{\"key\": \"acme\", \"id\": 1}")
        let second = try folder.write("second.json", "{\"key\": \"acme\", \"id\": 2}")
        let catalogue = try Catalogue(paths: [first, mine, second])
        #expect(catalogue.elements.count == 2)
        #expect(catalogue.element("freshservice")?.name == "Mine" && catalogue.element("acme")?.id == 2)
        #expect(catalogue.index(ofID: 650) == nil && catalogue.index(ofID: 1) == nil)
        let index = try #require(catalogue.index(ofID: 252))
        #expect(catalogue.elements[index].key == "freshservice")
    }

    @Test("Of two elements with one id the first is found by it, both by their keys")
    func sameID() throws {
        let path = try folder.write("acme.json", "{\"key\": \"acme\", \"id\": 650}")
        let catalogue = try Catalogue(paths: [path])
        #expect(catalogue.index(ofID: 650).map { catalogue.elements[$0].key } == "freshservice")
        #expect(catalogue.element("acme")?.id == 650)
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
            (folder.url.appending(path: "missing.json").path, "No such file"), (folder.url.path, "no regular file"),
            (large, "more than"), ("", "can't be opened"),
        ]
        for (path, reason) in expectations {
            let problem = try #require(throws: Problem.self) { try Catalogue(paths: [path]) }
            #expect(problem.status == .invalid)
            #expect(problem.message.contains("element definition \"\(path)\"") && problem.message.contains(reason))
        }
    }
}
