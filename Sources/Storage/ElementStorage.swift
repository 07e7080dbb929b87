package import Problems

/// Elements that were defined at run time, as they are kept: every definition that an element ever had.
package protocol ElementStorage: Sendable {
    /// Counts the changes to elements, by whichever process.
    func elementChanges() throws(Problem) -> Int64

    /// All elements that are not removed, without their definitions.
    func elements() throws(Problem) -> [ElementRecord]

    /// A definition that an element has, or had; nil where there is none.
    func definition(_ id: Int64) throws(Problem) -> DefinitionRecord?

    /// All definitions that an element had, without their texts, the newest first.
    func definitions(ofElement id: Int64) throws(Problem) -> [DefinitionRecord]

    /// Creates an element.
    ///
    /// - Parameters:
    ///   - make: the definition for the id that the element gets.
    /// - Throws: a conflict when the organization has an element of the key.
    func createElement(
        key: String, organization: Int64, account: Int64, _ event: AuditEvent,
        _ make: (Int64) throws(Problem) -> DefinitionWrite
    ) throws(Problem) -> ElementRecord

    /// Gives an element another definition.
    ///
    /// - Parameter body: makes the new definition from the present one and the last number that was given to a part of
    ///   it. Called with the store locked, so it must not call back in.
    /// - Returns: nil where there is no such element.
    func changeElement(
        _ id: Int64, _ event: AuditEvent,
        _ body: (DefinitionRecord, _ lastPart: Int64) throws(Problem) -> DefinitionWrite
    ) throws(Problem) -> ElementRecord?

    /// Removes an element. Its definitions stay, for the instances that were made with them.
    func removeElement(_ id: Int64, _ event: AuditEvent) throws(Problem) -> Bool

    /// Lets an account use an element of another one, or no longer.
    func setElement(_ id: Int64, visible: Bool, toAccount account: Int64, _ event: AuditEvent) throws(Problem)
}

/// An element that was defined at run time.
package struct ElementRecord: Equatable, Sendable {
    package let id: Int64
    package let key: String
    /// To whom it belongs.
    package let organization: Int64
    package let account: Int64
    /// Id of its definition.
    package let definition: Int64
    /// 1, and one more with each definition.
    package let version: Int64
    /// Further accounts that may use it, in ascending order.
    package var accounts: [Int64] = []
}

/// A definition of such an element.
package struct DefinitionRecord: Equatable, Sendable {
    package let id: Int64
    package let element: Int64
    package let version: Int64
    /// Seconds since 1970.
    package let created: Int64
    package let text: String
}

/// What a definition becomes.
package struct DefinitionWrite: Sendable {
    package let text: String
    /// The last number that was given to a part of it, so that none is given twice.
    package let lastPart: Int64

    package init(text: String, lastPart: Int64) {
        self.text = text
        self.lastPart = lastPart
    }
}
