/// Hands what is worth knowing to the host's log callback.
package struct Log: Sendable {
    package enum Level: Int32, Sendable { case info = 1, warning = 2 }

    private let write: (@Sendable (Level, String) -> Void)?

    package static let none = Log(write: nil)

    /// Whether nobody listens.
    package var isNone: Bool { write == nil }

    package init(write: (@Sendable (Level, String) -> Void)?) { self.write = write }

    package func callAsFunction(_ level: Level, _ message: @autoclosure () -> String) { write?(level, message()) }
}
