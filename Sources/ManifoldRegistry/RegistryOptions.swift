import ManifoldTransfer

/// How registries are talked to.
public struct RegistryOptions: Sendable {
    /// Certificates are not verified, and plain HTTP is tried where a server does not speak TLS.
    public var insecure = false
    /// HTTPS is not tried.
    public var plainHTTP = false
    /// A file with certificates that are trusted beside the system's.
    public var caFile: String?
    /// How long a server may send nothing.
    public var idleTimeout: Duration = .seconds(30)
    /// How often a request is sent again after a failure that may pass.
    public var retries = 4
    /// What the program calls itself.
    public var userAgent = "manifold"

    /// The defaults.
    public init() {}
}
