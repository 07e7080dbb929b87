package import JSON

/// A configuration in which every entry of the element has its value: what the request supplies, else the default,
/// else null.
package struct CompletedConfiguration {
    package enum Value {
        case null
        /// Bytes of the request: valid as long as it. A secret is never copied from there into a `String`.
        case supplied(UnsafeRawBufferPointer)
        /// What the request supplies in another form: `true` as "true", an object as its JSON.
        case text(String)
        /// The element's default.
        case standard(String)

        /// As replies show it; not for secrets.
        package var json: OwnedJSON {
            switch self {
            case .null: .null()
            case .supplied(let bytes): .string(utf8: bytes)
            case .text(let text), .standard(let text): .string(text)
            }
        }

        package var isNull: Bool { if case .null = self { true } else { false } }

        /// The bytes of the value; nil for null. They live as long as the body runs.
        package func withUTF8<Result, Failure>(
            _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            switch self {
            case .null: return try body(nil)
            case .supplied(let bytes): return try body(bytes)
            case .text(var text), .standard(var text):
                let result: Swift.Result<Result, Failure> = text.withUTF8 { bytes in
                    do throws(Failure) { return .success(try body(UnsafeRawBufferPointer(bytes))) } catch {
                        return .failure(error)
                    }
                }
                return try result.get()
            }
        }
    }

    /// In the order of the element's entries.
    package let values: [Value]

    /// - Parameter request: valid for the element.
    /// - Returns: nil when memory ran out.
    package init?(_ request: JSONValue, _ rules: ElementRules) {
        var values = rules.element.entries.map { entry in entry.defaultValue.map(Value.standard) ?? .null }
        if let configuration = RequestMembers(request).configuration?.value {
            var supplied = SuppliedEntries(configuration)
            while let entry = supplied.next(rules.element.entryTable) {
                guard let index = entry.index, SuppliedEntries.isSupplied(entry.value) else { continue }
                guard let value = Self.value(entry.value, rules.rules[index]) else { return nil }
                // Nothing but blanks, where blanks are no value.
                if case .supplied(let bytes) = value, bytes.isEmpty { continue }
                values[index] = value
            }
        }
        self.values = values
    }

    /// On the wire every value is text: `true` is "true", 15 is "15", an object is its JSON.
    private static func value(_ value: JSONValue, _ rule: EntryRule) -> Value? {
        guard let bytes = value.utf8 else {
            guard let text = CText.dump(value) else { return nil }
            return .text(text.string)
        }
        if rule.kind == .boolean, let boolean = EntryCheck.boolean(bytes.trimmed) {
            return .text(boolean ? "true" : "false")
        }
        return .supplied(rule.isTrimmed ? bytes.trimmed : bytes)
    }
}
