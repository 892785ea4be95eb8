/// Whom to trust and how long to wait in one transfer.
public struct TransferOptions: Sendable, Hashable {
    /// Whether the server's certificate and name are checked.
    ///
    /// `false` is what `--insecure` asks for.
    public var verifiesPeer = true
    /// A file of PEM certificates to trust as roots, beside those in the system's certificate directory.
    ///
    /// It takes the place of the system's bundle file (`CURLOPT_CAINFO`); the system's directory of hashed certificates
    /// (`/etc/ssl/certs` on Debian) stays in use where libcurl was built with one.
    public var caFile: String?
    /// A file holding the client's certificate, PEM.
    public var clientCertificate: String?
    /// A file holding the client's private key, PEM; without it the key is looked for in `clientCertificate`.
    public var clientKey: String?
    /// How long a connected server may neither send nor take a byte.
    ///
    /// Time during which the reader of a ``TransferStream`` keeps the transfer waiting does not count. Zero or less: no
    /// limit.
    public var idleTimeout: Duration = .seconds(30)
    /// How long finding the address, connecting and the TLS handshake may take together.
    public var connectTimeout: Duration = .seconds(30)
    /// How long the whole transfer may take, if there is a limit.
    public var totalTimeout: Duration?
    /// Whether to use an HTTP/1.1 connection even where HTTP/2 is offered: right for large bodies, which then do not
    /// share a connection with small requests.
    public var prefersHTTP1 = false

    /// Makes the default options: everything is verified, 30 seconds to connect and between bytes.
    public init() {}
}
