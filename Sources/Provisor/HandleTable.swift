internal import CProvisor
internal import Instances
private import Synchronization

/// Every open handle of this process.
///
/// A `provisor *` is no address but a ticket: a place in this table and how often the place has been given before. So a
/// pointer that was closed, or was never a handle, is recognised without looking at what it points to, and a handle that
/// is closed while calls run on it lives until the last of them has ended.
///
/// It must be process-wide, as a call has nothing but the pointer to begin with. It takes no lock, which a fork could
/// leave locked for ever in the child.
enum HandleTable {
    /// What an open handle stands for.
    final class Entry: Sendable {
        let session: Session
        /// Whether the handle is from `provisor_open`: the host's own, not a user's.
        let isHost: Bool

        init(_ session: Session, isHost: Bool) {
            self.session = session
            self.isHost = isHost
        }
    }

    /// A place of the table. Places are never unmapped, so that a stale ticket can be compared.
    struct Place: ~Copyable {
        /// The generation in the upper half, which begins with 1; then whether it is open; then the calls that run.
        private let state = Atomic<UInt64>(1 << 32)
        private let entry = Atomic<UnsafeRawPointer?>(nil)
        fileprivate let index: UInt32
        /// The place below in the list of free ones, plus 1.
        fileprivate let below = Atomic<UInt32>(0)

        private static let open: UInt64 = 1 << 31
        private static let calls: UInt64 = open - 1

        fileprivate init(index: UInt32) { self.index = index }

        /// - Returns: the generation, for the ticket.
        fileprivate func occupy(_ entry: Entry) -> UInt64 {
            self.entry.store(UnsafeRawPointer(Unmanaged.passRetained(entry).toOpaque()), ordering: .relaxed)
            return state.bitwiseOr(Self.open, ordering: .releasing).newValue >> 32
        }

        /// Begins a call, which keeps the entry alive.
        @inline(__always)
        fileprivate func enter(_ generation: UInt64) -> Bool {
            var found = state.load(ordering: .relaxed)
            while found >> 32 == generation, found & Self.open != 0 {
                let (exchanged, original) = state.weakCompareExchange(
                    expected: found, desired: found &+ 1, successOrdering: .acquiring, failureOrdering: .relaxed)
                if exchanged { return true }
                found = original
            }
            return false
        }

        /// Ends a call.
        @inline(__always)
        fileprivate func leave() {
            let left = state.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue
            if left & (Self.open | Self.calls) == 0 { vacate() }
        }

        /// Lets no further call begin. False for a handle that is closed already, by another thread perhaps.
        fileprivate func close(_ generation: UInt64) -> Bool {
            var found = state.load(ordering: .relaxed)
            while found >> 32 == generation, found & Self.open != 0 {
                let (exchanged, original) = state.compareExchange(
                    expected: found, desired: found & ~Self.open, ordering: .acquiringAndReleasing)
                if exchanged {
                    if found & Self.calls == 0 { vacate() }
                    return true
                }
                found = original
            }
            return false
        }

        /// Only while a call is running.
        fileprivate var current: Unmanaged<Entry>? {
            entry.load(ordering: .relaxed).map(Unmanaged<Entry>.fromOpaque)
        }

        /// Closed, and the last call has ended: exactly one thread comes here.
        private func vacate() {
            let ended = current
            entry.store(nil, ordering: .relaxed)
            let generation = state.load(ordering: .relaxed) >> 32
            state.store((generation &+ 1) << 32, ordering: .releasing)
            // A place whose generations are used up is not given again.
            if generation < HandleTable.lastGeneration { HandleTable.giveBack(self.index) }
            ended?.release()
        }
    }

    // A ticket has 47 bits, as some languages keep further data in the rest of a pointer; the lowest four are 0.
    private static let lowBits: UInt64 = 4
    private static let indexBits: UInt64 = 20
    private static let lastGeneration: UInt64 = (1 << 23) - 1
    private static let most: UInt32 = 1 << 20

    /// The n-th block holds 64 << n places. Blocks come when they are needed, and stay.
    private static let firstBlock: UInt32 = 64
    // Unsafe: the memory stays for ever, and holds atomic values only.
    nonisolated(unsafe) private static let blocks: UnsafeMutablePointer<Atomic<UnsafeMutablePointer<Place>?>> = {
        let count = 15  // 64 + 128 + ... reaches `most`
        let blocks = UnsafeMutablePointer<Atomic<UnsafeMutablePointer<Place>?>>.allocate(capacity: count)
        for index in 0..<count { (blocks + index).initialize(to: Atomic(nil)) }
        return blocks
    }()
    /// Places that were ever given.
    private static let used = Atomic<UInt32>(0)
    /// The uppermost free place plus 1; above it a count of changes, by which a change in between is noticed.
    private static let free = Atomic<UInt64>(0)
}

