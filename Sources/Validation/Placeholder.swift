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
        if value.starts(with: "{{"), value.ends(with: "}}") { return isPhrase(value.dropped(2, 2)) }
        return isAngle(value, isSecret: isSecret)
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

    private static func isAngle(_ value: UnsafeRawBufferPointer, isSecret: Bool) -> Bool {
        let opening = length(of: ["<<", "<", "&lt;", "lt;"]) { value.starts(with: $0) }
        let rest = value.dropped(opening, 0)
        let closing = length(of: [">>", "&gt;", "gt;", ">"]) { rest.ends(with: $0) }
        let inner = rest.dropped(0, closing)
        guard opening > 0 || closing > 1, isPhrase(inner) else { return false }
        let isDoubled = opening == 2 && closing == 2
        if isDoubled || asksForSomething(inner) { return true }
        // Without words that ask, only a whole pair of brackets is certain, and for a secret not even that.
        guard opening > 0, closing > 0 else { return false }
        return !isSecret || isUpperCase(inner) || isSeveralWords(inner)
    }

    /// The length of the first bracket that is there; 0 when there is none.
    @inline(__always)
    private static func length(of brackets: [StaticString], _ isThere: (StaticString) -> Bool) -> Int {
        for bracket in brackets where isThere(bracket) { return bracket.utf8CodeUnitCount }
        return 0
    }

    /// Letters, digits and what stands between words; at least two characters and a letter in front.
    private static func isPhrase(_ text: UnsafeRawBufferPointer) -> Bool {
        let phrase = text.withoutSpaces
        var isFirst = true
        for character in ScalarsOfUTF8(phrase) {
            guard character.isLetter || (!isFirst && isInnerMark(character)) else { return false }
            isFirst = false
        }
        return phrase.count >= 2
    }

    private static func isInnerMark(_ character: Unicode.Scalar) -> Bool {
        switch character {
        case "0"..."9", " ", "_", "-", ".", "'", "/", ":", ",", "(", ")": true
        default: false
        }
    }

    /// Whether the phrase begins like a request to fill something in, or names what belongs there.
    private static func asksForSomething(_ phrase: UnsafeRawBufferPointer) -> Bool {
        var isFirst = true
        return containsWord(phrase) { word in
            defer { isFirst = false }
            return isNoun(word) || (isFirst ? word.isOne(of: requests) : word.equalsIgnoringCase("here"))
        }
    }

    private static func isUpperCase(_ phrase: UnsafeRawBufferPointer) -> Bool {
        phrase.contains(UInt8(ascii: "_")) && !ScalarsOfUTF8(phrase).contains(where: \.isSmallLetter)
    }

    private static func isSeveralWords(_ phrase: UnsafeRawBufferPointer) -> Bool {
        phrase.withoutSpaces.contains(UInt8(ascii: " "))
    }
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
        if value.starts(with: "{"), value.ends(with: "}") { return isPhrase(value.dropped(1, 1)) }
        var (words, isMine, hasNoun, hasLaterNoun, hasCoolApp) = (0, false, false, false, false)
        _ = containsWord(value) { word in
            if words == 0 { isMine = word.equalsIgnoringCase("my") || word.equalsIgnoringCase("your") }
            if isNoun(word) {
                hasNoun = true
                hasLaterNoun = hasLaterNoun || words > 0
            }
            hasCoolApp = hasCoolApp || word.equalsIgnoringCase("mycoolapp")
            words += 1
            return false
        }
        if isMine { return hasLaterNoun }
        if value.starts(with: "http") { return hasCoolApp }
        if words > 1, isScreaming(value), isPhrase(value) { return hasNoun }
        let text = value.text
        guard text.contains(where: \.isNumber) else { return false }
        var plain = unleet(text)
        return plain.withUTF8 { plain in
            let plain = UnsafeRawBufferPointer(plain)
            return (["fake", "random"] as [StaticString]).contains { made in
                guard plain.starts(with: made) else { return false }
                let rest = plain.dropped(made.utf8CodeUnitCount, 0)
                return nouns.contains { rest.starts(with: $0) }
            }
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

    // MARK: Words

    /// How a request to fill something in begins.
    private static let requests: [StaticString] = [
        "insert", "your", "enter", "put", "add", "replace", "my", "the", "fill", "paste", "change", "todo", "some",
    ]

    /// What placeholders are placeholders for.
    private static let nouns: [StaticString] = [
        "account", "api", "apikey", "app", "client", "company", "domain", "email", "host", "id", "key", "login", "name",
        "pass", "password", "secret", "server", "site", "subdomain", "tag", "tags", "token", "url", "user", "username",
    ]

    private static func isNoun(_ word: UnsafeRawBufferPointer) -> Bool { word.isOne(of: nouns) }

    /// Whether one of the words of `my_api_key`, `myApiKey`, `My API key` is wanted; in their order, up to that one.
    private static func containsWord(
        _ text: UnsafeRawBufferPointer, where isWanted: (UnsafeRawBufferPointer) -> Bool
    ) -> Bool {
        var characters = ScalarsOfUTF8(text)
        var (start, end, previousIsSmall) = (0, 0, false)
        while let character = characters.next() {
            let isPart = character.isLetter || character.isDigit
            if !isPart || (previousIsSmall && character.isCapitalLetter) {
                if start < end, isWanted(UnsafeRawBufferPointer(rebasing: text[start..<end])) { return true }
                start = isPart ? end : characters.offset
            }
            end = characters.offset
            previousIsSmall = character.isSmallLetter
        }
        return start < end && isWanted(UnsafeRawBufferPointer(rebasing: text[start..<end]))
    }
}
