import HTTPTypes
import Logging
import SystemPackage
import Testing

@testable import ManifoldTransfer

/// A reply with a length.
func reply(_ status: String = "200 OK", _ fields: String = "", body: String = "") -> String {
    "HTTP/1.1 \(status)\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}

/// The error of an operation that is expected to fail.
func failure<Value>(of operation: () async throws(TransferError) -> Value) async -> TransferError? {
    do throws(TransferError) {
        _ = try await operation()
        return nil
    } catch {
        return error
    }
}

func directEngine(_ change: (inout TransferEngine.Configuration) -> Void = { _ in }) -> TransferEngine {
    var configuration = TransferEngine.Configuration()
    configuration.proxies = .none
    change(&configuration)
    return TransferEngine(configuration: configuration, logger: nil)
}

@Suite(.timeLimit(.minutes(1))) struct EngineTests {
    @Test func sequentialRequestsShareAConnection() async throws {
        let server = try ScriptedServer.answering { reply("200 OK", "X-A: 1\r\nX-A: 2\r\n", body: $0.target) }
        let engine = directEngine()
        for path in ["/one", "/two/../two"] {
            let response = try await engine.send(TransferRequest(url: server.url + path), limit: 100)
            #expect(response.status == 200)
            #expect(response.body == Array(path.utf8))
            #expect(response.headers[values: .init("x-a") ?? .accept] == ["1", "2"])
            #expect(response.remoteAddress == "127.0.0.1:\(server.port)")
        }
        #expect(server.connectionCount == 1)
        #expect(engine.statistics.requests == 2)
        #expect(engine.statistics.connections == 1)
    }

    @Test(
        arguments: [
            (HTTPRequest.Method.get, nil), (.delete, nil), (.head, nil), (.post, "0"), (.put, "0"), (.patch, "0"),
        ] as [(HTTPRequest.Method, String?)]
    )
    func requestsWithoutBody(method: HTTPRequest.Method, length: String?) async throws {
        let server = try ScriptedServer.answering { request in
            request.method == "HEAD" ? "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" : reply(body: "x")
        }
        let engine = directEngine()
        let request = TransferRequest(method: method, url: server.url, headers: [.authorization: "Basic x"])
        for _ in 0..<2 {
            let response = try await engine.send(request, limit: 10)
            #expect(response.body.count == (method == .head ? 0 : 1))
        }
        for seen in server.requests {
            #expect(seen.method == method.rawValue)
            #expect(seen.header("content-length") == length)
            #expect(seen.header("authorization") == "Basic x")
            for absent in ["expect", "accept-encoding", "content-type", "transfer-encoding", "cookie"] {
                #expect(seen.header(absent) == nil)
            }
        }
        #expect(server.connectionCount == 1)
    }

    @Test(arguments: [HTTPRequest.Method.put, .post, .patch], [1, 70_000, 700_000])
    func bodiesFromMemoryAndFile(method: HTTPRequest.Method, size: Int) async throws {
        let server = try ScriptedServer.answering { _ in reply("201 Created") }
        let engine = directEngine()
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let file = try TemporaryFile(holding: [9, 9, 9] + bytes + [8])
        let slice = try FileSlice(opening: file.path, offset: 3, length: Int64(size))
        for body in [TransferBody.bytes(bytes), .file(slice)] {
            let request = TransferRequest(method: method, url: server.url, body: body)
            #expect(try await engine.send(request, limit: 10).status == 201)
        }
        #expect(server.requests.count == 2)
        for seen in server.requests {
            #expect(seen.method == method.rawValue)
            #expect(seen.body == bytes)
            #expect(seen.header("content-type") == nil)
        }
        #expect(engine.statistics.bytesSent == Int64(2 * size))
    }

    @Test func fileShorterThanItsSlice() async throws {
        let server = try ScriptedServer.answering { _ in reply() }
        let file = try TemporaryFile(holding: [1, 2, 3])
        let slice = try FileSlice(opening: file.path, length: 4)
        let engine = directEngine()
        let error = await failure { () async throws(TransferError) in
            try await engine.send(.init(method: .put, url: server.url, body: .file(slice)), limit: 10)
        }
        #expect(error?.code == .unreadableBody)
    }

    /// A kept connection that the server has closed is replaced, and the body is sent again from its start.
    @Test(arguments: [(HTTPRequest.Method.put, nil), (.patch, TransferError.Code.connectionLost)])
    func deadConnectionWhileSending(method: HTTPRequest.Method, code: TransferError.Code?) async throws {
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                // On the first connection the second request is read and left without an answer.
                if connection.index == 0, connection.requestsRead == 2 { return }
                connection.write(reply("201 Created"))
            }
        }
        let engine = directEngine()
        let request = TransferRequest(method: method, url: server.url, body: .bytes([1, 2, 3]))
        _ = try await engine.send(request, limit: 0)
        let error = await failure { () async throws(TransferError) in try await engine.send(request, limit: 0) }
        #expect(error?.code == code)
        #expect(server.requests.count == (code == nil ? 3 : 2))
        #expect(server.requests.allSatisfy { $0.body == [1, 2, 3] })
    }

    @Test func parallelRequests() async throws {
        let server = try ScriptedServer.answering { reply(body: $0.target) }
        let engine = directEngine { $0.maxConnectionsPerHost = 3 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let response = try await engine.send(.init(url: "\(server.url)/\(number)"), limit: 100)
                    #expect(response.body == Array("/\(number)".utf8))
                }
            }
            try await group.waitForAll()
        }
        #expect(server.connectionCount <= 3)
        #expect(server.requests.count == 40)
    }

    @Test func bodiesAreBounded() async throws {
        let announced = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            connection.waitForEnd()
        }
        let endless = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            while connection.write([UInt8](repeating: 7, count: 65_536)) {}
        }
        let engine = directEngine()
        for url in [announced.url, endless.url] {
            let error = await failure { () async throws(TransferError) in
                try await engine.send(.init(url: url), limit: 999)
            }
            #expect(error?.code == .bodyTooLarge)
            #expect(error?.isConnectionError == false)
        }
    }

    @Test func interimHeadsAndChunksAndTrailers() async throws {
        let server = try ScriptedServer.answering { _ in
            "HTTP/1.1 100 Continue\r\nX: 1\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: T\r\n\r\n"
                + "3\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n"
        }
        let engine = directEngine()
        let response = try await engine.send(.init(url: server.url), limit: 100)
        #expect(response.body == Array("abcde".utf8))
        #expect(response.headers[.init("x") ?? .accept] == nil)
        #expect(response.headers[.init("t") ?? .accept] == nil)
    }

    @Test func redirectsAndCookiesAreLeftAlone() async throws {
        let server = try ScriptedServer.answering { _ in
            reply("307 Temporary Redirect", "Location: http://192.0.2.1/\r\nSet-Cookie: a=b\r\n")
        }
        let engine = directEngine()
        for _ in 0..<2 {
            let response = try await engine.send(.init(url: server.url), limit: 100)
            #expect(response.status == 307)
            #expect(response.headers[.location] == "http://192.0.2.1/")
        }
        #expect(server.requests.allSatisfy { $0.header("cookie") == nil })
    }

    @Test func answerBeforeTheBodyIsSent() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            connection.waitForEnd()
        }
        let body = TransferBody.bytes([UInt8](repeating: 0, count: 8 << 20))
        let engine = directEngine()
        #expect(try await engine.send(.init(method: .put, url: server.url, body: body), limit: 10).status == 413)
    }

    /// What an engine says must not hold a secret that the request holds.
    @Test func logsAreRedacted() async throws {
        let server = try ScriptedServer.answering { _ in reply() }
        let lines = Locked([String]())
        var logger = Logger(label: "test") { _ in CollectingHandler(lines: lines) }
        logger.logLevel = .trace
        var configuration = TransferEngine.Configuration()
        configuration.proxies = .none
        let engine = TransferEngine(configuration: configuration, logger: logger)
        let url = "http://user:hunter2@127.0.0.1:\(server.port)/x?token=hunter2"
        _ = try await engine.send(.init(url: url, headers: [.authorization: "Bearer hunter2"]), limit: 10)
        engine.shutdown()
        let text = lines.withLock { $0.joined() }
        #expect(text.contains("/x?token=REDACTED"))
        #expect(text.contains("status"))
        #expect(!text.contains("hunter2"))
    }

    @Test func proxiesAreAskedAndGivenNoSecrets() async throws {
        let proxy = try ScriptedServer.answering { $0.method == "CONNECT" ? reply("403 No") : reply(body: "via") }
        let engine = directEngine {
            $0.proxies = ProxyEnvironment(["http_proxy": proxy.url, "https_proxy": proxy.url])
        }
        let plain = try await engine.send(.init(url: "http://registry.invalid/v2/"), limit: 10)
        #expect(plain.body == Array("via".utf8))
        let request = TransferRequest(url: "https://registry.invalid/", headers: [.authorization: "Basic x"])
        let error = await failure { () async throws(TransferError) in try await engine.send(request, limit: 10) }
        #expect(error?.code == .proxy)
        #expect(proxy.requests.map(\.target) == ["http://registry.invalid/v2/", "registry.invalid:443"])
        #expect(proxy.requests.last?.header("authorization") == nil)
    }

    @Test func shutdownEndsWhatIsUnderWayAndRefusesTheRest() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.waitForEnd()
        }
        let engine = directEngine()
        async let pending = failure { () async throws(TransferError) in
            try await engine.send(.init(url: server.url), limit: 10)
        }
        while server.requests.isEmpty { await Task.yield() }
        engine.shutdown()
        #expect(await pending?.code == .cancelled)
        let error = await failure { () async throws(TransferError) in
            try await engine.send(.init(url: server.url), limit: 10)
        }
        #expect(error?.code == .cancelled)
        engine.shutdown()
    }
}

private struct CollectingHandler: LogHandler {
    let lines: Locked<[String]>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])\n") }
    }
}
