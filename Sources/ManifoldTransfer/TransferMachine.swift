import HTTPTypes

/// What a transfer does next, decided without sockets, threads or clocks.
///
/// The thread that owns libcurl reports events, with the time they happened at (a duration since any fixed moment), and
/// carries out the actions that come back. When the machine itself wants a transfer to end, it remembers why, and the
/// reason wins over whatever libcurl then says.
struct TransferMachine {
    /// Where the body goes.
    enum Delivery: Equatable {
        /// Into memory, up to a number of bytes.
        case whole(limit: Int)
        /// To a reader that may be slow.
        case streamed
    }

    enum Phase: Equatable {
        /// No connection yet; the connection timeout is libcurl's to watch.
        case connecting
        /// The request is being sent, or its reply awaited or received.
        case exchanging
        /// The reader is behind, and the transfer waits for it.
        case paused
        case finished
    }

    /// The answer to a piece of the head or the body.
    enum Reception: Equatable {
        case accept
        /// The head is whole and the body follows, if there is one.
        case acceptHead(ResponseHead)
        /// Stop libcurl; the reason is remembered.
        case abort
    }

    enum Check: Equatable {
        /// Look again at this time.
        case again(at: Duration)
        /// There is nothing to look at until something else happens.
        case nothing
        /// Take the transfer down now.
        case end
    }

    /// How a transfer ended.
    enum Outcome: Equatable {
        case success(ResponseHead)
        case failure(TransferError)
    }

    let delivery: Delivery
    private let method: HTTPRequest.Method
    private let host: String
    private let idleTimeout: Duration
    private let usesProxy: Bool

    private(set) var phase = Phase.connecting
    private(set) var bodyCount = 0
    private(set) var head: ResponseHead?
    private var parser = ResponseHeadParser()
    private var reason: TransferError?
    private var lastProgress = Duration.zero
    private var counted: Int64 = 0

    init(
        delivery: Delivery,
        method: HTTPRequest.Method = .get,
        host: String = "",
        idleTimeout: Duration = .zero,
        usesProxy: Bool = false
    ) {
        self.delivery = delivery
        self.method = method
        self.host = host
        self.idleTimeout = idleTimeout
        self.usesProxy = usesProxy
    }

    /// A connection is ready, and the request is about to be sent.
    ///
    /// Happens again if libcurl repeats the request on a fresh connection.
    mutating func connected(now: Duration) {
        guard phase == .connecting || phase == .exchanging else { return }
        phase = .exchanging
        lastProgress = now
    }

    /// A line of the reply's head (or of its trailers) has arrived.
    mutating func received(headerLine: some Collection<UInt8>, now: Duration) -> Reception {
        lastProgress = now
        guard reason == nil, phase != .finished else { return .abort }
        switch parser.parse(line: headerLine) {
        case .needsMore:
            return .accept
        case .malformed(let message):
            return end(.malformedReply, message)
        case .complete(let head):
            self.head = head
            if case .whole(let limit) = delivery, announcesBody(head.status),
                let length = head.headers[.contentLength].flatMap({ Int($0) }), length > limit
            {
                return end(.bodyTooLarge, "the reply's body has \(length) bytes, more than the \(limit) accepted")
            }
            return .acceptHead(head)
        }
    }

    /// Bytes of the body have arrived and are about to be taken.
    mutating func received(bodyBytes count: Int, now: Duration) -> Reception {
        lastProgress = now
        guard reason == nil, phase != .finished else { return .abort }
        guard head != nil else { return end(.malformedReply, "the reply's body came before its header's end") }
        if case .whole(let limit) = delivery, count > limit - bodyCount {
            return end(.bodyTooLarge, "the reply's body has more than the \(limit) bytes accepted")
        }
        bodyCount += count
        return .accept
    }

    /// The reader had no room for the bytes just counted; libcurl will offer them again.
    mutating func refused(bodyBytes count: Int) {
        bodyCount -= count
        if phase == .exchanging { phase = .paused }
    }

    /// The reader has room again.
    ///
    /// True if libcurl has to be told.
    mutating func resumed(now: Duration) -> Bool {
        guard phase == .paused else { return false }
        phase = .exchanging
        lastProgress = now
        return true
    }

    /// Compares libcurl's count of bytes moved, either way, with the last one, and judges the silence since.
    mutating func check(bytesMoved: Int64, now: Duration) -> Check {
        if bytesMoved != counted {
            counted = bytesMoved
            lastProgress = max(lastProgress, now)
        }
        guard phase == .exchanging, idleTimeout > .zero else { return .nothing }
        let deadline = lastProgress + idleTimeout
        // The count is only as fresh as the last look, so there are several looks to a timeout.
        if now < deadline { return .again(at: min(deadline, now + idleTimeout / 4)) }
        _ = end(.idleTimeout, "the server has neither sent nor taken anything for \(Self.text(idleTimeout))")
        return .end
    }

    /// Whoever asked does not want the reply any more.
    ///
    /// True if there is something to take down.
    mutating func cancel(_ message: String = "the transfer was cancelled") -> Bool {
        guard phase != .finished else { return false }
        _ = end(.cancelled, message)
        return true
    }

    /// The request's body cannot be sent as promised.
    mutating func failed(readingBody message: String) {
        _ = end(.unreadableBody, message)
    }

    /// The transfer is over: libcurl says how, or has been told to drop it (nil).
    mutating func finish(_ report: CurlReport?) -> Outcome {
        let wasConnecting = phase == .connecting
        phase = .finished
        if let reason { return .failure(reason) }
        guard let report else { return .failure(error(.cancelled, "the transfer was cancelled")) }
        if report.code != 0 {
            let context = TransferError.CurlContext(
                host: host,
                headStarted: parser.hasStarted,
                wasConnecting: wasConnecting,
                usesProxy: usesProxy
            )
            return .failure(TransferError(report, in: context))
        }
        guard let head else {
            // libcurl is content with a connection that closes in the middle of a head.
            return .failure(error(.connectionLost, "the connection was closed before the reply's header was whole"))
        }
        return .success(head)
    }

    private mutating func end(_ code: TransferError.Code, _ message: String) -> Reception {
        if reason == nil { reason = error(code, message) }
        return .abort
    }

    private func error(_ code: TransferError.Code, _ message: String) -> TransferError {
        TransferError(code, message: message, host: host, receivedNothing: !parser.hasStarted)
    }

    private func announcesBody(_ status: Int) -> Bool {
        method != .head && status != 204 && status != 304
    }

    private static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        return milliseconds == 0 ? "\(seconds) s" : "\(seconds * 1_000 + milliseconds) ms"
    }
}
