internal import CProvisor
internal import Instances
internal import POSIX
internal import Problems
internal import Secrets

/// Reads the options of `provisor_open`.
enum OptionsReader {
    static func read(_ pointer: UnsafePointer<provisor_options>?) throws(Problem) -> Provisioner.Options {
        var result = Provisioner.Options()
        guard let options = try sized(pointer, provisor_options(), "PROVISOR_OPTIONS_INIT") else { return result }
        guard options.strict <= 1, options.echo_secrets <= 1, options.reserved == 0 else {
            throw Problem(
                .misuse, "strict and echo_secrets are 0 or 1, and reserved is 0; start from PROVISOR_OPTIONS_INIT")
        }
        result.isStrict = options.strict == 1
        result.echoesSecrets = options.echo_secrets == 1
        result.key = try key(options.key, options.key_file, options.passphrase)
        result.catalogue = try catalogue(options)
        callbacks(options, &result)
        return result
    }

    /// A copy in today's layout. A caller compiled against another header has a shorter or longer struct; what is not
    /// there counts as zero, and what we do not know must be zero.
    ///
    /// - Parameters:
    ///   - empty: a struct in which all is zero.
    ///   - macro: from which callers start.
    static func sized<Struct>(
        _ pointer: UnsafePointer<Struct>?, _ empty: Struct, _ macro: StaticString
    ) throws(Problem) -> Struct? {
        guard let pointer else { return nil }
        let start = UnsafeRawPointer(pointer)
        let size = Int(start.loadUnaligned(as: UInt32.self))
        let known = MemoryLayout<Struct>.size
        guard size >= MemoryLayout<UInt32>.size, size <= 4_096 else {
            throw Problem(.misuse, "the options have no size; start from \(macro)")
        }
        let given = UnsafeRawBufferPointer(start: start, count: size)
        if size > known, given[known...].contains(where: { $0 != 0 }) {
            throw Problem(
                .misuse,
                "the options have members that this version of the library does not know; use a newer library")
        }
        var options = empty
        withUnsafeMutableBytes(of: &options) { $0.copyBytes(from: given.prefix(known)) }
        return options
    }

    static func key(
        _ key: UnsafePointer<UInt8>?, _ keyFile: UnsafePointer<CChar>?, _ passphrase: UnsafePointer<CChar>?
    ) throws(Problem) -> KeySource? {
        let given = [key != nil, keyFile != nil, passphrase != nil].count { $0 }
        guard given <= 1 else {
            throw Problem(.misuse, "key, key_file and passphrase are alternatives; set one of them")
        }
        if let key {
            return .raw(try SecretBytes(copying: UnsafeRawBufferPointer(start: key, count: Sealer.keyLength)))
        }
        if let keyFile { return .file(try text(keyFile, what: "key_file")) }
        guard let passphrase else { return nil }
        let length = CString.length(passphrase, limit: 65_536)
        guard (1..<65_536).contains(length) else {
            throw Problem(.misuse, "the passphrase is empty or has more than 65535 bytes")
        }
        return .passphrase(try SecretBytes(copying: UnsafeRawBufferPointer(start: passphrase, count: length)))
    }

    private static func catalogue(_ options: provisor_options) throws(Problem) -> [String] {
        guard options.catalogue_count > 0 else { return [] }
        guard let paths = options.catalogue, options.catalogue_count <= 100_000 else {
            throw Problem(.misuse, "catalogue is NULL, or catalogue_count is out of range")
        }
        var result: [String] = []
        for index in 0..<Int(options.catalogue_count) {
            guard let path = paths[index] else { throw Problem(.misuse, "catalogue[\(index)] is NULL") }
            result.append(try text(path, what: "catalogue[\(index)]"))
        }
        return result
    }

    /// A path, which must be UTF-8 as it appears in messages.
    static func text(_ pointer: UnsafePointer<CChar>, what: String) throws(Problem) -> String {
        let bytes = UnsafeRawBufferPointer(start: pointer, count: CString.length(pointer, limit: 4_097))
        guard bytes.count <= 4_096, let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(.misuse, "\(what) is no UTF-8, or has more than 4096 bytes")
        }
        return text
    }

    private static func callbacks(_ options: provisor_options, _ result: inout Provisioner.Options) {
        // The caller vouches for using his data from any thread: provisor.h says so.
        nonisolated(unsafe) let userdata = options.userdata
        if let now = options.now { result.clock = { Timestamp(seconds: now(userdata)) } }
        if let random = options.random {
            result.random = RandomSource { random(userdata, $0.baseAddress, $0.count) == 0 }
        }
        if let log = options.log {
            result.log = Log { level, message in message.withCString { log(userdata, level.rawValue, $0) } }
        }
    }
}
