import Testing

@testable import Elements

@Suite("The built-in element Freshservice")
struct FreshserviceTests {
    private let freshservice: Element

    init() throws { freshservice = try #require(try Catalogue(paths: []).element("freshservice")) }

    @Test("It is what the founding page says")
    func facts() {
        #expect(freshservice.id == 650)
        #expect(freshservice.key == "freshservice")
        #expect(freshservice.name == "Freshservice Beta")
        #expect(freshservice.description == "Add a Freshservice element instance")
        #expect(
            freshservice.image
                == "https://pbs.twimg.com/profile_images/3559030339/57085fa888b2c9e82fafc5b165da00db.png")
        #expect(freshservice.hub == "helpdesk")
        #expect(freshservice.authentication == "basic")
        #expect(freshservice.isActive && !freshservice.isDeleted)
        #expect(!freshservice.isOAuth && !freshservice.isTrialAccount)
    }

    struct Expected: Sendable, CustomTestStringConvertible {
        let key: String
        let type: EntryType
        var format = EntryFormat.text
        var isRequired = false
        var defaultValue: String?
        var isHidden = false
        var isInternal = false
        var isSecret = false

        var testDescription: String { key }
    }

    /// In the order of the definition.
    static let entries = [
        Expected(key: "username", type: .textField(maximum: 32), isRequired: true),
        Expected(key: "password", type: .password, isRequired: true, isSecret: true),
        Expected(key: "subdomain", type: .textField(maximum: 32), format: .hostLabel, isRequired: true),
        Expected(
            key: "base.url", type: .textField(maximum: 1_000), format: .url,
            defaultValue: "https://{subdomain}.freshservice.com", isHidden: true),
        Expected(
            key: "pagination.max", type: .textField(maximum: 32), format: .integerOrJSON, defaultValue: "30",
            isHidden: true),
        Expected(key: "pagination.offset", type: .boolean, defaultValue: "false", isHidden: true),
        Expected(key: "pagination.type", type: .textField(maximum: 32), isHidden: true),
        Expected(
            key: "event.vendor.type", type: .textField(maximum: 128), defaultValue: "polling", isHidden: true,
            isInternal: true),
        Expected(
            key: "event.poller.refresh_interval", type: .textField(maximum: 128), format: .integer, defaultValue: "15"),
        Expected(key: "event.poller.configuration", type: .textArea, format: .json, defaultValue: " "),
        Expected(key: "event.notification.enabled", type: .boolean, defaultValue: "false"),
        Expected(key: "event.notification.callback.url", type: .textField(maximum: 1_000), format: .url),
        Expected(key: "event.notification.subscription.id", type: .textField(maximum: 128), isHidden: true),
    ]

    @Test("It has thirteen entries in their order")
    func order() { #expect(freshservice.entries.map(\.key) == Self.entries.map(\.key)) }

    @Test("Three entries must be supplied, all others need nobody")
    func mustBeSupplied() {
        #expect(freshservice.entries.filter(\.mustBeSupplied).map(\.key) == ["username", "password", "subdomain"])
    }

    @Test(arguments: entries)
    func entry(_ expected: Expected) throws {
        let entry = try #require(freshservice.entry(expected.key))
        #expect(entry.type == expected.type)
        #expect(entry.format == expected.format)
        #expect(entry.isRequired == expected.isRequired)
        #expect(entry.defaultValue == expected.defaultValue)
        #expect(entry.isHidden == expected.isHidden)
        #expect(entry.isInternal == expected.isInternal)
        #expect(entry.isSecret == expected.isSecret)
        #expect(!entry.name.isEmpty && !entry.description.isEmpty)
    }

    @Test("It is found by key and by id, and nothing else is")
    func found() throws {
        let catalogue = try Catalogue(paths: [])
        #expect(catalogue.item(id: 650)?.key == "freshservice")
        #expect(catalogue.item(id: -650) == nil)
        for key in ["freshservic", "Freshservice", "", "freshservice "] { #expect(catalogue.item(key: key) == nil) }
    }

    @Test("Its default of base.url leaves the place behind the subdomain to nobody else")
    func hostSuffix() throws {
        let template = try #require(freshservice.entry("base.url")?.defaultValue.flatMap(URLTemplate.init))
        #expect(template.hostSuffix(behind: "subdomain") == ".freshservice.com")
    }
}
