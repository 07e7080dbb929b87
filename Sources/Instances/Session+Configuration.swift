internal import Elements
package import JSON
package import Problems
internal import Storage
private import Validation

/// The configuration of an instance row by row. The id of a row tells its instance and, by the number that the store has
/// given to its key, its entry: it stays when the element's definition changes.
extension Session {
    private static let rowsPerInstance: Int64 = 1_000_000

    /// All rows of an instance, in the element's order.
    package func configuration(_ id: Int64) throws(Problem) -> OwnedJSON {
        let record = try stored(id)
        let element = try element(of: record)
        let numbers = try storage.entryNumbers(element.entries.map(\.key))
        let rows = try StoredJSON.parse(record.configuration, of: record).read { values throws(Problem) in
            var rows = OwnedJSON.array()
            for (entry, number) in zip(element.entries, numbers) {
                rows.append(Self.row(entry, try Self.rowID(number, record), values))
            }
            return rows
        }
        guard let rows else { throw .outOfMemory }
        return rows
    }

    package func configuration(_ id: Int64, row: Int64) throws(Problem) -> OwnedJSON {
        let record = try stored(id)
        let element = try element(of: record)
        return try Self.row(entry(row, element, record), row, record)
    }

    private static func row(
        _ entry: ConfigurationEntry, _ id: Int64, _ record: InstanceRecord
    ) throws(Problem) -> OwnedJSON {
        let found = try StoredJSON.parse(record.configuration, of: record).read { values in
            Self.row(entry, id, values)
        }
        guard let found else { throw .outOfMemory }
        return found
    }

    /// Sets one value: `{"propertyValue": "..."}`, in which everything else is ignored.
    ///
    /// - Parameter deliver: takes the row, before it is stored; answers false where there is no memory for it.
    package func setConfiguration(
        _ id: Int64, row: Int64, version: Int64? = nil, _ input: RequestInput, deliver: (consuming OwnedJSON) -> Bool
    ) throws(Refusal) {
        let entry = try problems { () throws(Problem) in
            let record = try stored(id)
            let element = try element(of: record)
            return try self.entry(row, element, record)
        }
        try input.read { request throws(Refusal) in
            defer { input.wipe(request) }
            guard request.isObject, let value = request["propertyValue"] else {
                throw .problem(
                    Problem(.invalid, "the request has no \"propertyValue\"; send {\"propertyValue\": \"...\"}"))
            }
            var configuration = OwnedJSON.object()
            configuration.set(entry.key, .shared(value))
            var change = OwnedJSON.object()
            change.set("configuration", configuration)
            let changed: Void? = try change.read { change throws(Refusal) in
                do throws(Refusal) {
                    try self.change(id, .update, version: version, .value(change), as: .configure) { instance in
                        do throws(Problem) {
                            var shown = try Self.row(entry, row, instance.record)
                            // The call itself has set it.
                            if provisioner.options.echoesSecrets, entry.isSecret, let bytes = value.utf8,
                                !bytes.elementsEqual("********".utf8)
                            {
                                shown.set("propertyValue", .string(utf8: bytes))
                            }
                            return deliver(shown) ? nil : .outOfMemory
                        } catch {
                            return error
                        }
                    }
                } catch {
                    guard case .report(let report) = error else { throw error }
                    let path = JSONPointer.member(entry.key, of: "/configuration")
                    throw .report(input.located(report.moved(from: path, to: "/propertyValue", in: request)))
                }
            }
            guard changed != nil else { throw .problem(.outOfMemory) }
        }
    }

    private func element(of record: InstanceRecord) throws(Problem) -> Element {
        guard let element = try standing(of: record)?.item.read() else {
            throw Problem(
                .notFound, "the element \"\(record.element)\" of instance \(record.id) is unknown; load its definition")
        }
        return element
    }

    private func entry(
        _ row: Int64, _ element: Element, _ record: InstanceRecord
    ) throws(Problem) -> ConfigurationEntry {
        guard row / Self.rowsPerInstance == record.id, let key = try storage.entryKey(row % Self.rowsPerInstance),
            let entry = element.entry(key)
        else { throw Problem(.notFound, "No configuration found with ID \(row)") }
        return entry
    }

    private static func rowID(_ number: Int64, _ record: InstanceRecord) throws(Problem) -> Int64 {
        let (base, overflow) = record.id.multipliedReportingOverflow(by: rowsPerInstance)
        guard !overflow, base <= .max - rowsPerInstance, (1..<rowsPerInstance).contains(number) else {
            throw Problem(.store, "the store has no ids left for rows of configurations")
        }
        return base + number
    }

    private static func row(_ entry: ConfigurationEntry, _ id: Int64, _ values: JSONValue) -> OwnedJSON {
        var row = OwnedJSON.object()
        row.set("id", .integer(id))
        row.set("key", .string(entry.key))
        row.set("name", .string(entry.name))
        row.set("description", .string(entry.description))
        row.set("propertyValue", value(entry.key, of: values))
        row.set("type", .string(entry.type.name))
        row.set("required", .boolean(entry.isRequired))
        row.set("hideFromConsole", .boolean(entry.isHidden))
        row.set("active", .boolean(true))
        return row
    }

    private static func value(_ key: String, of values: JSONValue) -> OwnedJSON {
        guard let value = values.members.first(where: { $0.key.elementsEqual(key.utf8) })?.value else { return .null() }
        return value.isObject ? .string(Instance.mask) : .shared(value)
    }
}
