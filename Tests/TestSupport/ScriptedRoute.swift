/// What a ``ScriptedRegistry`` does with the requests of one method and path.
public struct ScriptedRoute: Sendable {
    private let method: String
    private let path: String
    let handler: @Sendable (ReceivedRequest) -> ScriptedReply

    /// Answers with a closure.
    /// - Parameters:
    ///   - method: the method, or `*` for every one.
    ///   - path: the path without the query; a `*` at its end stands for any rest.
    public static func on(
        _ method: String,
        _ path: String,
        _ handler: @escaping @Sendable (ReceivedRequest) -> ScriptedReply
    ) -> ScriptedRoute {
        ScriptedRoute(method: method, path: path, handler: handler)
    }

    /// Answers with these replies one after the other, and then always with the last one.
    public static func on(_ method: String, _ path: String, _ replies: ScriptedReply...) -> ScriptedRoute {
        let rest = Guarded(replies)
        return on(method, path) { _ in
            rest.withLock { rest in
                rest.count > 1 ? rest.removeFirst() : rest.first ?? .error(500, "UNKNOWN", "the script is empty")
            }
        }
    }

    func matches(_ request: ReceivedRequest) -> Bool {
        guard method == "*" || method == request.method else { return false }
        return path.hasSuffix("*") ? request.path.hasPrefix(path.dropLast()) : request.path == path
    }
}
