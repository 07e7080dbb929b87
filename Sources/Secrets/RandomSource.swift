private import CSodium
package import Problems

/// Where randomness comes from: the system, or the caller's source for reproducible runs.
package struct RandomSource: Sendable {
    private let fill: (@Sendable (UnsafeMutableRawBufferPointer) -> Bool)?

    package static let system = RandomSource(fill: nil)

    /// - Parameter fill: fills the buffer, or answers false.
    package init(fill: (@Sendable (UnsafeMutableRawBufferPointer) -> Bool)?) { self.fill = fill }

    package func bytes(_ count: Int) throws(Problem) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let filled = bytes.withUnsafeMutableBytes { buffer in
            // Before a callback too: one that is torn out of its work, as by an interrupt in Python, must not leave
            // zeroes for a key or a nonce.
            if let start = buffer.baseAddress { randombytes_buf(start, buffer.count) }
            return fill?(buffer) ?? true
        }
        guard filled else {
            Wipe.bytes(&bytes)
            throw Problem(.callback, "the random callback failed; nothing was changed")
        }
        return bytes
    }
}
