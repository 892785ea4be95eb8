import Foundation

/// A server of bearer tokens that a real registry accepts, with both protocols that clients speak.
///
/// Source: distribution documentation, "Token Authentication Specification" and "OAuth2 Token Authentication".
public final class TokenServer: Sendable {
    private let server: ScriptedRegistry
    private let signer: TokenSigner
    private let options: Guarded<TokenServerOptions>
    private let requests = Guarded<[TokenRequest]>([])

    /// Starts a server on a free loopback port.
    public init(_ options: TokenServerOptions = TokenServerOptions()) async throws {
        let signer = try await TokenSigner()
        let state = Guarded(options)
        let log = requests
        let accounts = TokenAccounts(state)
        self.signer = signer
        self.options = state
        server = try ScriptedRegistry { request in
            guard request.path == "/token" else { return .error(404, "NOT_FOUND", "tokens are at /token") }
            let understood = TokenRequest(request)
            log.withLock { $0.append(understood) }
            do {
                return try Self.reply(to: request, understood, state.value, accounts, signer)
            } catch {
                return .error(500, "UNKNOWN", "\(error)")
            }
        }
    }

    /// The URL that challenges name.
    public var realm: String { "\(server.url)/token" }
    /// The name of the registry that tokens are for.
    public var service: String { options.value.service }
    /// The name of the server in tokens.
    public var issuer: String { options.value.issuer }
    /// The certificate by which a registry knows the server's signature.
    public var certificateFile: String { signer.certificateFile }
    /// Every request for a token until now, refused ones as well.
    public var log: [TokenRequest] { requests.value }

    /// Changes the behaviour from the next request on.
    ///
    /// The service and the issuer are better left alone.
    public func update(_ change: @Sendable (inout TokenServerOptions) -> Void) {
        options.withLock { change(&$0) }
    }

    /// The value of `WWW-Authenticate` with which a registry sends clients here.
    public func challenge(scope: String? = nil) -> String {
        "Bearer realm=\"\(realm)\",service=\"\(service)\"" + (scope.map { ",scope=\"\($0)\"" } ?? "")
    }

    /// A token without a request, for fixtures.
    public func token(user: String?, scopes: [String]) throws -> String {
        try Self.token(user, scopes, options.value, signer)
    }
}
