/// Why a call failed: what the caller can act on, and one line that says what to do. Never holds a secret.
package struct Problem: Error, Equatable, Sendable {
    package let status: Status
    package let message: String

    package init(_ status: Status, _ message: String) {
        self.status = status
        self.message = message
    }

    package static let outOfMemory = Problem(.noMemory, "out of memory; nothing was changed")
}
