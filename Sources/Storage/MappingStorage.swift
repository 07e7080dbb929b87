package import Problems

/// How an instance's data is mapped: definitions of objects and transformations, by name. JSON whose meaning the storage
/// does not know.
package protocol MappingStorage: Sendable {
    /// In ascending order of names.
    func mappings(_ kind: MappingKind, instance: Int64) throws(Problem) -> [MappingRecord]
    func mapping(_ kind: MappingKind, _ name: String, instance: Int64) throws(Problem) -> MappingRecord?

    /// Changes what there is under a name.
    ///
    /// - Parameter body: what becomes of the mapping, nil for none; it may refuse by throwing. Called with the store
    ///   locked, perhaps in another thread, so it must not call back in.
    func changeMapping(
        _ kind: MappingKind, _ name: String, instance: Int64, _ event: AuditEvent,
        _ body: (MappingRecord?) throws(Problem) -> MappingRecord?
    ) throws(Problem)

    /// - Returns: false where there is none.
    func removeMappings(_ kind: MappingKind, instance: Int64, _ event: AuditEvent) throws(Problem) -> Bool
}

package enum MappingKind: String, Sendable { case definition, transformation }

package struct MappingRecord: Equatable, Sendable {
    package let name: String
    /// JSON object.
    package let body: String

    package init(name: String, body: String) {
        self.name = name
        self.body = body
    }
}
