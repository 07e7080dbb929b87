private import Synchronization

/// A reference that is set once, by whoever is first. `AtomicLazyReference` does the same, but each look at it costs six
/// hundred instructions for the metadata of its types: a tenth of a validation.
struct OnceReference<Value: AnyObject>: ~Copyable {
    /// The retained reference; 0 for none.
    private let bits = Atomic<UInt>(0)

    deinit { if let pointer = Self.pointer(bits.load(ordering: .acquiring)) { Self.reference(pointer).release() } }

    @inline(__always)
    func load() -> Value? {
        guard let pointer = Self.pointer(bits.load(ordering: .acquiring)) else { return nil }
        return Self.reference(pointer).takeUnretainedValue()
    }

    /// - Returns: the reference that is set now.
    func storeIfNil(_ value: Value) -> Value {
        let retained = Unmanaged.passRetained(value)
        let (isFirst, earlier) = bits.compareExchange(
            expected: 0, desired: UInt(bitPattern: retained.toOpaque()), ordering: .acquiringAndReleasing)
        guard !isFirst, let pointer = Self.pointer(earlier) else { return value }
        retained.release()
        return Self.reference(pointer).takeUnretainedValue()
    }

    @inline(__always)
    private static func pointer(_ bits: UInt) -> UnsafeRawPointer? { UnsafeRawPointer(bitPattern: bits) }

    @inline(__always)
    private static func reference(_ pointer: UnsafeRawPointer) -> Unmanaged<Value> { Unmanaged.fromOpaque(pointer) }
}
