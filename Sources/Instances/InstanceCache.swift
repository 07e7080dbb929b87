internal import JSON
internal import Storage

extension InstanceCache {
    static let members: [StaticString] = ["cachingEnabled", "maxCacheSize", "cacheTimeToLive"]

    /// What a request says of the cache. A value of another type says nothing, as with all members of the platform's own.
    init(_ request: JSONValue, keeping old: InstanceCache) {
        func number(_ name: StaticString) -> Int64? {
            request[name].flatMap { $0.integer ?? $0.string.flatMap { Int64($0) } }.flatMap { $0 >= 0 ? $0 : nil }
        }
        let isEnabled = request["cachingEnabled"]
        self = old
        switch isEnabled?.boolean.map(String.init) ?? isEnabled?.string?.lowercased() {
        case "true": self.isEnabled = true
        case "false": self.isEnabled = false
        default: break
        }
        maximumSize = number("maxCacheSize") ?? old.maximumSize
        timeToLive = number("cacheTimeToLive") ?? old.timeToLive
    }
}
