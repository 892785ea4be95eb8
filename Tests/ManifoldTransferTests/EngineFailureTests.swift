import HTTPTypes
import Testing

@testable import ManifoldTransfer

@Suite(.timeLimit(.minutes(1))) struct EngineFailureTests {
    private func error(
        of request: TransferRequest,
        limit: Int = 1_000,
        engine: TransferEngine = directEngine()
    ) async -> TransferError? {
        await failure { () async throws(TransferError) in try await engine.send(request, limit: limit) }
    }

    /// A server that reads a request, writes something, and then either closes or falls silent.
    private func server(writing text: String, thenSilent: Bool = false) throws -> ScriptedServer {
        try ScriptedServer { connection in
            _ = connection.readHead()
            connection.write(text)
            if thenSilent { connection.waitForEnd() }
        }
    }

    @Test func refused() async throws {
        let error = await error(of: .init(url: "http://127.0.0.1:\(try ScriptedServer.unusedPort())/"))
        #expect(error?.code == .refused)
        #expect(error?.isConnectionError == true)
    }

    @Test func resolve() async {
        let error = await error(of: .init(url: "http://nonexistent.invalid/"))
        #expect(error?.code == .resolve)
        #expect(error?.host == "nonexistent.invalid")
        #expect(error?.isConnectionError == false)
    }

    @Test(arguments: ["", "/v2/", "ftp://127.0.0.1/", "file:///etc/passwd", "http:///x", "http://h/a b"])
    func invalidURL(url: String) async {
        #expect(await error(of: .init(url: url))?.code == .invalidURL)
    }

    @Test(arguments: [
        ("\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{46}", TransferError.Code.notHTTP, false),
        ("SSH-2.0-OpenSSH_9.2\r\n", .notHTTP, false),
        ("<html>hello</html>", .notHTTP, false),
        ("", .connectionLost, true),
        ("HTTP/1.1 200 OK\r\nContent-Le", .connectionLost, false),
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", .connectionLost, false),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", .connectionLost, false),
        // libcurl reports a broken chunk as it does a broken connection.
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n", .connectionLost, false),
    ])
    func brokenReplies(text: String, code: TransferError.Code, receivedNothing: Bool) async throws {
        let server = try server(writing: text)
        let error = await error(of: .init(url: server.url))
        #expect(error?.code == code, "\(String(describing: error))")
        #expect(error?.receivedNothing == receivedNothing)
        #expect(error?.host == "127.0.0.1:\(server.port)")
    }

    @Test(arguments: [(100, 1_000), (1, 70_000), (1, 300_000)])
    func headsAreBounded(lines: Int, length: Int) async throws {
        let line = "X: \(String(repeating: "a", count: length))\r\n"
        let text = "HTTP/1.1 200 OK\r\n" + String(repeating: line, count: lines)
        let server = try server(writing: text, thenSilent: true)
        let error = await error(of: .init(url: server.url))
        #expect(error?.code == .malformedReply, "\(String(describing: error))")
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na"])
    func silenceEndsATransfer(text: String) async throws {
        let server = try server(writing: text, thenSilent: true)
        var request = TransferRequest(url: server.url)
        request.options.idleTimeout = .milliseconds(200)
        let clock = ContinuousClock()
        let start = clock.now
        let error = await error(of: request)
        #expect(error?.code == .idleTimeout)
        #expect(error?.isConnectionError == false)
        #expect(start.duration(to: clock.now) >= .milliseconds(200))
    }

    @Test func silenceWhileSendingEndsATransfer() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readHead()
            connection.holdOpen()
        }
        var request = TransferRequest(method: .put, url: server.url)
        request.body = .bytes([UInt8](repeating: 0, count: 32 << 20))
        request.options.idleTimeout = .milliseconds(200)
        #expect(await error(of: request)?.code == .idleTimeout)
        server.release()
    }

    @Test func totalTimeoutEndsATransferThatGoesOn() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            while connection.write([UInt8](repeating: 0, count: 4_096)) {}
        }
        var request = TransferRequest(url: server.url)
        request.options.totalTimeout = .milliseconds(200)
        let error = await error(of: request, limit: .max)
        #expect(error?.code == .timeout)
        #expect(error?.isConnectionError == false)
    }

    @Test func cancellation() async throws {
        let server = try server(writing: "", thenSilent: true)
        let engine = directEngine()
        let url = server.url
        let task = Task { await error(of: .init(url: url), engine: engine) }
        while server.connectionCount == 0 { await Task.yield() }
        task.cancel()
        #expect(await task.value?.code == .cancelled)
    }

    @Test func cancellationBeforeTheStart() async throws {
        let server = try ScriptedServer.answering { _ in reply() }
        let url = server.url
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await error(of: .init(url: url))
        }
        #expect(await task.value?.code == .cancelled)
        #expect(server.requests.isEmpty)
    }

    @Test func httpsToAPlainServer() async throws {
        let server = try ScriptedServer { connection in
            connection.readSome()
            connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        }
        let error = await error(of: .init(url: "https://127.0.0.1:\(server.port)/"))
        #expect(error?.code == .tlsFromPlainHTTPServer, "\(String(describing: error))")
    }

    @Test func httpsToSomethingElse() async throws {
        let server = try ScriptedServer { connection in
            connection.write("220 mail.example.com ESMTP\r\n")
            connection.waitForEnd()
        }
        let error = await error(of: .init(url: "https://127.0.0.1:\(server.port)/"))
        #expect(error?.code == .tls, "\(String(describing: error))")
    }
}
