/// A request as a server of the tests received it.
public struct ReceivedRequest: Sendable {
    /// The method, as sent.
    public let method: String
    /// The target, as sent: the path, and the query after a question mark.
    public let target: String
    /// The header fields.
    public let headers: HeaderFields
    /// The body without its transfer coding; empty when the reply was sent before the body was read.
    public internal(set) var body: [UInt8]
    /// The number of the connection that the request came on; the first one is 1.
    public let connection: Int

    /// The target up to the question mark, as sent.
    public var path: String {
        String(target.prefix { $0 != "?" })
    }

    /// What follows the question mark, decoded.
    public var query: QueryItems {
        QueryItems(target.drop { $0 != "?" }.dropFirst())
    }

    /// The body read as a form.
    public var form: QueryItems {
        QueryItems(String(decoding: body, as: UTF8.self))
    }

    /// The method and the target in one line, which is what tests compare.
    public var line: String { "\(method) \(target)" }
}
