import Testing

@testable import JSON

@Suite("Commas, colons, brackets and comments")
struct PunctuationTests {
    @Test(
        arguments: [
            Habit("in an object", "{\"a\": 1¦,}", "comma stands before the closing }", "remove the comma"),
            Habit("in an array", "{\"a\": [1, 2¦,]}", "comma stands before the closing ]", "remove the comma"),
            Habit(
                "in an object, over lines", "{\n  \"a\": \"b\"¦,\n}\n", "comma stands before the closing }", "remove"),
            Habit("in an inner object", "{\"a\": {\"b\": 1¦,},}", "before the closing }", "remove the comma"),
            Habit("behind an object", "[{\"b\": 1}¦, ]", "before the closing ]", "remove the comma"),
            Habit("alone in an object", "{¦,}", "comma stands where a key belongs", "remove the comma"),
            Habit("twice in an object", "{\"a\": 1, ¦, \"b\": 2}", "comma stands where a key belongs", "remove"),
            Habit("twice in an array", "[1, ¦, 2]", "value is missing", "or null"),
            Habit("first in an array", "[¦, 2]", "value is missing", "or null"),
        ])
    func commaTooMany(_ habit: Habit) throws { try habit.expectTold() }

    @Test(
        arguments: [
            Habit("between members", "{\"a\": 1¦ \"b\": 2}", "comma is missing", "put a comma here"),
            Habit("between lines", "{\n  \"a\": \"b\"¦\n  \"c\": \"d\"\n}", "comma is missing", "put a comma here"),
            Habit("between strings", "[\"a\"¦ \"b\"]", "comma is missing", "put a comma here"),
            Habit("between numbers", "[1¦ 2]", "comma is missing", "put a comma here"),
            Habit("behind an object", "{\"a\": {\"b\": 1}¦ \"c\": 2}", "comma is missing", "put a comma here"),
            Habit("behind an array", "{\"tags\": [\"x\"]¦\n\"name\": \"y\"}", "comma is missing", "put a comma here"),
            Habit("between objects", "[{}¦{}]", "comma is missing", "put a comma here"),
            Habit("between arrays", "[[]¦[]]", "comma is missing", "put a comma here"),
            Habit("behind a literal", "{\"a\": true¦ \"b\": null}", "comma is missing", "put a comma here"),
            Habit("before a literal", "[\"a\"¦ null]", "comma is missing", "put a comma here"),
        ])
    func commaMissing(_ habit: Habit) throws { try habit.expectTold() }

    @Test(
        arguments: [
            Habit("= for the colon", "{\"a\" ¦= 1}", "a = stands here", "separated by :"),
            Habit("=> for the colon", "{\"a\" ¦=> 1}", "a = stands here", "separated by :"),
            Habit("missing colon", "{\"a\"¦ 1}", "colon is missing", "put : behind the key"),
            Habit("missing colon before an object", "{\"element\"¦ {\"key\": 1}}", "colon is missing", "put :"),
            Habit("comma for the colon", "{\"a\"¦, 1}", "colon is missing", "put : behind the key"),
            Habit("colon twice", "{\"a\": ¦: 1}", "value is missing", "write a value"),
            Habit("colon in an array", "[\"a\"¦: 1]", "does not belong here", "comma, or the end"),
            Habit("missing value", "{\"a\": ¦}", "value is missing", "or null"),
            Habit("missing value before a comma", "{\"a\": ¦, \"b\": 1}", "value is missing", "or null"),
            Habit("missing value, over lines", "{\"a\":\n¦}", "value is missing", "or null"),
            Habit("key alone", "{¦\"a\"}", "key without a value", "write : and a value"),
            Habit("key that is a number", "{¦1: 2}", "key must be a string", "put the key in \" quotes"),
            Habit("key that is null", "{¦null: 2}", "key must be a string", "put the key in \" quotes"),
            Habit("semicolon for a comma", "{\"a\": 1¦; \"b\": 2}", "a ; stands here", "by a comma"),
        ])
    func colonsAndValues(_ habit: Habit) throws { try habit.expectTold() }

