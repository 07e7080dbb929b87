internal import Instances
private import POSIX
internal import Problems

/// Texts that a caller hands in beside a request.
enum Argument {
    static let missingRequest = Problem(.misuse, "the request is NULL; pass a JSON text or value")

    static let missingDefinition = Problem(.misuse, "the definition is NULL; pass a JSON text or value")

    static func text(_ pointer: UnsafePointer<CChar>?, _ name: StaticString) throws(Problem) -> String {
        guard let pointer else { throw Problem(.misuse, "\(name) is NULL") }
        return try OptionsReader.text(pointer, what: "\(name)")
    }

    static func refusing(_ pointer: UnsafePointer<CChar>?, _ name: StaticString) throws(Refusal) -> String {
        do throws(Problem) { return try text(pointer, name) } catch { throw .problem(error) }
    }

    /// An idempotency key; NULL for none. One that is too long is the client's fault, which the domain tells.
    static func key(_ pointer: UnsafePointer<CChar>?) throws(Refusal) -> String? {
        guard let pointer else { return nil }
        return clientText(pointer) ?? String(repeating: "?", count: longestClientText)
    }

    /// An element token, which comes from a client: whatever is none finds nothing.
    static func token(_ pointer: UnsafePointer<CChar>?) throws(Problem) -> String {
        guard let pointer else { throw Problem(.misuse, "token is NULL") }
        return clientText(pointer) ?? ""
    }

    private static let longestClientText = 4_096

    private static func clientText(_ pointer: UnsafePointer<CChar>) -> String? {
        let bytes = UnsafeRawBufferPointer(
            start: pointer, count: CString.length(pointer, limit: longestClientText + 1))
        return bytes.count <= longestClientText ? String(validating: bytes, as: UTF8.self) : nil
    }
}
