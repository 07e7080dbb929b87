/// Values that documentation shows and nobody meant to send.
///
/// Certain ones are errors, so a real value must never look like one: passwords are allowed to be odd. Likely ones
/// are warnings. The styles are those of real requests.
enum Placeholder {
    /// Longer values are nobody's placeholder.
    private static let maximumLength = 200

    /// `<INSERT_X>`, `<YOUR X>`, `<<x>>`, `<INSERT_X&gt;`, `{{x}}`, `xxxxxxxx`, `********`.
    static func isCertain(_ bytes: UnsafeRawBufferPointer, isSecret: Bool) -> Bool {
        let value = bytes.trimmed
        guard (3...maximumLength).contains(value.count) else { return false }
        if isRun(value) { return true }
        let text = value.text
        if text.hasPrefix("{{"), text.hasSuffix("}}") { return isPhrase(text.dropFirst(2).dropLast(2)) }
        return isAngle(text, isSecret: isSecret)
    }

    private static func isRun(_ value: UnsafeRawBufferPointer) -> Bool {
        if value.allSatisfy({ $0 == UInt8(ascii: "*") }) { return true }
        var (xs, run, others) = (0, 0, 0)
        for byte in value {
            if byte | 0x20 == UInt8(ascii: "x") {
                xs += 1
                run += 1
                // A value blackened in part, such as `ABC/Dxxxxxxxx=`.
                if run >= 8 { return true }
            } else {
                run = 0
                if byte != UInt8(ascii: "-") { others += 1 }
            }
        }
        return xs >= 4 && others == 0
    }

    private static func isAngle(_ text: String, isSecret: Bool) -> Bool {
        var inner = text[...]
        let opening = ["<<", "<", "&lt;", "lt;"].first { inner.hasPrefix($0) }
        inner = inner.dropFirst(opening?.count ?? 0)
        let closing = [">>", "&gt;", "gt;", ">"].first { inner.hasSuffix($0) }
        inner = inner.dropLast(closing?.count ?? 0)
        guard opening != nil || (closing != nil && closing != ">"), isPhrase(inner) else { return false }
        if asksForSomething(inner) || (opening == "<<" && closing == ">>") { return true }
        // Without words that ask, only a whole pair of brackets is certain, and for a secret not even that.
        guard opening != nil, closing != nil else { return false }
        return !isSecret || isUpperCase(inner) || isSeveralWords(inner)
    }

    /// Letters, digits and what stands between words; at least two characters and a letter in front.
    private static func isPhrase(_ text: Substring) -> Bool {
        let phrase = text.trimmingBlanks
        guard phrase.utf8.count >= 2, let first = phrase.unicodeScalars.first, first.properties.isAlphabetic else {
            return false
        }
        return phrase.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0) || " _-.'/:,()".unicodeScalars.contains($0)
        }
    }

    /// Whether the phrase begins like a request to fill something in, or names what belongs there.
    private static func asksForSomething(_ phrase: Substring) -> Bool {
        let words = words(phrase)
        guard let first = words.first else { return false }
        return [
            "insert", "your", "enter", "put", "add", "replace", "my", "the", "fill", "paste", "change", "todo", "some",
        ].contains(first) || nouns.contains(first) || words.dropFirst().contains { $0 == "here" || nouns.contains($0) }
    }

    private static func isUpperCase(_ phrase: Substring) -> Bool {
        phrase.contains("_") && !phrase.contains(where: \.isLowercase)
    }

    private static func isSeveralWords(_ phrase: Substring) -> Bool { phrase.trimmingBlanks.contains(" ") }
}

// MARK: Likely ones

extension Placeholder {
    /// `my_api_key`, `YOUR API KEY`, `FRESHSERVICE_PASSWORD`, `12345`, `abc123`, `fak3AP1-s3Cr3t`, `{subdomain}`.
    @inline(__always)
    static func isLikely(_ bytes: UnsafeRawBufferPointer) -> Bool { mayBeLikely(bytes) && looksLikely(bytes.trimmed) }

