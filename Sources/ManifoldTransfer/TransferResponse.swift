public import HTTPTypes

/// A whole reply, its body in memory.
public struct TransferResponse: Sendable {
    /// The status code, 200–999.
    public let status: Int
    /// The header fields of the final reply, duplicates kept in order; trailers are not among them.
    public let headers: HTTPFields
    /// The body as it was sent; transfer encodings are undone, content encodings are not.
    public let body: [UInt8]
    /// The URL that answered.
    public let url: String
    /// The address that answered, `192.0.2.1:443` or `[2001:db8::1]:443`; a proxy's, if one was used.
    public let remoteAddress: String?

    /// Makes a reply, for tests of what stands above the engine.
    public init(status: Int, headers: HTTPFields, body: [UInt8], url: String, remoteAddress: String? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
        self.remoteAddress = remoteAddress
    }
}
