import TestSupport

/// A scripted registry that wants a bearer token for everything, and is its own token service at `/token`.
///
/// It takes the tokens that its service gives out, which are `t1`, `t2` and so on unless a test says otherwise.
func tokenRegistry(
    token: (@Sendable (ReceivedRequest) -> ScriptedReply)? = nil,
    isValid: @escaping @Sendable (String) -> Bool = { _ in true },
    _ answer: @escaping @Sendable (ReceivedRequest) -> ScriptedReply
) throws -> ScriptedRegistry {
    let count = Guarded(0)
    return try ScriptedRegistry { request in
        if request.path == "/token" {
            if let token { return token(request) }
            let number = count.withLock { count in
                count += 1
                return count
            }
            return .token("t\(number)")
        }
        if let sent = request.headers["Authorization"], sent.hasPrefix("Bearer "), isValid(String(sent.dropFirst(7))) {
            return answer(request)
        }
        let host = request.headers["Host"] ?? ""
        return .unauthorized(challenge: "Bearer realm=\"http://\(host)/token\",service=\"registry.test\"")
    }
}

extension ScriptedReply {
    /// What a token service says.
    static func token(_ value: String, as member: String = "token") -> ScriptedReply {
        ScriptedReply(200, ["Content-Type": "application/json"], body: Array("{\"\(member)\":\"\(value)\"}".utf8))
    }
}

extension ScriptedRegistry {
    /// The requests for tokens.
    var tokenRequests: [ReceivedRequest] { requests.filter { $0.path == "/token" } }

    /// Methods and paths, without what differs from run to run.
    var paths: [String] { requests.map { "\($0.method) \($0.path)" } }
}
