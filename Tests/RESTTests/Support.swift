import Glibc
import Instances
import JSON
import Problems
import Testing

@testable import REST

/// A store in memory, asked over HTTP.
final class Server {
    let session: Session
    private let api: API
    /// The default user's Authorization header.
    let owner: String

    init(_ options: Provisioner.Options = .init()) throws {
        let provisioner = try Provisioner.open(nil, options)
        session = try provisioner.defaultSession()
        api = API(session)
        let secrets = try provisioner.defaultSecrets()
        owner = "User \(secrets.user), Organization \(secrets.organization)"
    }

    /// - Parameter headers: beside the Authorization header of the default user; a nil value leaves that out.
    func send(
        _ method: String, _ target: String, _ body: String = "", _ headers: [String: String?] = [:]
    ) -> Answer {
        var all = RequestHeaders()
        for (name, value) in ["Authorization": owner].merging(headers, uniquingKeysWith: { _, new in new }) {
            guard var value else { continue }
            var name = name
            name.withUTF8 { name in
                value.withUTF8 { all.add(UnsafeRawBufferPointer(name), UnsafeRawBufferPointer($0)) }
            }
        }
        var (target, body) = (target, body)
        return target.withUTF8 { target in
            body.withUTF8 { body in
                Answer(
                    api.answer(
                        Request(
                            method: method, target: UnsafeRawBufferPointer(target), headers: all,
                            body: UnsafeRawBufferPointer(body))))
            }
        }
    }

    /// - Returns: the id of a new Freshservice instance.
    func provision(_ name: String = "Docs", tags: String? = nil) throws -> String {
        let answer = send("POST", "/instances", Self.freshservice(name: name, tags: tags))
        try #require(answer.status == 200, "\(answer.body)")
        return try #require(answer["/id"])
    }

    static let configuration =
        #"{"username": "jane@acme.example", "password": "Tr0ub4dor&3", "subdomain": "acme"}"#

    static func freshservice(name: String = "Docs", tags: String? = nil) -> String {
        #"{"element": {"key": "freshservice"}, "configuration": \#(configuration), "name": "\#(name)""#
            + (tags.map { #", "tags": \#($0)"# } ?? "") + "}"
    }

    /// - Returns: the Authorization header of the owner with an instance's token.
    func owner(with id: String) throws -> [String: String?] {
        let token = try #require(send("GET", "/instances/\(id)").text("/token"))
        return ["Authorization": "\(owner), Element \(token)"]
    }
}

struct Answer {
    let status: Int32
    let headers: [String: String]
    /// JSON; empty where there is none.
    let body: String

    init(_ response: consuming Response) {
        status = response.status.rawValue
        headers = Dictionary(
            response.headers.map { ("\($0.name)", $0.value) }, uniquingKeysWith: { "\($0) and \($1)" })
        if let taken = response.takeBody() { body = taken.text()?.string ?? "" } else { body = "" }
    }

    /// The JSON at a pointer; nil where there is none.
    subscript(_ pointer: String) -> String? {
        read(pointer) { CText.dump($0)?.string }
    }

    /// The text at a pointer.
    func text(_ pointer: String) -> String? { read(pointer, \.string) }

    /// How many items the list at a pointer has.
    func count(_ pointer: String = "") -> Int? { read(pointer, \.count) }

    private func read<Value>(_ pointer: String, _ value: (JSONValue) -> Value?) -> Value? {
        var body = body
        return body.withUTF8 { bytes in
            guard let document = try? OwnedJSON.parse(UnsafeRawBufferPointer(bytes), maximumBytes: .max) else {
                return nil
            }
            let found = document.read { root -> Value?? in
                var here = root
                for part in pointer.split(separator: "/") {
                    let next =
                        Int(part).flatMap { here[item: $0] }
                        ?? here.members.first { $0.key.utf8Text == String(part) }?.value
                    guard let next else { return .some(nil) }
                    here = next
                }
                return .some(value(here))
            }
            return (found ?? nil) ?? nil
        }
    }
}

/// A file that ends with the object.
final class TemporaryFile {
    let path: String

    init(_ text: String) throws {
        var template = Array("/tmp/provisor-test-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try #require(write(descriptor, text, text.utf8.count) == text.utf8.count)
        close(descriptor)
    }

    deinit { unlink(path) }
}
