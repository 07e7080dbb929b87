/// The type of a configuration entry, as the platform's export format spells it.
package enum EntryType: Equatable, Sendable {
    /// `TEXTFIELD_32`, `_64`, `_128`, `_1000`: one line of at most so many characters.
    case textField(maximum: Int)
    case textArea
    case password
    case boolean
    /// A boolean that forms show as yes and no.
    case booleanYesNo
    case combo
    case codeEditor
    /// A type that this version does not know; its values are taken as text.
    case other(String)

    package init(_ name: String) {
        switch name {
        case "TEXTAREA": self = .textArea
        case "PASSWORD": self = .password
        case "BOOLEAN": self = .boolean
        case "BOOLEAN_YESNO": self = .booleanYesNo
        case "COMBO": self = .combo
        case "CODE_EDITOR": self = .codeEditor
        default:
            let prefix = "TEXTFIELD_"
            if name.hasPrefix(prefix), let maximum = Int(name.dropFirst(prefix.count)), maximum > 0 {
                self = .textField(maximum: maximum)
            } else {
                self = .other(name)
            }
        }
    }

    /// As the export format spells it.
    package var name: String {
        switch self {
        case .textField(let maximum): "TEXTFIELD_\(maximum)"
        case .textArea: "TEXTAREA"
        case .password: "PASSWORD"
        case .boolean: "BOOLEAN"
        case .booleanYesNo: "BOOLEAN_YESNO"
        case .combo: "COMBO"
        case .codeEditor: "CODE_EDITOR"
        case .other(let name): name
        }
    }

    package var isBoolean: Bool { self == .boolean || self == .booleanYesNo }

    /// Whether a value may have several lines.
    package var isMultiline: Bool { self == .textArea || self == .codeEditor }

    /// In characters; nil where the type sets no limit.
    package var maximumLength: Int? {
        if case .textField(let maximum) = self { maximum } else { nil }
    }
}