    @Test(
        arguments: [
            Habit("unclosed object", "{\"a\": {\"b\": 1}¦", "while a { is still open", "line 1, column 1 has no }"),
            Habit("unclosed inner object", "{\n \"a\": {\"b\": 1¦", "{ is still open", "line 2, column 7 has no }"),
            Habit("unclosed array", "[1, [2]¦", "while a [ is still open", "line 1, column 1 has no ]"),
            Habit("unclosed with a line end", "{\"a\": 1\n¦", "while a { is still open", "has no }"),
            Habit("ends behind a comma", "{\"a\": 1,¦", "while a { is still open", "has no }"),
            Habit("ends behind a colon", "{\"a\":¦", "while a { is still open", "has no }"),
            Habit("ends behind a key", "{\"a\"¦", "while a { is still open", "has no }"),
            Habit("only an opening brace", "{¦", "while a { is still open", "has no }"),
            Habit("extra }", "{\"a\": 1}¦}", "a } too many", "closes too early"),
            Habit("extra ]", "[1]¦]", "a ] too many", "closes too early"),
            Habit("extra } over lines", "{\"a\": {}}\n ¦}\n", "a } too many", "remove the }"),
            Habit("only a closing brace", "¦}", "a } too many", "remove the }"),
            Habit("} for ]", "{\"tags\": [\"a\"¦}", "[ of line 1, column 10 must be closed first", "close it with ]"),
            Habit("] for }", "{\"a\": {\"b\": 1¦]}", "{ of line 1, column 7 must be closed first", "close it with }"),
            Habit("} for ] behind a comma", "[1,¦}", "[ of line 1, column 1 must be closed first", "with ]"),
            Habit("} for ] in an empty array", "[¦}", "[ of line 1, column 1 must be closed first", "with ]"),
        ])
    func brackets(_ habit: Habit) throws { try habit.expectTold() }

    @Test(
        arguments: [
            Habit("// in an object", "{ ¦// the key\n\"a\": 1}", "a comment stands here", "no comments"),
            Habit("// behind a value", "{\"a\": 1 ¦// one\n}", "a comment stands here", "no comments"),
            Habit("// behind a comma", "{\"a\": 1, ¦// one\n\"b\": 2}", "a comment stands here", "no comments"),
            Habit("// before the document", "¦// request\n{}", "a comment stands here", "no comments"),
            Habit("// behind the document", "{} ¦// end", "a comment stands here", "no comments"),
            Habit("/* */", "{\"a\": ¦/* one */ 1}", "a comment stands here", "no comments"),
            Habit("#", "{\"a\": 1} ¦# end", "a # stands here", "no comments"),
            Habit("# in an array", "[1,\n¦# two\n2]", "a # stands here", "no comments"),
        ])
    func comments(_ habit: Habit) throws { try habit.expectTold() }

    @Test(
        arguments: [
            Habit("another document", "{\"a\": 1} ¦{\"a\": 2}", "more text behind the end", "one document per call"),
            Habit("a comma and more", "{\"a\": 1}¦, {\"a\": 2}", "more text behind the end", "one document per call"),
            Habit("a member behind the end", "{\"a\": 1}\n¦\"b\": 2", "more text behind the end", "remove the rest"),
            Habit("a number", "{\"a\": 1} ¦2", "more text behind the end", "remove the rest"),
            Habit("a literal", "{\"a\": 1} ¦true", "more text behind the end", "remove the rest"),
            Habit("words", "{\"a\": 1}\n¦that was all", "more text behind the end", "remove the rest"),
            Habit("words behind a string", "\"a\" ¦b", "more text behind the end", "remove the rest"),
            Habit("words behind a text without quotes", "[1] ¦end", "more text behind the end", "remove the rest"),
        ])
    func behindTheEnd(_ habit: Habit) throws { try habit.expectTold() }
}
