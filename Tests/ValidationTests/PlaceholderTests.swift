import Testing

@testable import Validation

@Suite("Placeholders")
struct PlaceholderTests {
    private func isCertain(_ text: String, isSecret: Bool) -> Bool {
        var text = text
        return text.withUTF8 { Placeholder.isCertain(UnsafeRawBufferPointer($0), isSecret: isSecret) }
    }

    private func isLikely(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { Placeholder.isLikely(UnsafeRawBufferPointer($0)) }
    }

    @Test(
        "styles that nobody sends on purpose are certain, even for a secret",
        arguments: [
            "<INSERT_FRESHSERVICE_USERNAME>", "<INSERT_X>", "<SITE_ADDRESS>", "<Your Zuora Client ID>", "<YOUR_DOMAIN>",
            "<YOUR X>", "<<API_KEY>>", "<<x_y>> ", " <INSERT_X> ", "<INSERT_API_KEYgt;", "&lt;INSERT_API_KEY&gt;",
            "INSERT_API_KEYgt;", "<INSERT_API_KEY", "<PASSWORD>", "<password>", "<Add_Your_Tag>", "<api key here>",
            "<PUT USERNAME HERE>", "{{password}}", "{{ api_key }}", "xxxxxxxxxxxxx", "XXXX", "xxxx-xxxx-xxxx",
            "ABC/Dxxxxxxxx=", "*****", "********", "<Inventory Key (Client ID)>",
        ])
    func certain(text: String) {
        #expect(isCertain(text, isSecret: true))
        #expect(isCertain(text, isSecret: false))
    }

    @Test(
        "a phrase in brackets is certain where a secret is not expected",
        arguments: ["<shard.address>", "<acme>", "<hunter2>>"])
    func certainForOthers(text: String) {
        #expect(isCertain(text, isSecret: false))
        #expect(!isCertain(text, isSecret: true))
    }

    @Test(
        "real values are never taken for placeholders",
        arguments: [
            "jane@acme.example", "correct horse battery staple", "<3cats", "<3", "a<b>c", "xXx", "maxxx",
            "p*ssw*rd", "**", "{\"a\": 1}", "{subdomain}", "https://{subdomain}.freshservice.com", "gt;", "x>y", "<>",
            "aGVsbG8gd29ybGQgdGhpcyBpcyBhIHRva2Vu", "Tr0ub4dor&3", "0xDEADBEEFxxx", "<b>", "if (a < b) { b > c }",
            "<%= x %>", "(<3)", "f(<a>)",
        ])
    func notCertain(text: String) {
        #expect(!isCertain(text, isSecret: true))
        #expect(!isCertain(text, isSecret: false))
    }

    @Test(
        "styles that may be real are only likely",
        arguments: [
            "my_api_key", "my-api-key", "myApiKey", "your_password", "YOUR API KEY", "FRESHSERVICE_PASSWORD",
            "FRESHSERVICE_SUBDOMAIN", "12345", "123456789", "abc123", "fak3AP1-s3Cr3t", "Rand0MAP1-key", "{subdomain}",
            "https://www.mycoolapp.com/auth",
        ])
    func likely(text: String) {
        #expect(isLikely(text))
        #expect(!isCertain(text, isSecret: true))
    }

    @Test(
        "and most real values are not even that",
        arguments: [
            "acme", "mycompany", "mystic", "yourte", "jane@acme.example", "Docs", "12346", "abcdef", "randomhouse",
            "https://acme.example/auth", "PRODUCTION", "A_B", "faker", "faktotum7", "correct horse battery staple",
            "1234",
        ])
    func notLikely(text: String) { #expect(!isLikely(text)) }
}
