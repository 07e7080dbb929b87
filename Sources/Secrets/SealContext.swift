/// What a sealed value belongs to. It is authenticated with the value, so that a ciphertext that somebody moves to
/// another entry, instance, owner or store is refused.
package struct SealContext: Sendable {
    package enum Purpose: UInt8, Sendable { case keyCheck = 1, token = 2, entry = 3, providerData = 4, keys = 5 }

    package let purpose: Purpose
    package let store: [UInt8]
    package let owner: Int64
    package let instance: Int64
    package let entry: String

    package init(_ purpose: Purpose, store: [UInt8], owner: Int64 = 0, instance: Int64 = 0, entry: String = "") {
        self.purpose = purpose
        self.store = store
        self.owner = owner
        self.instance = instance
        self.entry = entry
    }

    /// Fixed lengths before the one that varies, so that no two contexts spell the same bytes.
    var associatedData: [UInt8] {
        var data = Array("provisor seal 1".utf8)
        data.append(purpose.rawValue)
        data.append(UInt8(truncatingIfNeeded: store.count))
        data += store
        for number in [owner, instance] {
            for shift in stride(from: 0, to: 64, by: 8) {
                data.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
            }
        }
        return data + Array(entry.utf8)
    }
}
