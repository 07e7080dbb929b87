public import CProvisor
private import Instances
private import JSON
private import POSIX
private import Problems

@_cdecl("provisor_provision_many") @implementation
public func provisor_provision_many(
    _ p: OpaquePointer?, _ many: UnsafePointer<provisor_many>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).answer(p) { session throws(Problem) in
        let many = try ManyReader.read(many)
        let done = try session.provisionMany(
            RequestLines(many.source), chunk: many.chunk, idempotencyKey: many.key,
            reply: { line, status, text in
                text.withUTF8 {
                    many.reply?(
                        many.userdata, line, status.rawValue, $0.baseAddress?.assumingMemoryBound(to: CChar.self))
                        ?? 0
                } == 0
            },
            progress: { many.progress?(many.userdata, $0.lines, $0.failed, $0.bytes) ?? 0 == 0 })
        return done.json()
    }
}

/// Reads what `provisor_provision_many` is told.
private enum ManyReader {
    struct Many {
        let source: RequestLines.Source
        let chunk: Int
        let key: String?
        let reply: (@convention(c) (UnsafeMutableRawPointer?, UInt64, provisor_status, UnsafePointer<CChar>?) -> Int32)?
        let progress: (@convention(c) (UnsafeMutableRawPointer?, UInt64, UInt64, UInt64) -> Int32)?
        let userdata: UnsafeMutableRawPointer?
    }

    /// Lines of a transaction: few enough that others who write don't wait long, many enough that its commit costs little.
    private static let chunk = 1_000

    static func read(_ pointer: UnsafePointer<provisor_many>?) throws(Problem) -> Many {
        var defaults = provisor_many()
        defaults.descriptor = -1
        guard let many = try OptionsReader.sized(pointer, defaults, "PROVISOR_MANY_INIT") else {
            throw Problem(.misuse, "many is NULL; start from PROVISOR_MANY_INIT")
        }
        guard many.reserved == 0 else { throw Problem(.misuse, "reserved is 0; start from PROVISOR_MANY_INIT") }
        guard many.chunk <= 100_000 else { throw Problem(.misuse, "a chunk has at most 100000 lines") }
        let source: RequestLines.Source
        if case .text(let text) = RequestInput(many.text, many.length, maximumBytes: .max - 1) {
            source = .memory(text)
        } else {
            guard many.descriptor >= 0 else { throw Problem(.misuse, "neither a text nor a file descriptor is given") }
            source = .descriptor(Descriptor(many.descriptor))
        }
        let key: String? =
            if let key = many.idempotency_key {
                try OptionsReader.text(key, what: "the idempotency key")
            } else { nil }
        return Many(
            source: source, chunk: many.chunk == 0 ? chunk : Int(many.chunk), key: key, reply: many.reply,
            progress: many.progress, userdata: many.userdata)
    }
}
