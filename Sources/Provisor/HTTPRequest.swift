public import CProvisor
private import Glibc
private import JSON
private import POSIX
private import Problems
private import REST

@_cdecl("provisor_request") @implementation
public func provisor_request(
    _ p: OpaquePointer?, _ request: UnsafePointer<provisor_http_request>?,
    _ response: UnsafeMutablePointer<provisor_http_response>?
) -> provisor_status {
    guard let response = ResponseMemory(response) else { return Status.misuse.rawValue }
    response.clear()
    guard let handle = Handle.borrow(p), let request = RequestReader.read(request) else {
        return Status.misuse.rawValue
    }
    let written = response.write(API(handle.session).answer(request))
    return written ? Status.ok.rawValue : Status.noMemory.rawValue
}

@_cdecl("provisor_response_free") @implementation
public func provisor_response_free(_ response: UnsafeMutablePointer<provisor_http_response>?) {
    ResponseMemory(response)?.free()
}

/// Copies of C structs in today's layout. A caller compiled against a newer header has a longer one, whose further
/// members must be zero, as we do not know them.
private enum Sized {
    static let longest = 4_096

    /// The bytes of a struct; nil for NULL and for an impossible size.
    static func bytes(_ start: UnsafeRawPointer?, atLeast known: Int) -> UnsafeRawBufferPointer? {
        guard let start else { return nil }
        let size = Int(start.loadUnaligned(as: UInt32.self))
        return size >= known && size <= longest ? UnsafeRawBufferPointer(start: start, count: size) : nil
    }
}

/// Reads a request. What it borrows lives as long as the call.
private enum RequestReader {
    private static let mostHeaders = 1_000
    /// The longest header value that is read; servers allow less.
    private static let longestValue = 65_536
    private static let longestName = 64
    private static let longestMethod = 32

    /// Nil for a misuse.
    static func read(_ pointer: UnsafePointer<provisor_http_request>?) -> Request? {
        let known = MemoryLayout<provisor_http_request>.size
        guard let given = Sized.bytes(pointer, atLeast: known), !given[known...].contains(where: { $0 != 0 }) else {
            return nil
        }
        let request = given.loadUnaligned(as: provisor_http_request.self)
        guard let method = request.method, let target = request.target, let headers = headers(request),
            let body = body(request)
        else { return nil }
        return Request(
            method: String(decoding: bytes(method, limit: longestMethod), as: UTF8.self),
            target: bytes(target, limit: Request.mostTargetBytes + 1), headers: headers, body: body)
    }

    private static func headers(_ request: provisor_http_request) -> RequestHeaders? {
        var headers = RequestHeaders()
        guard request.header_count > 0 else { return headers }
        guard let list = request.headers, request.header_count <= mostHeaders else { return nil }
        for header in UnsafeBufferPointer(start: list, count: Int(request.header_count)) {
            guard let name = header.name, let value = header.value else { return nil }
            let length = CString.length(name, limit: longestName)
            headers.add(
                UnsafeRawBufferPointer(start: name, count: length), bytes(value, limit: longestValue))
        }
        return headers
    }

    private static func body(_ request: provisor_http_request) -> UnsafeRawBufferPointer? {
        guard let body = request.body else {
            return request.body_length == 0 ? UnsafeRawBufferPointer(start: nil, count: 0) : nil
        }
        // PROVISOR_TEXT is SIZE_MAX, which reads as -1 here; no object in memory has a length beyond Int.max.
        guard request.body_length < 0 else { return UnsafeRawBufferPointer(start: body, count: request.body_length) }
        return request.body_length == -1 ? bytes(body, limit: Limits.textBytes + 1) : nil
    }

    private static func bytes(_ text: UnsafePointer<CChar>, limit: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: text, count: CString.length(text, limit: limit))
    }
}

/// Writes into a caller's response, and releases what was written: one block for the headers with their texts behind
/// them, and one for the body.
private struct ResponseMemory {
    private let start: UnsafeMutablePointer<provisor_http_response>
    /// Of the caller's struct.
    private let size: Int

    /// Before the headers stands the size of their block.
    private static let prefix = 16

    /// Nil for NULL and for an impossible size.
    init?(_ pointer: UnsafeMutablePointer<provisor_http_response>?) {
        guard let pointer,
            let given = Sized.bytes(pointer, atLeast: MemoryLayout<provisor_http_response>.size)
        else { return nil }
        start = pointer
        size = given.count
    }

    /// Zeroes all but the size.
    func clear() {
        let first = MemoryLayout<UInt32>.size
        memset(UnsafeMutableRawPointer(start) + first, 0, size - first)
    }

    /// - Returns: false when memory ran out; then nothing is written.
    func write(_ response: consuming Response) -> Bool {
        let (status, headers) = (response.status.rawValue, response.headers)
        var body: UnsafeMutablePointer<CChar>?
        var length = 0
        if let taken = response.takeBody() {
            guard let text = taken.text() else { return false }
            length = text.count
            body = text.release()
        }
        guard let list = Self.block(headers) else {
            if let body { CText.free(released: body) }
            return false
        }
        start.pointee.status = status
        start.pointee.header_count = UInt32(headers.count)
        start.pointee.headers = UnsafePointer(list)
        start.pointee.body = UnsafePointer(body)
        start.pointee.body_length = length
        return true
    }

    func free() {
        if let headers = start.pointee.headers {
            let block = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(headers) - Self.prefix)
            explicit_bzero(block, block.load(as: Int.self))
            Glibc.free(block)
        }
        if let body = start.pointee.body { CText.free(released: UnsafeMutableRawPointer(mutating: body)) }
        clear()
    }

    private static func block(_ headers: [Response.Header]) -> UnsafeMutablePointer<provisor_http_header>? {
        let list = headers.count * MemoryLayout<provisor_http_header>.stride
        let texts = headers.reduce(0) { $0 + $1.name.utf8CodeUnitCount + $1.value.utf8.count + 2 }
        let size = prefix + list + texts
        guard let block = malloc(size) else { return nil }
        block.storeBytes(of: size, as: Int.self)
        let first = (block + prefix).bindMemory(to: provisor_http_header.self, capacity: headers.count)
        var end = (block + prefix + list).assumingMemoryBound(to: CChar.self)
        for (index, header) in headers.enumerated() {
            let name = header.name.withUTF8Buffer { put(UnsafeRawBufferPointer($0), &end) }
            var text = header.value
            let value = text.withUTF8 { put(UnsafeRawBufferPointer($0), &end) }
            first[index] = provisor_http_header(name: name, value: value)
        }
        return first
    }

    /// Puts a text and the NUL behind it at the end of what is there.
    private static func put(
        _ text: UnsafeRawBufferPointer, _ end: inout UnsafeMutablePointer<CChar>
    ) -> UnsafePointer<CChar> {
        let start = end
        if let bytes = text.baseAddress { memcpy(start, bytes, text.count) }
        start[text.count] = 0
        end += text.count + 1
        return UnsafePointer(start)
    }
}
