import HTTPTypes
import ManifoldContent
import ManifoldCredentials
import ManifoldTransfer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Knows how one registry wants to be asked, and holds the tokens it has handed out.
///
/// Tokens are kept by their scopes and used for everything they cover. Requests that need the same token at the same
/// time wait for one answer.
actor Authenticator {
    /// What goes into the `Authorization` header.
    struct Authorization: Sendable, Hashable {
        let header: String
    }

    private enum Method {
        case basic
        case bearer(TokenService)
    }

    private struct Held {
        let scopes: Set<TokenScope>
        let token: BearerToken
    }

    private let registry: String
    private let credentials: any CredentialSource
    private let fetch: TokenService.Fetch
    private var method: Method?
    private var held: [Held] = []
    private var pending: [Set<TokenScope>: Task<BearerToken, any Error>] = [:]
    private var credential: Credential??

    init(registry: String, credentials: any CredentialSource, fetch: @escaping TokenService.Fetch) {
        self.registry = registry
        self.credentials = credentials
        self.fetch = fetch
    }

    /// What to send for scopes, as far as the registry's wishes are known; nil to ask without.
    func authorization(for scopes: Set<TokenScope>) async throws -> Authorization? {
        switch method {
        case nil: return nil
        case .basic: return try basic()
        case .bearer(let service): return try await bearer(service, scopes)
        }
    }

    /// Learns from a 401 and says what to send now; nil when there is nothing better than what was sent.
    func answer(
        to challenges: [AuthChallenge],
        for scopes: Set<TokenScope>,
        having sent: Authorization?,
        at url: String
    ) async throws -> Authorization? {
        if let bearer = challenges.first(where: { $0.scheme == "bearer" && $0.parameters["realm"] != nil }) {
            let service = try TokenService(bearer, registryURL: url)
            method = .bearer(service)
            if let sent { held.removeAll { "Bearer " + $0.token.value == sent.header } }
            let authorization = try await self.bearer(service, scopes)
            return authorization == sent ? nil : authorization
        }
        guard challenges.contains(where: { $0.scheme == "basic" }) else { return nil }
        method = .basic
        let authorization = try basic()
        return authorization == sent ? nil : authorization
    }

    /// Whether any credential is known for this registry, for error messages.
    func knowsCredential() -> Bool { (try? currentCredential()) != nil }

    private func currentCredential() throws -> Credential? {
        if let credential { return credential }
        let found = try credentials.credential(for: registry)
        credential = .some(found)
        return found
    }

    private func basic() throws -> Authorization? {
        guard case .basic(let user, let password)? = try currentCredential() else { return nil }
        return Authorization(header: Self.basicHeader(user: user, password: password))
    }

    static func basicHeader(user: String, password: String) -> String {
        "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }

    private func bearer(_ service: TokenService, _ scopes: Set<TokenScope>) async throws -> Authorization? {
        if case .registryToken(let token)? = try currentCredential() {
            return Authorization(header: "Bearer " + token)
        }
        let now = ContinuousClock.now
        held.removeAll { !$0.token.isUsable(at: now) }
        let fitting = held.first { held in
            scopes.allSatisfy { wanted in held.scopes.contains { $0.covers(wanted) } }
        }
        if let fitting { return Authorization(header: "Bearer " + fitting.token.value) }
        let token = try await request(service, scopes)
        return Authorization(header: "Bearer " + token.value)
    }

    private static func isCancellation(_ error: any Error) -> Bool {
        error is CancellationError || (error as? TransferError)?.code == .cancelled
    }

    private func request(_ service: TokenService, _ scopes: Set<TokenScope>) async throws -> BearerToken {
        while let task = pending[scopes] {
            do { return try await task.value } catch let error where !Task.isCancelled && Self.isCancellation(error) {
                // Who began to ask was stopped; whoever still waits asks anew.
                if pending[scopes] == task { pending[scopes] = nil }
            }
        }
        let credential = try currentCredential()
        let task = Task { [fetch] in try await service.token(for: scopes, credential, fetch) }
        pending[scopes] = task
        defer { if pending[scopes] == task { pending[scopes] = nil } }
        let token = try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
        held.append(Held(scopes: scopes, token: token))
        return token
    }
}