extension HandleTable {
    /// - Returns: nil when there is no memory, or no place.
    static func open(_ entry: Entry) -> OpaquePointer? {
        guard let place = takeFree() ?? takeNew() else { return nil }
        let generation = place.pointee.occupy(entry)
        let ticket = (generation << indexBits | UInt64(place.pointee.index)) << lowBits
        return OpaquePointer(bitPattern: UInt(ticket))
    }

    static func close(_ pointer: OpaquePointer) {
        if let (place, generation) = find(pointer) { _ = place.pointee.close(generation) }
    }

    /// Begins a call. Nil for a pointer that is no open handle.
    @inline(__always)
    static func enter(_ pointer: OpaquePointer) -> Call? {
        guard let (place, generation) = find(pointer), place.pointee.enter(generation) else { return nil }
        return Call(place)
    }

    /// A call that is running on a handle.
    struct Call: ~Copyable {
        private let place: UnsafeMutablePointer<Place>

        fileprivate init(_ place: UnsafeMutablePointer<Place>) { self.place = place }

        var entry: Unmanaged<Entry>? { place.pointee.current }

        deinit { place.pointee.leave() }
    }

    @inline(__always)
    private static func find(_ pointer: OpaquePointer) -> (UnsafeMutablePointer<Place>, generation: UInt64)? {
        let ticket = UInt64(UInt(bitPattern: pointer))
        guard ticket & ((1 << lowBits) - 1) == 0 else { return nil }
        let index = UInt32(truncatingIfNeeded: (ticket >> lowBits) & ((1 << indexBits) - 1))
        guard let place = place(index) else { return nil }
        return (place, ticket >> (lowBits + indexBits))
    }

    /// The block of an index, and where in the block it is.
    @inline(__always)
    private static func position(_ index: UInt32) -> (block: Int, offset: Int) {
        let shifted = index &+ firstBlock
        let block = UInt32(31 &- shifted.leadingZeroBitCount) &- UInt32(firstBlock.trailingZeroBitCount)
        return (Int(block), Int(shifted &- (firstBlock << block)))
    }

    @inline(__always)
    private static func place(_ index: UInt32) -> UnsafeMutablePointer<Place>? {
        guard index < most else { return nil }
        let (block, offset) = position(index)
        return (blocks + block).pointee.load(ordering: .acquiring).map { $0 + offset }
    }

    private static func takeNew() -> UnsafeMutablePointer<Place>? {
        var index = used.load(ordering: .relaxed)
        repeat {
            guard index < most else { return nil }
            let (exchanged, original) = used.weakCompareExchange(
                expected: index, desired: index &+ 1, ordering: .relaxed)
            if exchanged { break }
            index = original
        } while true
        let (block, _) = position(index)
        if (blocks + block).pointee.load(ordering: .acquiring) == nil { addBlock(block) }
        return place(index)
    }

    private static func addBlock(_ number: Int) {
        let count = Int(firstBlock) << number
        let block = UnsafeMutablePointer<Place>.allocate(capacity: count)
        for offset in 0..<count {
            (block + offset).initialize(
                to: Place(index: (firstBlock << UInt32(number)) &- firstBlock &+ UInt32(offset)))
        }
        let (exchanged, _) = (blocks + number).pointee.compareExchange(
            expected: nil, desired: block, ordering: .acquiringAndReleasing)
        // Another thread was faster.
        if !exchanged {
            block.deinitialize(count: count)
            block.deallocate()
        }
    }

    private static func takeFree() -> UnsafeMutablePointer<Place>? {
        var head = free.load(ordering: .acquiring)
        while head & 0xFFFF_FFFF != 0 {
            guard let top = place(UInt32(truncatingIfNeeded: head) &- 1) else { return nil }
            let below = UInt64(top.pointee.below.load(ordering: .relaxed))
            let (exchanged, original) = free.weakCompareExchange(
                expected: head, desired: ((head >> 32) &+ 1) << 32 | below, ordering: .acquiringAndReleasing)
            if exchanged { return top }
            head = original
        }
        return nil
    }

    private static func giveBack(_ index: UInt32) {
        guard let freed = place(index) else { return }
        var head = free.load(ordering: .relaxed)
        while true {
            freed.pointee.below.store(UInt32(truncatingIfNeeded: head), ordering: .relaxed)
            let (exchanged, original) = free.weakCompareExchange(
                expected: head, desired: ((head >> 32) &+ 1) << 32 | UInt64(index &+ 1),
                ordering: .acquiringAndReleasing)
            if exchanged { return }
            head = original
        }
    }
}
