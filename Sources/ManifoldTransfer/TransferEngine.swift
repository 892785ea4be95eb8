import HTTPTypes
public import Logging

/// Sends HTTP requests with libcurl.
///
/// One thread owns libcurl's multi handle and everything under it; it starts with the first request and stops with
/// ``shutdown()`` or with the engine. Connections are kept and used again. Small requests share an HTTP/2 connection
/// where the server offers it; streams, and requests that ask for it, take HTTP/1.1 connections.
///
/// Every request is logged at `debug` when it is over: method, URL without secrets, status, bytes, milliseconds.
public final class TransferEngine: Sendable {
    /// What is the same for all transfers of an engine.
    public struct Configuration: Sendable {
        /// How many connections may be open to one host at a time; further requests wait for one.
        public var maxConnectionsPerHost = 16
        /// How many connections may be open in all.
        public var maxConnections = 64
        /// How many bytes of a stream may wait for its reader.
        public var streamBufferSize = 1 << 20
        /// The `User-Agent` of requests that bring none.
        public var userAgent: String?
        /// The proxies to use.
        public var proxies = ProxyEnvironment.current

        /// Makes the default configuration, with the proxies of this process's environment.
        public init() {}
    }

    private enum ThreadState: Sendable {
        case notStarted
        case running(EngineThread)
        case stopped
    }

    private let configuration: Configuration
    private let logger: Logger?
    private let inbox = EngineInbox()
    private let thread = Locked(ThreadState.notStarted)

    /// Makes an engine; nothing is started yet.
    public init(configuration: Configuration = .init(), logger: Logger? = nil) {
        self.configuration = configuration
        self.logger = logger
    }

    deinit {
        if case .running(let running) = stop() { running.detach() }
    }

    /// What the engine has done so far.
    public var statistics: TransferStatistics { inbox.statistics }

    /// Sends a request and returns the whole reply, whatever its status.
    ///
    /// A body of more than `limit` bytes ends the transfer with ``TransferError/Code-swift.struct/bodyTooLarge``, and
    /// cancelling the task ends it with ``TransferError/Code-swift.struct/cancelled``.
    public func send(_ request: TransferRequest, limit: Int) async throws(TransferError) -> TransferResponse {
        let result = await exchange(request, ticket: inbox.makeTicket()) { .whole(limit: limit, $0) }
        return try result.get()
    }

    /// Sends a request and returns when the head of the reply is there; the body follows as a stream.
    ///
    /// The connection is an HTTP/1.1 one, used by nothing else for as long as the stream lasts, and counts against
    /// ``Configuration/maxConnectionsPerHost``.
    public func open(_ request: TransferRequest) async throws(TransferError) -> TransferStream {
        var request = request
        request.options.prefersHTTP1 = true
        let ticket = inbox.makeTicket()
        let buffer = StreamBuffer(capacity: configuration.streamBufferSize) { [inbox] in
            inbox.post(.resume(ticket.id))
        }
        let lease = TransferStream.Lease(engine: self, ticket: ticket, buffer: buffer)
        let head = await exchange(request, ticket: ticket) { .stream(buffer, $0) }
        return TransferStream(try head.get(), lease: lease)
    }

    /// Ends all transfers with ``TransferError/Code-swift.struct/cancelled`` and stops the thread; returns when it has
    /// stopped.
    ///
    /// An engine that was shut down fails every request so.
    public func shutdown() {
        if case .running(let running) = stop() { running.join() }
    }

    func cancel(_ ticket: TransferTicket) {
        ticket.cancel()
        inbox.post(.cancel(ticket.id))
    }

    private func exchange<Reply: Sendable>(
        _ request: TransferRequest,
        ticket: TransferTicket,
        delivery: (TransferJob.Waiter<Reply>) -> TransferJob.Delivery
    ) async -> Result<Reply, TransferError> {
        guard let parts = URLParts(request.url) else {
            let url = RedactedURL(request.url)
            return .failure(TransferError(.invalidURL, message: "not an absolute http or https URL: \(url)"))
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let job = TransferJob(ticket: ticket, request: request, parts: parts, delivery: delivery(waiter))
                if let error = start(job) { job.fail(error) }
            }
        } onCancel: {
            cancel(ticket)
        }
    }

    /// Hands a job to the thread, which is started if need be.
    ///
    /// An error if that is not possible.
    private func start(_ job: TransferJob) -> TransferError? {
        let isRunning = thread.withLock { state in
            switch state {
            case .running: return true
            case .stopped: return false
            case .notStarted:
                guard let running = EngineThread(inbox: inbox, configuration: configuration, logger: logger) else {
                    return false
                }
                state = .running(running)
                return true
            }
        }
        if isRunning, inbox.post(.start(job)) { return nil }
        return TransferError(.cancelled, message: "the transfer engine is not running", host: job.parts.authority)
    }

    private func stop() -> ThreadState {
        let state = thread.withLock { state in
            defer { state = .stopped }
            return state
        }
        inbox.post(.stop)
        return state
    }
}
