public import CProvisor
private import Instances
private import JSON
private import Problems

@_cdecl("provisor_rekey") @implementation
public func provisor_rekey(
    _ p: OpaquePointer?, _ options: UnsafePointer<provisor_rekey_options>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    TextReply(pointer: reply).answer(p) { session throws(Refusal) in
        try Handle.requireHost(p)
        return try rekey(session, options)
    }
}

@_cdecl("provisor_rekey_json") @implementation
public func provisor_rekey_json(
    _ p: OpaquePointer?, _ options: UnsafePointer<provisor_rekey_options>?,
    _ reply: UnsafeMutablePointer<UnsafeMutablePointer<json_t>?>?
) -> provisor_status {
    ValueReply(pointer: reply).answer(p) { session throws(Refusal) in
        try Handle.requireHost(p)
        return try rekey(session, options)
    }
}

private func rekey(
    _ session: Session, _ options: UnsafePointer<provisor_rekey_options>?
) throws(Refusal) -> OwnedJSON {
    do throws(Problem) { return try session.rekey(RekeyOptionsReader.read(options)) } catch { throw .problem(error) }
}

private enum RekeyOptionsReader {
    private static let largestBatch: UInt32 = 100_000

    static func read(_ pointer: UnsafePointer<provisor_rekey_options>?) throws(Problem) -> RekeyOptions {
        var result = RekeyOptions()
        guard
            let options = try OptionsReader.sized(
                pointer, provisor_rekey_options(), "PROVISOR_REKEY_OPTIONS_INIT")
        else { return result }
        guard options.default_secrets <= 1, options.batch <= largestBatch, options.reserved == 0 else {
            throw Problem(
                .misuse,
                "default_secrets is 0 or 1, batch at most \(largestBatch), and reserved 0; "
                    + "start from PROVISOR_REKEY_OPTIONS_INIT")
        }
        result.key = try OptionsReader.key(options.key, options.key_file, options.passphrase)
        result.renewsDefaultSecrets = options.default_secrets == 1
        if options.batch > 0 { result.batch = Int(options.batch) }
        if let progress = options.progress {
            result.progress = { progress(options.userdata, $0, $1) == 0 }
        }
        return result
    }
}
