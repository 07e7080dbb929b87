package import Problems

/// Looking a whole store over, as it is at one moment, while others use it.
package protocol CheckStorage: Sendable {
    /// - Parameters:
    ///   - keys: told the keys of that moment; answers whether the rest can be judged with those at hand.
    ///   - instance: told of each instance.
    /// - Returns: nil when `keys` has answered false.
    func inspect(
        keys: (StoreIdentity) throws(Problem) -> Bool, instance: (InstanceRecord) throws(Problem) -> Void
    ) throws(Problem) -> StoreInspection?
}

/// What the tables tell by themselves.
package struct StoreInspection: Sendable {
    /// A row that does not fit the others.
    package struct Fault: Sendable {
        package let isCount: Bool
        package let message: String
        /// The instance that it is about; nil for none.
        package let instance: Int64?
    }

    /// What SQLite says of its file; empty when it is whole.
    package var damage: [String] = []
    package var faults: [Fault] = []
    /// Rows of tables, by name.
    package var rows: [(table: String, count: Int64)] = []

    package init() {}
}
