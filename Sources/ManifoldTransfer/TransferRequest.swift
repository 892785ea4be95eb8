public import HTTPTypes

/// One HTTP request: what is sent, and how long to wait for whom.
///
/// Redirects, authentication and retries are not the engine's business: a request is sent once, and a reply with any
/// status is a result, not an error.
public struct TransferRequest: Sendable {
    /// The method.
    ///
    /// `HEAD` gives a reply without a body.
    public var method: HTTPRequest.Method
    /// An absolute `http` or `https` URL, sent as it is written: dots in the path are not resolved.
    public var url: String
    /// The header fields.
    ///
    /// `Host` and `Content-Length` are set by the engine; `Accept-Encoding` is sent only when given here, and a
    /// compressed reply is not decompressed.
    public var headers: HTTPFields
    /// The body.
    public var body: TransferBody
    /// Trust and timeouts.
    public var options: TransferOptions

    /// Makes a request.
    public init(
        method: HTTPRequest.Method = .get,
        url: String,
        headers: HTTPFields = [:],
        body: TransferBody = .none,
        options: TransferOptions = .init()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.options = options
    }
}
