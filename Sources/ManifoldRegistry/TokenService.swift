import HTTPTypes
import ManifoldContent
import ManifoldCredentials
import ManifoldOCI

/// Where tokens for a registry come from.
///
/// Source: distribution, docs/content/spec/auth/token.md and oauth.md.
struct TokenService: Sendable {
    /// Sends a request to the service; the body of the answer is at most a megabyte.
    typealias Fetch =
        @Sendable (HTTPRequest.Method, _ url: String, _ headers: HTTPFields, _ body: [UInt8]) async throws ->
        RegistryReply

    private let realm: String
    private let service: String?

    /// Takes the address from a challenge.
    /// - Throws: `ManifoldError` when the address is one that no credential may be sent to.
    init(_ challenge: AuthChallenge, registryURL: String) throws {
        let realm = challenge.parameters["realm"] ?? ""
        if let objection = LocationRule.objection(to: realm, from: registryURL) {
            throw ManifoldError(
                .unauthorized,
                "cannot ask for a token at \(quoted(realm))",
                why: "the registry named it as its token service, and \(objection)",
                advice: "Nothing was sent there. Ask who runs the registry"
            )
        }
        self.realm = realm
        service = challenge.parameters["service"]
    }

    /// Asks for a token for scopes.
    ///
    /// A password goes by GET, an identity token by POST. A service that does not know one way is asked the other.
    func token(
        for scopes: Set<TokenScope>,
        _ credential: Credential?,
        _ fetch: Fetch
    ) async throws -> BearerToken {
        // Some services look at the first scope only: the one that is written to comes first.
        let scopes = scopes.sorted { first, second in
            let order = (first.actions.contains(.push), second.actions.contains(.push))
            return order.0 == order.1 ? first.description < second.description : order.0
        }.map(\.description)
        switch credential {
        case .identityToken(let token, let user)?:
            let response = try await post(
                [("grant_type", "refresh_token"), ("refresh_token", token)],
                scopes,
                fetch
            )
            guard [400, 401, 404, 405].contains(response.status) else { return try read(response, scopes) }
            return try read(
                try await get(scopes, user: user.isEmpty ? "<token>" : user, password: token, fetch),
                scopes
            )
        case .basic(let user, let password)?:
            let response = try await get(scopes, user: user, password: password, fetch)
            guard [404, 405].contains(response.status) else { return try read(response, scopes) }
            return try read(
                try await post(
                    [("grant_type", "password"), ("username", user), ("password", password)],
                    scopes,
                    fetch
                ),
                scopes
            )
        case .registryToken?, nil:
            return try read(try await get(scopes, user: nil, password: "", fetch), scopes)
        }
    }

    private func get(
        _ scopes: [String],
        user: String?,
        password: String,
        _ fetch: Fetch
    ) async throws -> RegistryReply {
        var pairs: [(name: String, value: String)] = []
        if let service { pairs.append(("service", service)) }
        pairs += scopes.map { ("scope", $0) }
        var headers: HTTPFields = [.accept: "application/json"]
        if let user {
            pairs.append(("account", user))
            headers[.authorization] = Authenticator.basicHeader(user: user, password: password)
        }
        return try await fetch(.get, URLText.appending(URLText.query(pairs), to: realm), headers, [])
    }

    private func post(
        _ grant: [(name: String, value: String)],
        _ scopes: [String],
        _ fetch: Fetch
    ) async throws -> RegistryReply {
        var pairs = grant
        if let service { pairs.append(("service", service)) }
        pairs.append(("client_id", "manifold"))
        pairs.append(("scope", scopes.joined(separator: " ")))
        let headers: HTTPFields = [
            .contentType: "application/x-www-form-urlencoded", .accept: "application/json",
        ]
        return try await fetch(.post, realm, headers, Array(URLText.query(pairs).utf8))
    }

    private func read(_ response: RegistryReply, _ scopes: [String]) throws -> BearerToken {
        let wanted = scopes.joined(separator: " ")
        guard response.status == 200 else {
            let answer = RegistryAnswer(response.bytes)
            let code: ManifoldError.Code =
                switch response.status {
                case 401, 400: .unauthorized
                case 403: .denied
                case 429, 500...599: .overloaded
                default: .rejected
                }
            throw ManifoldError(
                code,
                "cannot get a token for \(wanted)",
                why:
                    "the token service at \(URLText.origin(realm) ?? realm) answered \(response.status)\(answer.suffix)",
                advice: code == .unauthorized ? "Check the user name and password with: docker login" : nil,
                status: response.status,
                registryCode: answer.code
            )
        }
        do {
            return try BearerToken(response.bytes, receivedAt: .now)
        } catch {
            throw ManifoldError(.unauthorized, "cannot get a token for \(wanted)", why: String(describing: error))
        }
    }
}
