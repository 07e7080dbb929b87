public import CProvisor
private import Problems

@_cdecl("provisor_version") @implementation
public func provisor_version() -> UnsafePointer<CChar>? { staticText("0.1.0") }

@_cdecl("provisor_status_name") @implementation
public func provisor_status_name(_ status: provisor_status) -> UnsafePointer<CChar>? {
    staticText(Status(rawValue: status).name)
}

/// The bytes of a literal, which end with NUL and live as long as the library.
private func staticText(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}
