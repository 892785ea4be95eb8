/// How a ``TokenServer`` behaves.
public struct TokenServerOptions: Sendable {
    /// What a user may do in a repository: which of the actions asked for are granted.
    ///
    /// The user is nil for somebody without credentials. The catalog is the repository `catalog`.
    public typealias Rights = @Sendable (_ user: String?, _ repository: String, _ actions: [String]) -> [String]

    /// The name of the registry that tokens are for.
    public var service = "manifold-test-registry"
    /// The name of the server in tokens.
    public var issuer = "manifold-test-issuer"
    /// The users and their passwords.
    public var users: [String: String] = [:]
    /// Refresh tokens that are valid from the start, also called identity tokens, and their users.
    public var refreshTokens: [String: String] = [:]
    /// Who may do what; unless set, users everything, and nobody in particular what is needed to pull.
    public var rights: Rights = { user, _, actions in user == nil ? actions.filter { $0 == "pull" } : actions }
    /// How long tokens are valid, in seconds.
    ///
    /// The registry of the tests allows for 60 seconds more.
    public var lifetime = 300
    /// The value of `expires_in`, which is the lifetime unless set, and is left out when it is negative.
    public var expiresIn: Int?
    /// The status for a POST, when OAuth 2 is not supported; nil when it is.
    public var postRefusal: Int?
    /// The name of the member with the token.
    public var tokenMember = "token"

    /// The defaults: OAuth 2 is supported and there are no users.
    public init(users: [String: String] = [:]) {
        self.users = users
    }
}
