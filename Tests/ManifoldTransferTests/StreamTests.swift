import HTTPTypes
import Testing

@testable import ManifoldTransfer

@Suite(.timeLimit(.minutes(1))) struct StreamTests {
    /// A server that sends `count` times 64 KiB, each filled with its number, and notes in `sent` how many went out.
    private func server(blocks count: Int, sent: Locked<Int> = .init(0)) throws -> ScriptedServer {
        try ScriptedServer { connection in
            while connection.readRequest() != nil {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(count * 65_536)\r\n\r\n")
                for number in 0..<count {
                    let block = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 65_536)
                    if !connection.write(block) { return }
                    sent.withLock { $0 += 1 }
                }
            }
        }
    }

    @Test func headThenBodyInOrder() async throws {
        let server = try server(blocks: 40)
        let engine = directEngine()
        for _ in 0..<2 {
            let stream = try await engine.open(.init(url: server.url))
            #expect(stream.status == 200)
            #expect(stream.headers[.contentLength] == "\(40 * 65_536)")
            #expect(stream.remoteAddress == "127.0.0.1:\(server.port)")
            var position = 0
            for try await piece in stream {
                #expect(!piece.isEmpty)
                #expect(piece.first == UInt8(position / 65_536))
                position += piece.count
                #expect(piece.last == UInt8((position - 1) / 65_536))
            }
            #expect(position == 40 * 65_536)
        }
        #expect(server.connectionCount == 1)
    }

    @Test func emptyBodyAndHead() async throws {
        let server = try ScriptedServer.answering { _ in reply("204 No Content") }
        let engine = directEngine()
        for method in [HTTPRequest.Method.get, .head] {
            let stream = try await engine.open(.init(method: method, url: server.url))
            for try await _ in stream { Issue.record("there is no body") }
        }
    }

    /// 64 MiB, and a reader that takes a piece only when the server has been stopped by the full buffers between them.
    @Test func slowReaderHoldsTheServerUp() async throws {
        let sent = Locked(0)
        let blocks = 1_024
        let server = try server(blocks: blocks, sent: sent)
        let engine = directEngine()
        var request = TransferRequest(url: server.url)
        // The pauses below are longer than this, and do not count.
        request.options.idleTimeout = .milliseconds(100)
        let stream = try await engine.open(request)
        var iterator = stream.makeAsyncIterator()
        var received = try await iterator.next()?.count ?? 0
        while stream.peakBuffered < 1 << 20 { await Task.yield() }
        try await silence(of: { sent.withLock { $0 } }, for: .milliseconds(250))
        #expect(sent.withLock { $0 } < blocks)
        while let piece = try await iterator.next() {
            received += piece.count
            #expect(stream.peakBuffered <= (1 << 20) + 65_536)
        }
        #expect(received == blocks * 65_536)
    }

    /// Returns when a number has not changed for so long.
    private func silence(of number: () -> Int, for duration: Duration) async throws {
        let clock = ContinuousClock()
        var last = number()
        var since = clock.now
        while since.duration(to: clock.now) < duration {
            await Task.yield()
            let now = number()
            if now != last {
                last = now
                since = clock.now
            }
        }
    }

    @Test func silentServerEndsAStream() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            connection.waitForEnd()
        }
        var request = TransferRequest(url: server.url)
        request.options.idleTimeout = .milliseconds(200)
        let engine = directEngine()
        let stream = try await engine.open(request)
        let error = await failure { () async throws(TransferError) in
            for try await _ in stream {}
        }
        #expect(error?.code == .idleTimeout)
    }

    @Test func connectionClosedInTheMiddle() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        }
        let engine = directEngine()
        let error = await failure { () async throws(TransferError) in
            let stream = try await engine.open(.init(url: server.url))
            for try await _ in stream {}
        }
        #expect(error?.code == .connectionLost)
    }

    @Test func failureBeforeTheHead() async throws {
        let port = try ScriptedServer.unusedPort()
        let engine = directEngine()
        let error = await failure { () async throws(TransferError) in
            try await engine.open(.init(url: "http://127.0.0.1:\(port)/"))
        }
        #expect(error?.code == .refused)
    }

    /// How a reader may leave in the middle of an endless body.
    enum Leaving: CaseIterable {
        case droppingTheIterator, droppingTheStream, cancelling, cancellingTheTask
    }

    @Test(arguments: Leaving.allCases)
    func leavingEndsTheTransfer(how: Leaving) async throws {
        let isOver = Locked(false)
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            while connection.write([UInt8](repeating: 0, count: 65_536)) {}
            isOver.withLock { $0 = true }
        }
        let engine = directEngine()
        switch how {
        case .droppingTheIterator:
            let stream = try await engine.open(.init(url: server.url))
            for try await _ in stream { break }
            try await over(isOver)
            _ = stream
        case .droppingTheStream:
            _ = try await engine.open(.init(url: server.url))
            try await over(isOver)
        case .cancelling:
            let stream = try await engine.open(.init(url: server.url))
            var iterator = stream.makeAsyncIterator()
            _ = try await iterator.next()
            stream.cancel()
            #expect(await failure { () async throws(TransferError) in try await iterator.next() }?.code == .cancelled)
            try await over(isOver)
        case .cancellingTheTask:
            let task = Task {
                await failure { () async throws(TransferError) in
                    let stream = try await engine.open(.init(url: server.url))
                    for try await _ in stream {}
                }
            }
            while server.requests.isEmpty { await Task.yield() }
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            try await over(isOver)
        }
    }

    private func over(_ flag: Locked<Bool>) async throws {
        while !flag.withLock({ $0 }) { await Task.yield() }
    }
}
