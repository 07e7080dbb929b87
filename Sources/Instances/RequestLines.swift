private import Glibc
internal import JSON
package import POSIX
internal import Problems

/// Many requests, one on each line, taken chunk by chunk.
package struct RequestLines: ~Copyable {
    package enum Source {
        case memory(UnsafeRawBufferPointer)
        case descriptor(Descriptor)
    }

    struct Line {
        /// From 1.
        let number: UInt64
        /// One byte more than a request may have stands for all that is too long.
        let text: UnsafeRawBufferPointer
    }

    private var input: Input
    /// Of the source, up to the end of the last line that was taken.
    private(set) var bytes: UInt64 = 0
    private var number: UInt64 = 0

    package init(_ source: Source) {
        switch source {
        case .memory(let text): input = Input(text)
        case .descriptor(let descriptor): input = Input(descriptor)
        }
    }

    /// So many bytes end a chunk too: they and what they become are in memory at the same time.
    private static let chunkBytes = 4 << 20

    /// Takes the next lines that are not blank; none at the end. A chunk ends before its time where a pipe has no more for
    /// now: whoever writes into it may wait for the answers.
    ///
    /// - Returns: lines that are valid until the next call.
    mutating func next(_ limit: Int) throws(Problem) -> [Line] {
        input.forgetLines()
        let start = input.taken
        var ranges: [(number: UInt64, bytes: Range<Int>)] = []
        while ranges.count < limit, input.taken - start < Self.chunkBytes,
            let line = try input.nextLine(mayWait: ranges.isEmpty)
        {
            number += 1
            bytes += UInt64(line.length)
            if !input.isBlank(line.range) { ranges.append((number, line.range)) }
        }
        return ranges.map { Line(number: $0.number, text: input.text($0.bytes)) }
    }
}

/// The bytes of the source that are in memory: all of them, or a part of what is read.
private struct Input: ~Copyable {
    private let descriptor: Descriptor?
    private var buffer: UnsafeRawBufferPointer
    /// Ours, when it is read from a descriptor.
    private var own = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var isAtEnd = false
    private var filled: Int
    /// Where the next line begins.
    private(set) var taken = 0

    private static let readBytes = 65_536
    private static let longest = Limits.textBytes + 1

    init(_ text: UnsafeRawBufferPointer) {
        descriptor = nil
        buffer = text
        filled = text.count
        isAtEnd = true
    }

    init(_ descriptor: Descriptor) {
        self.descriptor = descriptor
        buffer = UnsafeRawBufferPointer(start: nil, count: 0)
        filled = 0
    }

    deinit { Self.wipe(own) }

    private static func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        explicit_bzero(start, bytes.count)
        bytes.deallocate()
    }

    func text(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[range]) }

    func isBlank(_ range: Range<Int>) -> Bool { text(range).allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }

    /// - Returns: the line without its end, no more than `longest` of it, and how long it is in the source; nil at the end,
    ///   or where it would have to wait.
    mutating func nextLine(mayWait: Bool) throws(Problem) -> (range: Range<Int>, length: Int)? {
        var (searched, dropped) = (taken, 0)
        while true {
            if let end = lineEnd(from: searched) {
                defer { taken = end + 1 }
                return (taken..<min(end, taken + Self.longest), end + 1 - taken + dropped)
            }
            if isAtEnd {
                guard filled > taken else { return nil }
                defer { taken = filled }
                return (taken..<min(filled, taken + Self.longest), filled - taken + dropped)
            }
            guard mayWait || descriptor?.hasInput ?? true else { return nil }
            if filled - taken > Self.longest {
                dropped += filled - taken - Self.longest
                filled = taken + Self.longest
            }
            searched = filled
            try fill()
        }
    }

    private func lineEnd(from offset: Int) -> Int? {
        guard offset < filled, let start = buffer.baseAddress else { return nil }
        return memchr(start + offset, Int32(UInt8(ascii: "\n")), filled - offset).map {
            $0 - UnsafeMutableRawPointer(mutating: start)
        }
    }

    private mutating func fill() throws(Problem) {
        if own.count - filled < Self.readBytes {
            let grown = UnsafeMutableRawBufferPointer.allocate(
                byteCount: max(own.count * 2, filled + Self.readBytes), alignment: 1)
            grown.copyMemory(from: text(0..<filled))
            Self.wipe(own)
            own = grown
            buffer = UnsafeRawBufferPointer(grown)
        }
        let room = UnsafeMutableRawBufferPointer(rebasing: own[filled..<filled + Self.readBytes])
        let count = try descriptor?.read(into: room) ?? 0
        filled += count
        isAtEnd = count == 0
    }

    /// Makes room of the lines that were taken.
    mutating func forgetLines() {
        guard descriptor != nil, let start = own.baseAddress, taken > 0 else { return }
        memmove(start, start + taken, filled - taken)
        filled -= taken
        taken = 0
    }
}
