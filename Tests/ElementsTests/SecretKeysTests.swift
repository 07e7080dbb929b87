import Testing

@testable import Elements

@Suite("Entries that are secret")
struct SecretKeysTests {
    @Test(
        "Keys that name a secret",
        arguments: [
            "password", "PASSWORD", "user.password", "db_password", "userPassword", "passwd", "passphrase", "secret",
            "client.secret", "clientSecret", "client-secret", "oauth.api.secret", "oauth.api.key", "api.key", "apiKey",
            "api_key", "API-KEY", "APIKey", "apikey", "token", "oauth.user.token", "oauth.user.refresh_token",
            "accessToken", "private.key", "privateKey", "secretAccessKey", "secret.key", "credentials", "pin",
            "event.notification.signature.key", "x.api.key", "API Key", "consumer secret",
        ])
    func secret(_ key: String) { #expect(SecretKeys.isSecret(key)) }

    @Test(
        "Keys that name none",
        arguments: [
            "username", "subdomain", "base.url", "pagination.max", "key", "primary.key", "password.hint", "tokenUrl",
            "oauth.token.url", "oauth.token.revoke_url", "secret.question", "keyboard", "apikeys.url", "pinterest",
            "spin", "pinned", "secretary", "event.notification.enabled", "token.expires_in", "", ".", "...", "api",
            "oauth.scope", "passwordless", "authentication.type", "filter.response.nulls",
        ])
    func notSecret(_ key: String) { #expect(!SecretKeys.isSecret(key)) }

    @Test("The definition has the last word")
    func definition() throws {
        let element = try element(
            entries: """
                {"key": "a", "type": "PASSWORD"}, {"key": "b", "type": "PASSWORD", "secret": false},
                {"key": "c", "type": "TEXTFIELD_32", "secret": true}, {"key": "d.token", "type": "TEXTFIELD_32"},
                {"key": "e.token", "secret": false}, {"key": "f", "type": "TEXTFIELD_32"}
                """)
        #expect(element.entries.filter(\.isSecret).map(\.key) == ["a", "c", "d.token"])
    }
}
