#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@testable import ManifoldTransfer

/// A server on a loopback port that does, on a thread for each connection, whatever its script says.
final class ScriptedServer: Sendable {
    struct SetUpFailure: Error {
        let call: String
    }

    struct Request: Sendable {
        let connection: Int
        let method: String
        let target: String
        let head: String
        let body: [UInt8]

        /// The value of a header field, nil if there is none.
        func header(_ name: String) -> String? {
            for line in head.split(separator: "\r\n").dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                if parts.count == 2, parts[0].lowercased() == name.lowercased() {
                    return String(parts[1].drop { $0 == " " })
                }
            }
            return nil
        }
    }

    struct Log: Sendable {
        var connections: [Int32] = []
        var requests: [Request] = []
        var isStopped = false
        var isReleased = false
    }

    let port: UInt16
    private let listener: Int32
    let log: Locked<Log>

    init(_ script: @escaping @Sendable (ServerConnection) -> Void) throws {
        (listener, port) = try Self.listen()
        let log = Locked(Log())
        self.log = log
        let listener = listener
        startThread {
            while true {
                let socket = accept(listener, nil, nil)
                if socket < 0 { return }
                let index = log.withLock { log -> Int? in
                    if log.isStopped { return nil }
                    log.connections.append(socket)
                    return log.connections.count - 1
                }
                guard let index else {
                    close(socket)
                    return
                }
                startThread {
                    let connection = ServerConnection(socket: socket, index: index, log: log)
                    script(connection)
                    log.withLock { $0.connections[index] = -1 }
                    shutdown(socket, Int32(SHUT_RDWR))
                    close(socket)
                }
            }
        }
    }

    /// Answers every request on every connection.
    static func answering(
        _ answer: @escaping @Sendable (Request) -> String
    ) throws -> ScriptedServer {
        try ScriptedServer { connection in
            while let request = connection.readRequest() {
                connection.write(answer(request))
            }
        }
    }

    deinit {
        log.withLock { log in
            log.isStopped = true
            for socket in log.connections where socket >= 0 { shutdown(socket, Int32(SHUT_RDWR)) }
        }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// Lets the connections go that ``ServerConnection/holdOpen()`` holds.
    func release() {
        log.withLock { $0.isReleased = true }
    }

    var url: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { log.withLock { $0.requests } }
    var connectionCount: Int { log.withLock { $0.connections.count } }

    /// A loopback port that nobody listens at.
    static func unusedPort() throws -> UInt16 {
        let (socket, port) = try listen()
        close(socket)
        return port
    }

    private static func listen() throws -> (Int32, UInt16) {
        #if canImport(Darwin)
            let stream = SOCK_STREAM
        #else
            let stream = Int32(SOCK_STREAM.rawValue)
        #endif
        let listener = socket(AF_INET, stream, 0)
        guard listener >= 0 else { throw SetUpFailure(call: "socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, length) == 0 && getsockname(listener, pointer, &length) == 0
            }
        }
        #if canImport(Glibc)
            let isListening = isBound && Glibc.listen(listener, 64) == 0
        #elseif canImport(Musl)
            let isListening = isBound && Musl.listen(listener, 64) == 0
        #else
            let isListening = isBound && Darwin.listen(listener, 64) == 0
        #endif
        guard isListening else {
            close(listener)
            throw SetUpFailure(call: "listen")
        }
        return (listener, UInt16(bigEndian: address.sin_port))
    }
}

/// One connection of a ``ScriptedServer``, used by its script's thread.
final class ServerConnection: Sendable {
    let index: Int
    private let socket: Int32
    private let log: Locked<ScriptedServer.Log>
    private let unread = Locked([UInt8]())

    init(socket: Int32, index: Int, log: Locked<ScriptedServer.Log>) {
        self.socket = socket
        self.index = index
        self.log = log
    }

    /// Reads a head, and a body of the announced length; nil at the end of the connection.
    func readRequest() -> ScriptedServer.Request? {
        guard let head = readHead() else { return nil }
        var request = ScriptedServer.Request(connection: index, method: "", target: "", head: head, body: [])
        let length = request.header("content-length").flatMap { Int($0) } ?? 0
        while unread.withLock({ $0.count }) < length {
            if !fill() { return nil }
        }
        let words = head.prefix { $0 != "\r\n" }.split(separator: " ")
        let body = unread.withLock { unread in
            defer { unread.removeFirst(length) }
            return Array(unread.prefix(length))
        }
        request = ScriptedServer.Request(
            connection: index,
            method: words.first.map(String.init) ?? "",
            target: words.dropFirst().first.map(String.init) ?? "",
            head: head,
            body: body
        )
        log.withLock { [request] in $0.requests.append(request) }
        return request
    }

    func readHead() -> String? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            let head = unread.withLock { unread -> String? in
                guard unread.count >= 4,
                    let index = (0...unread.count - 4).first(where: { Array(unread[$0..<$0 + 4]) == end })
                else { return nil }
                defer { unread.removeFirst(index + 4) }
                return String(decoding: unread[..<(index + 2)], as: UTF8.self)
            }
            if let head { return head }
            if !fill() { return nil }
        }
    }

    @discardableResult
    func write(_ text: String) -> Bool {
        write(Array(text.utf8))
    }

    /// False when the other side is gone.
    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            #if canImport(Darwin)
                let flags: Int32 = 0
            #else
                let flags = Int32(MSG_NOSIGNAL)
            #endif
            let count = bytes.withUnsafeBytes { bytes in
                send(socket, UnsafeRawBufferPointer(rebasing: bytes[sent...]).baseAddress, bytes.count - sent, flags)
            }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    /// How many requests were read on this connection.
    var requestsRead: Int {
        log.withLock { log in log.requests.count { $0.connection == index } }
    }

    /// Waits for some bytes, and drops them.
    func readSome() {
        _ = fill()
    }

    /// Neither reads nor writes until the test releases the server.
    func holdOpen() {
        while !log.withLock({ $0.isReleased || $0.isStopped }) { sched_yield() }
    }

    /// Says nothing until the other side has gone.
    func waitForEnd() {
        while fill() {}
    }

    private func fill() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        unread.withLock { [buffer] in $0.append(contentsOf: buffer.prefix(count)) }
        return true
    }
}

/// Runs a closure on a thread of its own.
func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let context = Unmanaged.passRetained(Box(body)).toOpaque()
    #if canImport(Darwin)
        var thread: pthread_t?
        pthread_create(
            &thread,
            nil,
            {
                Unmanaged<Box>.fromOpaque($0).takeRetainedValue().body()
                return nil
            },
            context
        )
        if let thread { pthread_detach(thread) }
    #else
        var thread = pthread_t()
        pthread_create(
            &thread,
            nil,
            { context in
                if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            },
            context
        )
        pthread_detach(thread)
    #endif
}
