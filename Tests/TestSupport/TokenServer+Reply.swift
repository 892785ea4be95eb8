import Foundation

extension TokenServer {
    /// Answers a request for a token: who asks, what they may do, and a token that says so.
    static func reply(
        to request: ReceivedRequest,
        _ understood: TokenRequest,
        _ options: TokenServerOptions,
        _ accounts: TokenAccounts,
        _ signer: TokenSigner
    ) throws -> ScriptedReply {
        let user: String?
        switch request.method {
        case "GET":
            guard let credentials = request.headers["Authorization"] else {
                user = nil
                break
            }
            user = accounts.user(basic: credentials)
            if user == nil { return refusal }
        case "POST":
            if let status = options.postRefusal { return .error(status, "UNSUPPORTED", "tokens are not given by POST") }
            guard understood.clientID != nil else { return .error(400, "UNKNOWN", "client_id is missing") }
            user = accounts.user(form: request.form)
            if user == nil { return refusal }
        default:
            return .error(405, "UNSUPPORTED", "no \(request.method) here")
        }
        var members: [String: Any] = [
            options.tokenMember: try token(user, understood.scopes, options, signer),
            "issued_at": ISO8601DateFormatter().string(from: Date()),
        ]
        let seconds = options.expiresIn ?? options.lifetime
        if seconds >= 0 { members["expires_in"] = seconds }
        if understood.wantsRefreshToken, let user { members["refresh_token"] = accounts.refreshToken(for: user) }
        let body = try JSONSerialization.data(withJSONObject: members, options: [.sortedKeys])
        return ScriptedReply(200, ["Content-Type": "application/json"], body: [UInt8](body))
    }

    /// A token for what is granted of the scopes, which may be less than was asked for.
    static func token(
        _ user: String?,
        _ scopes: [String],
        _ options: TokenServerOptions,
        _ signer: TokenSigner
    ) throws -> String {
        let access: [[String: Any]] = scopes.compactMap { scope in
            guard let first = scope.firstIndex(of: ":"), let last = scope.lastIndex(of: ":"), first < last else {
                return nil
            }
            let name = String(scope[scope.index(after: first)..<last])
            let asked = scope[scope.index(after: last)...].split(separator: ",").map(String.init)
            let granted = options.rights(user, name, asked)
            return granted.isEmpty ? nil : ["type": String(scope[..<first]), "name": name, "actions": granted]
        }
        let now = Int(Date().timeIntervalSince1970)
        return try signer.token([
            "iss": options.issuer, "sub": user ?? "", "aud": options.service, "iat": now, "nbf": now - 10,
            "exp": now + options.lifetime, "jti": UUID().uuidString, "access": access,
        ])
    }

    private static var refusal: ScriptedReply {
        .error(401, "UNAUTHORIZED", "incorrect username or password")
    }
}
