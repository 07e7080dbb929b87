public import CProvisor
private import Instances
private import Problems

@_cdecl("provisor_open") @implementation
public func provisor_open(
    _ store: UnsafePointer<CChar>?, _ options: UnsafePointer<provisor_options>?,
    _ out: UnsafeMutablePointer<OpaquePointer?>?, _ problem: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> provisor_status {
    let reply = TextReply(pointer: problem)
    reply.clear()
    guard let out else { return reply.fail(Problem(.misuse, "out is NULL; pass the address of a provisor *")) }
    out.pointee = nil
    do throws(Problem) {
        let path: String? = if let store { try OptionsReader.text(store, what: "the path of the store") } else { nil }
        let provisioner = try Provisioner.open(path, OptionsReader.read(options))
        out.pointee = try Handle.open(try provisioner.defaultSession(), isHost: true)
        return Status.ok.rawValue
    } catch {
        return reply.fail(error)
    }
}

@_cdecl("provisor_close") @implementation
public func provisor_close(_ p: OpaquePointer?) {
    if let p { Handle.close(p) }
}
