/// A server on a free loopback port that says what a script tells it to, for faults that no real registry shows.
///
/// Each connection has a thread; replies to requests on different connections are made at the same time, and a script
/// keeps what it remembers in a ``Guarded``. The server stops when the last reference to this object goes.
public final class ScriptedRegistry: Sendable {
    private let server: ScriptedServer
    /// The address in the form that references have: `127.0.0.1:PORT`.
    public let host: String

    /// Starts a server whose handler answers every request.
    /// - Parameter early: asked before the body of a request is read; with a reply, the body is never looked at and the
    ///   connection serves no other request.
    public init(
        early: @escaping @Sendable (ReceivedRequest) -> ScriptedReply? = { _ in nil },
        handler: @escaping @Sendable (ReceivedRequest) -> ScriptedReply
    ) throws {
        server = ScriptedServer(listener: try .listening(), early: early, handler: handler)
        host = "127.0.0.1:\(try server.listener.port)"
        server.start()
    }

    /// Starts a server that answers with the first route that fits, and with a 404 error when there is none.
    public convenience init(_ routes: ScriptedRoute...) throws {
        try self.init { request in
            let route = routes.first { $0.matches(request) }
            return route?.handler(request) ?? .error(404, "NOT_FOUND", "no route for \(request.line)")
        }
    }

    deinit {
        server.stop()
    }

    /// The address as a URL, without a slash at the end.
    public var url: String { "http://\(host)" }

    /// Everything received until now, in the order in which it was complete.
    public var requests: [ReceivedRequest] { server.state.value.requests }

    /// Method and target of everything received until now.
    public var lines: [String] { requests.map(\.line) }

    /// How many connections were accepted until now.
    public var connectionCount: Int { server.state.value.connectionCount }

    /// How many connections are open now.
    public var openConnectionCount: Int { server.state.value.connections.count }

    /// Waits until some number of requests has been received, and returns them.
    @discardableResult
    public func requests(atLeast count: Int) async throws -> [ReceivedRequest] {
        try await eventually("\(count) requests at \(host)") { requests.count >= count }
        return requests
    }

    /// Closes the port and all connections.
    public func stop() {
        server.stop()
    }
}
