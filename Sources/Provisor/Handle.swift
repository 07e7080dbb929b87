internal import CProvisor
internal import Instances
internal import Problems

/// What a `provisor *` points at.
final class Handle: Sendable {
    let provisioner: Provisioner

    init(_ provisioner: Provisioner) { self.provisioner = provisioner }

    /// Hands the handle to C, which gives it back to `close`.
    consuming func release() -> OpaquePointer { OpaquePointer(Unmanaged.passRetained(self).toOpaque()) }

    static func close(_ pointer: OpaquePointer) {
        Unmanaged<Handle>.fromOpaque(UnsafeRawPointer(pointer)).release()
    }

    /// Nil for NULL, which is a misuse.
    @inline(__always)
    static func borrow(_ pointer: OpaquePointer?) -> Handle? {
        pointer.map { Unmanaged<Handle>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
    }

    static let misuse = Problem(.misuse, "the handle is NULL; open one with provisor_open()")
}
