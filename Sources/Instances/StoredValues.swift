internal import JSON
internal import Problems
internal import Storage
internal import Validation

/// The configuration of a stored instance, to compare with another one.
struct StoredValues: ~Copyable {
    private let record: InstanceRecord
    private let values: OwnedJSON

    enum Comparison { case same, absent, other }

    init(_ record: InstanceRecord) throws(Problem) {
        self.record = record
        values = try StoredJSON.parse(record.configuration, of: record)
    }

    /// In the order of storage.
    var keys: [String] { values.read { $0.members.map { $0.key.utf8Text } } ?? [] }

    func compare(
        _ key: String, _ value: CompletedConfiguration.Value, _ seals: InstanceSeals
    ) throws(Problem) -> Comparison {
        let comparison = try values.read { values throws(Problem) -> Comparison in
            guard let old = values.members.first(where: { $0.key.elementsEqual(key.utf8) })?.value else {
                return .absent
            }
            let isSame =
                if old.isObject {
                    try seals.open(old, entry: key, of: record).withBytes { old in
                        value.withUTF8 { $0?.elementsEqual(old) ?? false }
                    }
                } else {
                    value.withUTF8 { new in
                        if let new { old.utf8?.elementsEqual(new) ?? false } else { old.isNull }
                    }
                }
            return isSame ? .same : .other
        }
        return comparison ?? .same
    }
}
