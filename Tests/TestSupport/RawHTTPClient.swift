/// Plain HTTP/1.1 to a loopback port, one connection for each request: what fixtures are made with, so that they owe
/// nothing to the program under test.
public struct RawHTTPClient: Sendable {
    /// A reply as received.
    public struct Response: Sendable {
        /// The status code.
        public let status: Int
        /// The header fields.
        public let headers: HeaderFields
        /// The body without its transfer coding.
        public let body: [UInt8]
    }

    /// The address, `127.0.0.1:PORT`.
    public let host: String
    /// The value of `Authorization` in each request, if any.
    public var authorization: String?

    /// A client of one server.
    public init(host: String, authorization: String? = nil) {
        self.host = host
        self.authorization = authorization
    }

    /// Sends a request and reads the reply.
    public func send(
        _ method: String,
        _ target: String,
        headers: HeaderFields = [:],
        body: [UInt8]? = nil
    ) async throws -> Response {
        try await onThread { try exchange(method, target, headers, body) }
    }

    private func exchange(
        _ method: String,
        _ target: String,
        _ headers: HeaderFields,
        _ body: [UInt8]?
    ) throws -> Response {
        guard host.hasPrefix("127.0.0.1:"), let port = Int(host.dropFirst("127.0.0.1:".count)) else {
            throw TestSupportError("\(host) is not a port of 127.0.0.1")
        }
        var fields = headers
        fields["Host"] = host
        fields["Connection"] = "close"
        if let authorization, fields["Authorization"] == nil { fields["Authorization"] = authorization }
        if let body { fields["Content-Length"] = String(body.count) }
        let socket = try Socket.connected(to: port)
        try socket.write(Array("\(method) \(target) HTTP/1.1\r\n\(fields)\r\n".utf8) + (body ?? []))
        let reader = MessageReader(socket)
        while let (line, received) = try reader.head() {
            let words = line.split(separator: " ")
            guard words.count >= 2, let status = Int(words[1]) else { throw TestSupportError("not a reply: \(line)") }
            if status < 200 { continue }
            let isBare = method == "HEAD" || status == 204 || status == 304
            return Response(
                status: status,
                headers: received,
                body: isBare ? [] : try reader.body(received, untilEnd: true)
            )
        }
        throw TestSupportError("no reply to \(method) \(target)")
    }
}
