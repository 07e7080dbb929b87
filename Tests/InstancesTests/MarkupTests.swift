import Testing

@testable import Instances

@Suite("Markup in names and tags")
struct MarkupTests {
    @Test(
        "HTML elements go, the text inside stays",
        arguments: [
            ("", ""), ("Docs", "Docs"), ("<b>bold</b>", "bold"), ("a<br/>b", "ab"), ("<p>é <i>ü</i> 😀</p>", "é ü 😀"),
            ("<a href=\"#\" onClick=\"x\">churros-xss</a>", "churros-xss"), ("<a title=\"a > b\">x</a>", "x"),
            ("<a title='a > b'>x</a>", "x"), ("<a title='\">'>x</a>", "x"), ("<SCRIPT>x</SCRIPT >", "x"), ("</b>", ""),
            ("<b\n>x", "x"), ("<h1>x</h1>", "x"), ("@joe", "@joe"), ("<!DOCTYPE html>x", "x"),
            ("<?xml version='1.0'?>x", "x"), ("x<b>", "x"), ("<b>", ""),
            ("Tom & Jerry &lt;b&gt;", "Tom & Jerry &lt;b&gt;"),
        ])
    func elements(text: String, expected: String) { #expect(Markup.removed(from: text) == expected) }

    @Test(
        "What begins no element stays",
        arguments: [
            "a < b", "a > b", "a < b > c", "1<2", "1 <2 and 3> 2", "<", ">", "<>", "< b>", "I <3 you", "x -> y", "<-",
            "->", ">>", "<<", "a<b", "\"<\"", "<é>", "5 <= 6 >= 4",
        ])
    func noElements(text: String) { #expect(Markup.removed(from: text) == text) }

    @Test(
        "Comments go with all that is in them",
        arguments: [
            ("<!-- x -->Docs", "Docs"), ("a<!---->b", "ab"), ("a<!-- it's -->b", "ab"), ("a<!-- x > y -->b", "ab"),
            ("a<!-- <b>x</b> -->b", "ab"), ("<!-- don't -->it's <b>fine</b>", "it's fine"),
        ])
    func comments(text: String, expected: String) { #expect(Markup.removed(from: text) == expected) }

    @Test(
        "What is left of one element forms no other",
        arguments: [
            ("<<b>b>x", "x"), ("<<<b>b>b>x", "x"), ("<scr<b></b>ipt>x", "ipt>x"), ("<b<b>>x", ">x"),
            ("<</b>b>x</b>", "x"),
        ])
    func nested(text: String, expected: String) { #expect(Markup.removed(from: text) == expected) }

    @Test(
        "An apostrophe that quotes nothing takes no text along",
        arguments: [("<b title=it's>x</b> y's <i>z</i>", "x y's z"), ("<b ' >x</b>' <i>z</i>", "x' z")])
    func apostrophe(text: String, expected: String) { #expect(Markup.removed(from: text) == expected) }

    /// Whether an element is still there: `<`, a letter or one of `/!?`, and a `>` somewhere behind.
    private func holdsElement(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let last = bytes.lastIndex(of: UInt8(ascii: ">")) else { return false }
        return bytes.indices.contains { index in
            guard bytes[index] == UInt8(ascii: "<"), index + 1 < last else { return false }
            let next = Character(Unicode.Scalar(bytes[index + 1]))
            return (next.isASCII && next.isLetter) || "/!?".contains(next)
        }
    }

    private func expectClean(_ text: String) {
        let removed = Markup.removed(from: text)
        #expect(!holdsElement(removed), "\(text.debugDescription)")
        #expect(Markup.removed(from: removed) == removed, "\(text.debugDescription)")
        var rest = removed.utf8[...]
        for byte in text.utf8 where byte == rest.first { rest = rest.dropFirst() }
        #expect(rest.isEmpty, "nothing is added: \(text.debugDescription)")
    }

    @Test("Whatever the text, no element is left")
    func random() {
        let parts = [
            "<", "<", ">", ">", "b", "/", "!", "--", "\"", "'", " ", "a", "é", "<b>", "</b>", "<!--", "-->", "😀",
        ]
        for _ in 0..<10_000 {
            let count = Int.random(in: 0...40)
            expectClean((0..<count).compactMap { _ in parts.randomElement() }.joined())
        }
    }

    @Test(
        "Hostile texts",
        arguments: [
            (String(repeating: "<", count: 50_000), String(repeating: "b>", count: 50_000)),
            (String(repeating: "<b ", count: 50_000), ">"), (String(repeating: "<b '", count: 50_000), ">"),
            (String(repeating: "<b \"", count: 50_000), String(repeating: ">", count: 50_000)),
            (String(repeating: "<!--", count: 50_000), String(repeating: "-->", count: 50_000)),
            (String(repeating: "<!--", count: 100_000), ">"), (String(repeating: "<b>", count: 100_000), ""),
            (String(repeating: "<b", count: 100_000), ""), ("<b " + String(repeating: "'\"", count: 100_000), ">"),
        ])
    func hostile(beginning: String, end: String) { expectClean(beginning + end) }
}
