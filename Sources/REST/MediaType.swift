/// What the headers Accept and Content-Type say of JSON, which is all that the API speaks.
enum MediaType {
    static let json = "application/json"

    /// Whether a client takes JSON: without a header, or with one that allows it. The most specific range counts.
    static func isJSONAccepted(_ accept: String?) -> Bool {
        // What nearly all clients send.
        guard let accept, accept != "*/*", accept != json, !accept.allSatisfy(\.isWhitespace) else { return true }
        var best: (specificity: Int, isAllowed: Bool) = (0, false)
        for range in accept.split(separator: ",") {
            let parts = range.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
            guard let specificity = ["*/*", "application/*", json].firstIndex(of: parts.first ?? "") else { continue }
            if specificity + 1 > best.specificity {
                best = (specificity + 1, !parts.dropFirst().contains(where: isZeroWeight))
            }
        }
        return best.isAllowed
    }

    /// Whether a body is JSON by its type; parameters such as a charset do not matter.
    static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType, !contentType.allSatisfy(\.isWhitespace) else { return true }
        return trimmed(contentType.prefix { $0 != ";" }) == json
    }

    /// `q=0`, `q=0.000`.
    private static func isZeroWeight(_ parameter: String) -> Bool {
        parameter.hasPrefix("q=0") && parameter.dropFirst(2).allSatisfy { $0 == "0" || $0 == "." }
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        let end = start.lastIndex { $0 != " " && $0 != "\t" }.map(start.index(after:)) ?? start.startIndex
        return start[..<end].lowercased()
    }
}