    /// What a look at the first bytes rules out for nearly every real value.
    @inline(__always)
    private static func mayBeLikely(_ value: UnsafeRawBufferPointer) -> Bool {
        guard (4...maximumLength).contains(value.count) else { return false }
        switch value[0] | 0x20 {
        case UInt8(ascii: "m"): if value.begins(with: "my") { return true }
        case UInt8(ascii: "y"): if value.begins(with: "your") { return true }
        case UInt8(ascii: "f"): if value.begins(with: "fak") { return true }
        case UInt8(ascii: "r"): if value.begins(with: "rand") { return true }
        case UInt8(ascii: "1"): if value.begins(with: "1234") { return true }
        case UInt8(ascii: "a"): if value.begins(with: "abc1") { return true }
        case UInt8(ascii: "h"): if value.begins(with: "http"), namesCoolApp(value) { return true }
        case UInt8(ascii: "{"), 0x20: return true
        default: break
        }
        return isScreaming(value)
    }

    /// Whether a URL holds `mycoolapp`, in any case.
    private static func namesCoolApp(_ value: UnsafeRawBufferPointer) -> Bool {
        let name: StaticString = "mycoolapp"
        return name.withUTF8Buffer { name in
            var matched = 0
            for byte in value {
                // Its first letter stands nowhere else in the name, so that a match can only begin anew.
                matched = byte | 0x20 == name[matched] ? matched + 1 : byte | 0x20 == name[0] ? 1 : 0
                if matched == name.count { return true }
            }
            return false
        }
    }

    /// `FRESHSERVICE_PASSWORD`, `YOUR API KEY`: words without a small letter.
    @inline(__always)
    private static func isScreaming(_ value: UnsafeRawBufferPointer) -> Bool {
        var hasSeparator = false
        for byte in value {
            if byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") { return false }
            if byte == UInt8(ascii: "_") || byte == UInt8(ascii: " ") { hasSeparator = true }
        }
        return hasSeparator
    }

    private static func looksLikely(_ value: UnsafeRawBufferPointer) -> Bool {
        if isCounting(value) { return true }
        let text = value.text
        if text.hasPrefix("{"), text.hasSuffix("}") { return isPhrase(text.dropFirst().dropLast()) }
        let words = words(text[...])
        if let first = words.first, first == "my" || first == "your" {
            return words.dropFirst().contains { nouns.contains($0) }
        }
        if text.hasPrefix("http") { return words.contains("mycoolapp") }
        if words.count > 1, isScreaming(value), isPhrase(text[...]) {
            return words.contains { nouns.contains($0) }
        }
        guard text.contains(where: \.isNumber) else { return false }
        let plain = unleet(text)
        return ["fake", "random"].contains { made in
            plain.hasPrefix(made) && nouns.contains { plain.dropFirst(made.count).hasPrefix($0) }
        }
    }

    private static func isCounting(_ value: UnsafeRawBufferPointer) -> Bool {
        func counts(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
            bytes.count <= 9 && bytes.enumerated().allSatisfy { Int($0.element) == 0x31 + $0.offset }
        }
        if value.count >= 5, counts(value[...]) || value.equals("1234567890") { return true }
        guard value.count >= 6, value[..<3].elementsEqual("abc".utf8) || value[..<3].elementsEqual("ABC".utf8) else {
            return false
        }
        return counts(value[3...])
    }

    /// Digits that stand for letters read as these: `fak3AP1` is `fakeapi`.
    private static func unleet(_ text: String) -> String {
        String(
            text.lowercased().compactMap { character in
                switch character {
                case "0": "o"
                case "1": "i"
                case "3": "e"
                case "4": "a"
                case "5": "s"
                default: character.isLetter ? character : nil
                }
            })
    }

    /// What placeholders are placeholders for.
    private static let nouns: Set<String> = [
        "account", "api", "apikey", "app", "client", "company", "domain", "email", "host", "id", "key", "login", "name",
        "pass", "password", "secret", "server", "site", "subdomain", "tag", "tags", "token", "url", "user", "username",
    ]

    /// Lower-case words of `my_api_key`, `myApiKey`, `My API key`.
    private static func words(_ text: Substring) -> [String] {
        var words: [String] = []
        var word = ""
        var previousIsLower = false
        for character in text {
            let isPart = character.isLetter || character.isNumber
            if !isPart || (character.isUppercase && previousIsLower) {
                if !word.isEmpty { words.append(word.lowercased()) }
                word = ""
            }
            if isPart { word.append(character) }
            previousIsLower = character.isLowercase
        }
        if !word.isEmpty { words.append(word.lowercased()) }
        return words
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = self
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return text
    }
}
