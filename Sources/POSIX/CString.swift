private import Glibc

package enum CString {
    /// Bytes before the NUL, or `limit` when there is none up to there.
    package static func length(_ text: UnsafePointer<CChar>, limit: Int) -> Int { strnlen(text, limit) }
}
