/// A request as an HTTP server received it. Borrows its bytes from whoever received them.
package struct Request {
    package let method: String
    /// Path and query as they stand in the request line.
    package let target: UnsafeRawBufferPointer
    package let headers: RequestHeaders
    package let body: UnsafeRawBufferPointer

    /// A longer target is refused.
    package static let mostTargetBytes = 16_384

    package init(
        method: String, target: UnsafeRawBufferPointer, headers: RequestHeaders, body: UnsafeRawBufferPointer
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }
}

/// The headers of a request that the API reads. All others are dropped as they come: a browser sends many.
package struct RequestHeaders {
    private(set) var authorization: String?
    private(set) var accept: String?
    private(set) var contentType: String?
    private(set) var idempotencyKey: String?
    private(set) var ifMatch: String?
    private(set) var origin: String?

    package init() {}

    /// Adds a header. A value that is no UTF-8 gets replacement characters, and then fits nothing.
    ///
    /// - Parameter name: in any case.
    package mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        switch name.count {
        case 6 where name.spells("accept"): Self.join(&accept, value)
        case 6 where name.spells("origin"): Self.join(&origin, value)
        case 8 where name.spells("if-match"): Self.join(&ifMatch, value)
        case 12 where name.spells("content-type"): Self.join(&contentType, value)
        case 13 where name.spells("authorization"): Self.join(&authorization, value)
        case 15 where name.spells("idempotency-key"): Self.join(&idempotencyKey, value)
        default: break
        }
    }

    /// A header that comes twice counts as one with both values (RFC 9110, 5.3).
    private static func join(_ header: inout String?, _ value: UnsafeRawBufferPointer) {
        let text = String(decoding: value, as: UTF8.self)
        header = header.map { "\($0), \(text)" } ?? text
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are a text in any case.
    ///
    /// - Parameter lowercase: ASCII letters and hyphens.
    fileprivate func spells(_ lowercase: StaticString) -> Bool {
        lowercase.withUTF8Buffer { text in
            count == text.count && zip(self, text).allSatisfy { ($0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0) == $1 }
        }
    }
}
