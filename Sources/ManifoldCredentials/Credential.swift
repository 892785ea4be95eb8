/// A secret with which a registry lets somebody in.
///
/// It describes itself without the secret, so that it can stand in a log.
public enum Credential: Sendable, Hashable, CustomStringConvertible {
    /// A user name with its password, or with a token that takes the password's place.
    case basic(user: String, password: String)
    /// A refresh token, with which a token service hands out tokens for scopes.
    case identityToken(String, user: String)
    /// A token that is sent to the registry as it is.
    case registryToken(String)

    /// The kind, and the user's name where there is one.
    public var description: String {
        switch self {
        case .basic(let user, _): "user \(user)"
        case .identityToken(_, let user): user.isEmpty ? "an identity token" : "an identity token of \(user)"
        case .registryToken: "a registry token"
        }
    }
}

/// Finds the credential for a registry.
public protocol CredentialSource: Sendable {
    /// The credential for a host as it is written in references, or nil when there is none.
    /// - Throws: `ManifoldError` when a file that was to be read cannot be.
    func credential(for registry: String) throws -> Credential?
}

/// Knows nobody: every request is anonymous.
public struct NoCredentials: CredentialSource {
    /// Makes the source.
    public init() {}

    /// Nothing.
    public func credential(for registry: String) -> Credential? { nil }
}
