/// A JSON pointer (RFC 6901).
package enum JSONPointer {
    package static func member(_ name: String, of parent: String = "") -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
            return "\(parent)/\(name)"
        }
        var escaped = ""
        for character in name.unicodeScalars {
            switch character {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return "\(parent)/\(escaped)"
    }

    package static func item(_ index: Int, of parent: String) -> String { "\(parent)/\(index)" }

    /// The place that a pointer leads to in a document, or the nearest container on the way to it.
    package static func place(_ pointer: String, in root: JSONValue, isKey: Bool) -> JSONPlace {
        var ordinals: [Int] = []
        var value = root
        for component in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard let (ordinal, child) = child(unescaped(component), of: value) else {
                // What is missing from an object is shown at the object's key.
                return JSONPlace(ordinals, isKey: !ordinals.isEmpty)
            }
            ordinals.append(ordinal)
            value = child
        }
        return JSONPlace(ordinals, isKey: isKey)
    }

    private static func child(_ name: String, of value: JSONValue) -> (Int, JSONValue)? {
        if value.isArray { return Int(name).flatMap { index in value[item: index].map { (index, $0) } } }
        for (ordinal, member) in value.members.enumerated() where member.key.elementsEqual(name.utf8) {
            return (ordinal, member.value)
        }
        return nil
    }

    private static func unescaped(_ component: Substring) -> String {
        var name = ""
        var isEscaped = false
        for scalar in component.unicodeScalars {
            switch (isEscaped, scalar) {
            case (false, "~"): isEscaped = true
            case (true, "0"), (true, "1"):
                name += scalar == "0" ? "~" : "/"
                isEscaped = false
            default:
                name.unicodeScalars.append(scalar)
                isEscaped = false
            }
        }
        return name
    }
}
