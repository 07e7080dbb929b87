internal import Instances
internal import Problems

/// Texts that a caller hands in beside a request.
enum Argument {
    static let missingRequest = Problem(.misuse, "the request is NULL; pass a JSON text or value")

    static func text(_ pointer: UnsafePointer<CChar>?, _ name: StaticString) throws(Problem) -> String {
        guard let pointer else { throw Problem(.misuse, "\(name) is NULL") }
        return try OptionsReader.text(pointer, what: "\(name)")
    }

    static func refusing(_ pointer: UnsafePointer<CChar>?, _ name: StaticString) throws(Refusal) -> String {
        do throws(Problem) { return try text(pointer, name) } catch { throw .problem(error) }
    }

    /// An idempotency key; NULL for none.
    static func key(_ pointer: UnsafePointer<CChar>?) throws(Refusal) -> String? {
        pointer == nil ? nil : try refusing(pointer, "key")
    }
}
