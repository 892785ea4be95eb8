/// What a ``ScriptedRegistry`` sends for a request, right or wrong.
public struct ScriptedReply: Sendable {
    /// What happens on the connection when everything was sent.
    public enum Ending: Sendable {
        /// The next request is read.
        case keepAlive
        /// The connection is closed in good order.
        case close
        /// The connection is reset, which the client sees as a failure.
        case reset
        /// The connection stays open and silent until the client leaves or the server stops.
        case stall
        /// The body is sent again and again, until the client leaves or the server stops.
        case endless
    }

    /// The status code.
    public var status: Int
    /// The header fields.
    ///
    /// `Content-Length` is added when neither it nor `Transfer-Encoding` is there.
    public var headers: HeaderFields
    /// The body, sent in one chunk when the fields say `Transfer-Encoding: chunked`.
    public var body: [UInt8]
    /// What follows.
    public var ending: Ending
    /// The bytes to be sent in place of everything above.
    var raw: [UInt8]?
    /// How much of the body is sent, when it is not all.
    var bodyLimit: Int?

    /// A reply in good order.
    public init(_ status: Int, _ headers: HeaderFields = [:], body: [UInt8] = [], ending: Ending = .keepAlive) {
        self.status = status
        self.headers = headers
        self.body = body
        self.ending = ending
    }

    /// These very bytes, whatever they mean.
    public static func raw(_ bytes: some Sequence<UInt8>, ending: Ending = .close) -> ScriptedReply {
        var reply = ScriptedReply(0, ending: ending)
        reply.raw = Array(bytes)
        return reply
    }

    /// Nothing at all, on a connection that stays open.
    public static let stall = ScriptedReply.raw([], ending: .stall)

    /// Nothing at all, on a connection that is closed.
    public static let close = ScriptedReply.raw([], ending: .close)

    /// Nothing at all, on a connection that is reset.
    public static let reset = ScriptedReply.raw([], ending: .reset)

    /// A body that never ends, with no length announced.
    public static func endless(
        _ status: Int = 200,
        _ headers: HeaderFields = [:],
        repeating block: [UInt8] = [UInt8](repeating: 0, count: 65_536)
    ) -> ScriptedReply {
        ScriptedReply(status, headers, body: block, ending: .endless)
    }

    /// The same reply, broken off when some bytes of the body were sent; the announced length stays.
    public func ending(_ ending: Ending, afterBodyBytes count: Int) -> ScriptedReply {
        var reply = self
        reply.ending = ending
        reply.bodyLimit = count
        return reply
    }

    /// The same reply with a `Content-Length` that need not be true, after which the connection is closed.
    public func claiming(length: Int) -> ScriptedReply {
        var reply = self
        reply.headers["Content-Length"] = String(length)
        reply.ending = .close
        return reply
    }

    /// The same reply with another header field.
    public func with(_ name: String, _ value: String) -> ScriptedReply {
        var reply = self
        reply.headers.append(name, value)
        return reply
    }
}
