private import Glibc

/// What the system says of an error number. `strerror_r`, because `strerror` is not safe among threads.
package enum ErrorText {
    package static func of(_ code: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let start = buffer.baseAddress, strerror_r(code, start, buffer.count) == 0 else {
                return "error \(code)"
            }
            return String(decoding: UnsafeRawBufferPointer(start: start, count: strlen(start)), as: UTF8.self)
        }
    }
}
