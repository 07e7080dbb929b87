/// The checks of texts as regular expressions (ECMA-262), for those who judge without us: what `EntryCheck` refuses is
/// what does not match. A change of a check is a change here; a test compares the two.
package enum Pattern {
    /// A pattern for the whole of a text. `$` would do in ECMA-262, but matches before a line break at the end elsewhere.
    package static func whole(_ pattern: String) -> String { "^\(pattern)(?![\\s\\S])" }

    package static let blanks = #"[\t-\r ]*"#

    /// A text that is equal but for the case of ASCII letters.
    package static func ignoringCase(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            let text = String(scalar)
            if scalar.isASCII, scalar.properties.isAlphabetic { return "[\(text.uppercased())\(text.lowercased())]" }
            return #"\^$.|?*+()[]{}/-"#.unicodeScalars.contains(scalar) ? "\\\(text)" : text
        }.joined()
    }

    /// One of some words, in any case and with blanks around it.
    package static func word(_ words: [String]) -> String {
        whole("\(blanks)(?:\(words.map(ignoringCase).joined(separator: "|")))\(blanks)")
    }

    package static func word(_ word: String) -> String { self.word([word]) }

    /// Texts with more than blanks in them that an entry of a kind takes; a choice without parentheses.
    package static func of(_ kind: EntryRule.Kind) -> String {
        switch kind {
        case .line: #" *[^\u0000-\u0020\u007f][^\u0000-\u001f\u007f]*"#
        case .lines, .json: #"[\t\n\r ]*[^\u0000-\u0020\u007f]\#(notHard)*"#
        case .boolean: " *(?:\(ignoringCase("true"))|\(ignoringCase("false"))) *"
        case .hostLabel: " *[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])? *"
        case .integer: " *\(integer) *"
        case .integerOrJSON: #" *(?:\#(integer) *|\{[^\u0000-\u001f\u007f]*)"#
        case .url: url
        }
    }

    /// No control character but tab and line break.
    private static let notHard = #"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]"#

    /// Of 64 bits: with 19 digits some are, which no short pattern tells.
    private static let integer = "-?[0-9]{1,18}"

    /// `URLCheck`: no character that no URL may hold, braces in pairs, a host with whole labels or in brackets, a port.
    private static let url: String = {
        let forbidden = #"\u0000-\u0020\u007f<>"\\^`|"#
        let any = "[^\(forbidden)]"
        let user = "[^\(forbidden)/?#]"
        let host = "[^\(forbidden)/?#@]"
        let label = "[^\(forbidden)/?#@:}]"
        let braces = #"(?=(?:[^{}]*\{[^{}]*\})*[^{}]*(?:\}[\s\S]*)?(?![\s\S]))"#
        let port = "(?::0*(?:[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])?)?"
        let names = #"(?![\[.])(?!\#(host)*\.\.)(?:\#(host)*\}\#(label)*|\#(label)+)\#(port)"#
        let scheme = "\(ignoringCase("http"))[Ss]?://"
        return
            #" *\#(braces)\#(scheme)(?:\#(user)*@)?(?!https?:)(?:\[\#(host)*\]\#(host)*|\#(names))(?:[/?#]\#(any)*)? *"#
    }()
}
