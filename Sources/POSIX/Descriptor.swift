private import Glibc
package import Problems

/// A file, pipe or socket that the caller has open.
package struct Descriptor: Sendable {
    private let number: Int32

    package init(_ number: Int32) { self.number = number }

    /// Waits for input. Works with descriptors that don't block, too.
    ///
    /// - Returns: 0 at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
        while true {
            let count = Glibc.read(number, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN: _ = isReady(milliseconds: -1)
            default: throw Problem(.misuse, "the input can't be read: \(ErrorText.of(errno))")
            }
        }
    }

    /// Whether reading would not wait.
    package var hasInput: Bool { isReady(milliseconds: 0) }

    private func isReady(milliseconds: Int32) -> Bool {
        var wanted = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, milliseconds) != 0
    }
}
