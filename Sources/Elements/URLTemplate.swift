/// `https://{subdomain}.freshservice.com`: a URL in which `{entry}` stands for the value of an entry.
package struct URLTemplate {
    /// The labels of the host, each as it is written: `{subdomain}`, `freshservice`, `com`.
    private let labels: [String]

    /// Nil for a text that has no host.
    package init?(_ template: String) {
        guard let host = Self.host(of: Array(template.utf8)) else { return nil }
        labels = host
    }

    /// The entries that stand for one label of the host, or for a part of one: `https://api-{region}.example.com`.
    package var hostLabels: Set<String> {
        // `https://{site}` is a whole host or more; only beside other text is a name one label.
        guard labels.count > 1 || labels.contains(where: { !$0.hasPrefix("{") || !$0.hasSuffix("}") }) else {
            return []
        }
        return hostEntries
    }

    /// All entries of the host, also one that is the whole of it: `https://{site}`.
    package var hostEntries: Set<String> { Set(labels.flatMap(Self.placeholders(in:))) }

    /// The names in braces.
    package static func placeholders(in text: String) -> [String] {
        // `{{a}}` is a placeholder of documentation, not an entry.
        if zip(text.utf8, text.utf8.dropFirst()).contains(where: { $0 == UInt8(ascii: "{") && $1 == $0 }) {
            return []
        }
        return text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            part.firstIndex(of: "}").map { String(part[..<$0]) }
        }.filter { !$0.isEmpty }
    }

    /// What follows the label of an entry in the host: `.freshservice.com`. Nil where the entry is no label of it, or
    /// where another entry follows.
    package func hostSuffix(behind entry: String) -> String? {
        guard let index = labels.firstIndex(where: { Self.entry(of: $0) == entry }) else { return nil }
        let suffix = labels[(index + 1)...]
        guard !suffix.isEmpty, !suffix.contains(where: { $0.contains("{") }) else { return nil }
        return "." + suffix.joined(separator: ".")
    }

    private static func entry(of label: String) -> String? {
        guard label.hasPrefix("{"), label.hasSuffix("}"), label.count > 2 else { return nil }
        let name = label.dropFirst().dropLast()
        return name.contains("{") ? nil : String(name)
    }

    /// Splits what stands between `//` (and a user's `@`) and the next `/`, `:`, `?` or `#` at its dots, except for those
    /// inside braces: the name of an entry may hold some.
    private static func host(of template: [UInt8]) -> [String]? {
        guard let colon = template.indices.first(where: { template[$0...].starts(with: "://".utf8) }) else {
            return nil
        }
        let authority = template[(colon + 3)...].prefix { !"/?#".utf8.contains($0) }
        let host = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[($0 + 1)...] } ?? authority
        var labels: [[UInt8]] = [[]]
        var depth = 0
        for byte in host {
            if byte == UInt8(ascii: "{") { depth += 1 }
            if byte == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 && byte == UInt8(ascii: ":") { break }
            if depth == 0 && byte == UInt8(ascii: ".") {
                labels.append([])
            } else {
                labels[labels.count - 1].append(byte)
            }
        }
        return labels == [[]] ? nil : labels.map { String(decoding: $0, as: UTF8.self) }
    }
}
