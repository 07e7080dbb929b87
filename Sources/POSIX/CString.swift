private import Glibc

package enum CString {
    /// Bytes before the NUL, or `limit` when there is none up to there.
    package static func length(_ text: UnsafePointer<CChar>, limit: Int) -> Int { strnlen(text, limit) }

    /// A text of our own.
    package static func string(_ text: UnsafePointer<CChar>) -> String {
        String(decoding: UnsafeRawBufferPointer(start: text, count: strlen(text)), as: UTF8.self)
    }
}
