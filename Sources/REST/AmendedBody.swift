internal import Elements
internal import Instances
internal import JSON
internal import Validation

/// A body whose element the path overrules.
enum Amendment {
    /// The path says which element.
    case element(CatalogueItem)
    /// The path says which element, and the instance has it already.
    case noElement

    private var member: StaticString { "element" }

    private var value: OwnedJSON {
        switch self {
        // Null counts as absent, and unlike that it leaves the other members where they are.
        case .noElement: return .null()
        case .element(let item):
            var object = OwnedJSON.object()
            // A key may be somebody else's as well, where the element is not of the catalogue.
            if item.isPrivate { object.set("id", .integer(item.id)) } else { object.set("key", .string(item.key)) }
            return object
        }
    }

    /// Hands an amended body to the domain. Faults keep their places in the text that the client sent.
    static func apply(
        _ amendments: [Amendment], to body: UnsafeRawBufferPointer,
        _ action: (RequestInput) throws(Refusal) -> Void
    ) throws(Refusal) {
        if amendments.isEmpty { return try action(.text(body)) }
        let document: OwnedJSON
        do throws(JSONFailure) { document = try OwnedJSON.parse(body) } catch { throw Refusal(error) }
        let done: Void? = try document.read { request throws(Refusal) in
            guard request.isObject else { return try action(.text(body)) }
            // The document is ours, and these may hold secrets.
            defer {
                request["configuration"]?.wipe()
                request["providerData"]?.wipe()
            }
            do throws(Refusal) {
                let amended: Void? = try amend(request, amendments).read { value throws(Refusal) in
                    try action(.value(value))
                }
                guard amended != nil else { throw .problem(.outOfMemory) }
            } catch {
                throw error.located(in: body)
            }
        }
        guard done != nil else { throw .problem(.outOfMemory) }
    }

    private static func amend(_ request: JSONValue, _ amendments: [Amendment]) -> OwnedJSON {
        var amended = OwnedJSON.object()
        var rest = amendments
        for (key, value) in request.members {
            let name = key.utf8Text
            if let index = rest.firstIndex(where: { "\($0.member)" == name }) {
                amended.set(name, rest.remove(at: index).value)
            } else {
                amended.set(name, .shared(value))
            }
        }
        for amendment in rest { amended.set(amendment.member, amendment.value) }
        return amended
    }
}

extension Refusal {
    fileprivate func located(in text: UnsafeRawBufferPointer) -> Refusal {
        guard case .report(var report) = self else { return self }
        report.locate(in: text)
        return .report(report)
    }
}
