extension ScriptedReply {
    /// Everything that is sent before the ending.
    ///
    /// A reply to HEAD announces its body and does not send it.
    func bytes(toMethod method: String) -> [UInt8] {
        if let raw { return raw }
        var fields = headers
        let hasBody = status >= 200 && status != 204 && status != 304
        if hasBody, ending != .endless, fields["Content-Length"] == nil, !isChunked {
            fields["Content-Length"] = String(body.count)
        }
        if ending != .keepAlive, ending != .stall, fields["Connection"] == nil { fields["Connection"] = "close" }
        let head = "HTTP/1.1 \(status) \(Self.phrases[status] ?? "Status")\r\n\(fields)\r\n"
        guard method != "HEAD" else { return Array(head.utf8) }
        let sent = bodyLimit.map { Array(body.prefix($0)) } ?? body
        guard isChunked else { return Array(head.utf8) + sent }
        let isWhole = sent.count == body.count && ending != .endless
        return Array(head.utf8) + Self.chunk(sent) + (isWhole ? Array("0\r\n\r\n".utf8) : [])
    }

    /// What an endless body goes on with.
    var repeatedBytes: [UInt8] {
        isChunked ? Self.chunk(body) : body
    }

    private var isChunked: Bool { headers["Transfer-Encoding"]?.lowercased() == "chunked" }

    private static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        bytes.isEmpty ? [] : Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
    }

    private static let phrases = [
        200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 206: "Partial Content",
        301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified", 307: "Temporary Redirect",
        308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 413: "Content Too Large", 415: "Unsupported Media Type",
        416: "Range Not Satisfiable", 429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway",
        503: "Service Unavailable", 504: "Gateway Timeout",
    ]
}
