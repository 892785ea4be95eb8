/// How a ``DockerRegistry`` is set up.
public struct DockerRegistrySetup: Sendable {
    /// Who may use a registry.
    public enum Access: Sendable {
        /// Everybody.
        case open
        /// One user with a password, by basic authentication.
        case htpasswd(user: String, password: String)
        /// Those to whom a server gives tokens.
        case token(TokenServer)
    }

    /// Who may use the registry.
    public var access = Access.open
    /// The authority whose certificate the registry shows; without one it speaks plain HTTP.
    public var authority: CertificateAuthority?
    /// Whether manifests and blobs can be deleted.
    public var isDeleteEnabled = true
    /// Whether every change is refused.
    public var isReadOnly = false
    /// Whether locations of uploads are paths and not whole URLs.
    public var hasRelativeURLs = false

    /// Plain HTTP for everybody.
    public static let open = DockerRegistrySetup()

    /// Plain HTTP for one user.
    public static func htpasswd(user: String, password: String) -> DockerRegistrySetup {
        var setup = DockerRegistrySetup()
        setup.access = .htpasswd(user: user, password: password)
        return setup
    }

    /// HTTPS, for everybody unless something else is said.
    public static func tls(_ authority: CertificateAuthority, _ access: Access = .open) -> DockerRegistrySetup {
        var setup = DockerRegistrySetup()
        setup.authority = authority
        setup.access = access
        return setup
    }

    /// Plain HTTP with bearer tokens.
    public static func token(_ server: TokenServer) -> DockerRegistrySetup {
        var setup = DockerRegistrySetup()
        setup.access = .token(server)
        return setup
    }
}
