package import JSON
package import Problems
internal import Secrets
internal import Storage

extension Session {
    /// Verifies the whole store: `{"intact": true, "checked": {...}, "findings": [], "findingCount": 0}`. Changes nothing.
    /// For the host only.
    package func check() throws(Problem) -> OwnedJSON {
        try provisioner.checkProcess()
        var check = StoreCheck(provisioner.seals)
        var inspection = try check.inspect(storage)
        while inspection == nil {
            // Another process has replaced the keys in between.
            try seals.keyring.refresh()
            inspection = try check.inspect(storage)
        }
        let chain = try provisioner.verifiedAuditLog()
        return check.json(inspection ?? StoreInspection(), chain)
    }
}

/// Verifies what is sealed and hashed.
private struct StoreCheck {
    private let seals: InstanceSeals
    private var findings = Findings()
    private var sealedValues: Int64 = 0

    init(_ seals: InstanceSeals) { self.seals = seals }

    /// - Returns: nil when the keys at hand are not those of the store.
    mutating func inspect(_ storage: any StoreStorage) throws(Problem) -> StoreInspection? {
        findings = Findings()
        sealedValues = 0
        // The keys of this moment: others may be at hand before the check is over.
        let sealer = Sealer(seals.sealer.keys)
        return try storage.inspect(
            keys: { identity throws(Problem) in identity.keys?.generation == sealer.generation },
            instance: { record throws(Problem) in try look(at: record, sealer) })
    }

    private mutating func look(at record: InstanceRecord, _ sealer: Sealer) throws(Problem) {
        let id = record.id
        sealedValues += 1
        let context = SealContext(.token, store: seals.store, owner: record.user, instance: id)
        if let token = sealer.openShown(record.sealedToken, context) {
            if try sealer.fingerprint(token) != record.tokenFingerprint {
                findings.add(.token, "the token of instance \(id) is not the one that it is found by", instance: id)
            }
        } else {
            findings.add(.seal, "the token of instance \(id) can't be opened", instance: id, entry: "token")
        }
        if let text = record.sealedProviderData {
            sealedValues += 1
            let context = SealContext(.providerData, store: seals.store, owner: record.user, instance: id)
            if !sealer.opens(text, context) {
                findings.add(
                    .seal, "providerData of instance \(id) can't be opened", instance: id, entry: "providerData")
            }
        }
        if (try? StoredJSON.parse(record.tags, of: record)) == nil {
            findings.add(.value, "the tags of instance \(id) are no JSON", instance: id)
        }
        lookAtEntries(of: record, sealer)
    }

    private mutating func lookAtEntries(of record: InstanceRecord, _ sealer: Sealer) {
        let id = record.id
        guard let stored = try? StoredJSON.parse(record.configuration, of: record) else {
            findings.add(.value, "the configuration of instance \(id) is no JSON", instance: id)
            return
        }
        let _: Void? = stored.read { values in
            for (key, value) in values.members where !value.isNull && value.utf8 == nil {
                let entry = key.utf8Text
                sealedValues += 1
                let context = SealContext(
                    .entry, store: seals.store, owner: record.user, instance: id, entry: entry)
                let isOpened = value["sealed"]?.string.map { sealer.opens($0, context) } ?? false
                if !isOpened {
                    findings.add(.seal, "\(entry) of instance \(id) can't be opened", instance: id, entry: entry)
                }
            }
        }
    }

    mutating func json(_ inspection: StoreInspection, _ chain: AuditChain) -> OwnedJSON {
        var all = Findings()
        for damage in inspection.damage { all.add(.database, damage) }
        all.add(findings)
        for fault in inspection.faults {
            all.add(fault.isCount ? .count : .reference, fault.message, instance: fault.instance)
        }
        all.add(chain.findings)
        var checked = OwnedJSON.object()
        for (table, count) in inspection.rows { checked.set(table, .integer(count)) }
        checked.set("sealed", .integer(sealedValues))
        checked.set("audit", .integer(chain.count))
        var object = OwnedJSON.object()
        object.set("intact", .boolean(all.isEmpty))
        object.set("checked", checked)
        object.set("findings", all.json())
        object.set("findingCount", .integer(Int64(all.count)))
        return object
    }
}
