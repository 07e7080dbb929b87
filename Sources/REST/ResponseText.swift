internal import Instances
internal import JSON
internal import Problems

/// The body of an answer to what changes something. It is there before the change is committed: for want of memory
/// nothing is changed then; else a token or secret would be lost.
final class ResponseText {
    private var text: CText?
    /// That of an instance.
    private var version: Int64?

    /// - Returns: why it could not be set.
    func set(_ instance: Instance) -> Problem? {
        version = instance.version
        do throws(Problem) { text = try instance.text() } catch { return error }
        return text == nil ? .outOfMemory : nil
    }

    /// - Returns: false when memory ran out.
    func set(_ value: consuming OwnedJSON) -> Bool {
        text = CText.dump(value)
        return text != nil
    }

    fileprivate func response() throws(Refusal) -> Response {
        guard let text = text.take() else { throw .problem(.outOfMemory) }
        var response = Response(text: text)
        if let version { response.setVersion(version) }
        return response
    }

    deinit { text.take()?.wipe() }
}

extension Response {
    /// A success of a body that sets its text.
    static func changed(_ body: (ResponseText) throws(Refusal) -> Void) throws(Refusal) -> Response {
        let text = ResponseText()
        try body(text)
        return try text.response()
    }
}
