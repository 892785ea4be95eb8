import Foundation

/// The threads of a ``ScriptedRegistry``, which outlive it by as long as they need to notice.
final class ScriptedServer: Sendable {
    struct State {
        var requests: [ReceivedRequest] = []
        var connections: [Int: Socket] = [:]
        var connectionCount = 0
        var isStopped = false
    }

    let listener: Socket
    let state = Guarded(State())
    private let early: @Sendable (ReceivedRequest) -> ScriptedReply?
    private let handler: @Sendable (ReceivedRequest) -> ScriptedReply

    init(
        listener: Socket,
        early: @escaping @Sendable (ReceivedRequest) -> ScriptedReply?,
        handler: @escaping @Sendable (ReceivedRequest) -> ScriptedReply
    ) {
        self.listener = listener
        self.early = early
        self.handler = handler
    }

    func start() {
        Thread.detachNewThread { [self] in
            while let socket = listener.accept() {
                guard let number = register(socket) else { return }
                Thread.detachNewThread { [self] in
                    // A client that breaks off is an event of many scripts and no failure of the server.
                    try? serve(socket, number: number)
                    state.withLock { _ = $0.connections.removeValue(forKey: number) }
                }
            }
        }
    }

    func stop() {
        let connections = state.withLock { state in
            state.isStopped = true
            return Array(state.connections.values)
        }
        listener.shutDown()
        connections.forEach { $0.shutDown() }
    }

    private func register(_ socket: Socket) -> Int? {
        state.withLock { state in
            guard !state.isStopped else { return nil }
            state.connectionCount += 1
            state.connections[state.connectionCount] = socket
            return state.connectionCount
        }
    }

    private func serve(_ socket: Socket, number: Int) throws {
        let reader = MessageReader(socket)
        while let (line, headers) = try reader.head() {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 3 else { throw TestSupportError("not a request: \(line)") }
            var request = ReceivedRequest(
                method: words[0],
                target: words[1],
                headers: headers,
                body: [],
                connection: number
            )
            if var reply = early(request) {
                record(request)
                reply.headers["Connection"] = "close"
                if reply.ending == .keepAlive { reply.ending = .close }
                return try send(reply, to: request, on: socket, reader)
            }
            if headers["Expect"]?.lowercased() == "100-continue" {
                try socket.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            }
            request.body = try reader.body(headers, untilEnd: false)
            record(request)
            let reply = handler(request)
            try send(reply, to: request, on: socket, reader)
            guard reply.ending == .keepAlive, headers["Connection"]?.lowercased() != "close" else { return }
        }
    }

    private func record(_ request: ReceivedRequest) {
        state.withLock { $0.requests.append(request) }
    }

    private func send(
        _ reply: ScriptedReply,
        to request: ReceivedRequest,
        on socket: Socket,
        _ reader: MessageReader
    ) throws {
        try socket.write(reply.bytes(toMethod: request.method))
        switch reply.ending {
        case .keepAlive:
            break
        case .close:
            // A close with unread bytes would be a reset, and could take the reply away from the client.
            socket.endWriting()
            try reader.drain()
        case .reset:
            socket.resetOnClose()
        case .stall:
            try reader.drain()
        case .endless:
            let bytes = reply.repeatedBytes
            while !bytes.isEmpty { try socket.write(bytes) }
        }
    }
}
