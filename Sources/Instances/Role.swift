internal import JSON
internal import Problems

/// What a user may do, in the platform's words.
package enum Privilege: String, Sendable, CaseIterable {
    case viewElements, createElements, editElements, deleteElements, createElementInstances
}

/// A bundle of privileges. Whoever may manage people may do so for those of lower or equal rank.
enum Role: String, Sendable, CaseIterable {
    /// The platform's own; nobody else can have it.
    case systemAdmin = "system-admin"
    /// Manages the accounts and users of an organization.
    case organizationAdmin = "org-admin"
    /// Manages the users of an account.
    case accountAdmin = "admin"
    case user

    var rank: Int {
        switch self {
        case .systemAdmin: 4
        case .organizationAdmin: 3
        case .accountAdmin: 2
        case .user: 1
        }
    }

    /// 1, 2, ... as the platform numbers them.
    var id: Int64 { Int64(5 - rank) }

    var name: String {
        switch self {
        case .systemAdmin: "System Administrator"
        case .organizationAdmin: "Organization Administrator"
        case .accountAdmin: "Account Administrator"
        case .user: "User"
        }
    }
}

/// The roles of an organization with their privileges: all of them, unless it has set others.
struct RoleSet: Sendable {
    private var privileges: [Role: Set<Privilege>]

    /// - Parameter text: as stored: JSON, `{"user": ["viewElements"]}`; nil for the standard ones.
    init(_ text: String?) throws(Problem) {
        privileges = Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0, Set(Privilege.allCases)) })
        guard let text else { return }
        let changed = try StoredJSON.parse(text, of: nil).read { roles in
            var changed: [Role: Set<Privilege>] = [:]
            for (key, list) in roles.members {
                guard let role = Role(rawValue: key.utf8Text) else { continue }
                changed[role] = Set((0..<list.count).compactMap { list[item: $0]?.string.flatMap(Privilege.init) })
            }
            return changed
        }
        privileges.merge(changed ?? [:]) { _, new in new }
    }

    func privileges(of roles: [Role]) -> Set<Privilege> {
        roles.reduce(into: []) { $0.formUnion(privileges[$1] ?? []) }
    }

    func privileges(of role: Role) -> [Privilege] {
        Privilege.allCases.filter { privileges[role]?.contains($0) ?? false }
    }

    mutating func set(_ role: Role, _ new: Set<Privilege>) { privileges[role] = new }

    func text() throws(Problem) -> String {
        var object = OwnedJSON.object()
        for role in Role.allCases {
            var list = OwnedJSON.array()
            for privilege in privileges(of: role) { list.append(.string(privilege.rawValue)) }
            object.set(role.rawValue, list)
        }
        guard let text = CText.dump(object) else { throw .outOfMemory }
        return text.string
    }
}

extension [Role] {
    /// - Parameter text: keys separated by blanks, as stored.
    init(stored text: String) { self = text.split(separator: " ").compactMap { Role(rawValue: String($0)) } }

    var stored: String { map(\.rawValue).joined(separator: " ") }
    var rank: Int { map(\.rank).max() ?? 0 }
}
