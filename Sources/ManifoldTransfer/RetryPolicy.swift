public import HTTPTypes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Whether and when to send a request again.
///
/// It neither waits nor sends, and the random draw can be given.
///
/// Replies 408, 429, 500, 502, 503 and 504 and failures of the connection are worth another attempt. The pause doubles
/// with each attempt and is drawn evenly from zero to that bound ("full jitter"), so that clients that failed together
/// do not return together. A `Retry-After` of the server is obeyed, or, when it is too long, taken for a no. `PATCH` appends to an upload, so it is
/// repeated only if the server cannot have seen it; after anything else ask for the upload's offset first.
public struct RetryPolicy: Sendable, Hashable {
    /// What to do about a failed attempt.
    public enum Verdict: Sendable, Hashable {
        /// Report the failure.
        case giveUp
        /// Send the request again after this pause.
        case retry(after: Duration)
    }

    /// How often a request may be repeated after its first attempt.
    public let retries: Int
    /// The bound of the first pause.
    public let baseDelay: Duration
    /// No computed pause is longer than this.
    public let maximumDelay: Duration
    /// A server that asks for a longer pause than this is given up at once.
    public let maximumRetryAfter: Duration

    /// Makes a policy.
    public init(
        retries: Int = 4,
        baseDelay: Duration = .milliseconds(200),
        maximumDelay: Duration = .seconds(30),
        maximumRetryAfter: Duration = .seconds(300)
    ) {
        self.retries = max(0, retries)
        self.baseDelay = baseDelay
        self.maximumDelay = maximumDelay
        self.maximumRetryAfter = maximumRetryAfter
    }

    /// Whether a reply with this status is worth another attempt.
    public static func isRetryable(status: Int) -> Bool {
        [408, 429, 500, 502, 503, 504].contains(status)
    }

    /// Judges a reply to the given attempt; the first attempt is number 1.
    ///
    /// `now` is the time in seconds since 1970, against which a date in `Retry-After` is held. `draw` is the random part
    /// of a computed pause, from 0 to 1.
    public func verdict(
        method: HTTPRequest.Method = .get,
        status: Int,
        headers: HTTPFields,
        attempt: Int,
        now: Int64 = Int64(time(nil)),
        draw: Double = .random(in: 0...1)
    ) -> Verdict {
        guard Self.isRetryable(status: status), attempt <= retries, method != .patch else { return .giveUp }
        let asked = headers[.retryAfter].flatMap { Self.retryAfter($0, now: now) } ?? .zero
        // Coming back earlier than asked would only be refused again.
        guard asked <= maximumRetryAfter else { return .giveUp }
        return .retry(after: asked > .zero ? asked : delay(afterAttempt: attempt, draw: draw))
    }

    /// Judges a failure of the given attempt; the first attempt is number 1, and `draw` is as for a reply.
    public func verdict(
        method: HTTPRequest.Method = .get,
        error: TransferError,
        attempt: Int,
        draw: Double = .random(in: 0...1)
    ) -> Verdict {
        guard error.isConnectionError, attempt <= retries, method != .patch || error.happenedBeforeRequest else {
            return .giveUp
        }
        return .retry(after: delay(afterAttempt: attempt, draw: draw))
    }

    /// The pause after the given attempt: the share `draw`, from 0 to 1, of `baseDelay` doubled for each attempt before.
    public func delay(afterAttempt attempt: Int, draw: Double = .random(in: 0...1)) -> Duration {
        var bound = min(baseDelay, maximumDelay)
        var doublings = min(attempt - 1, 64)
        while doublings > 0, bound < maximumDelay {
            bound = min(bound * 2, maximumDelay)
            doublings -= 1
        }
        return bound * min(max(draw, 0), 1)
    }

    /// The pause that a `Retry-After` field asks for: seconds, or a date (RFC 9110, section 10.2.3).
    ///
    /// Nil when it says neither; zero for a date in the past.
    static func retryAfter(_ value: String, now: Int64) -> Duration? {
        let text = value.drop { $0 == " " }
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return .seconds(Int64(text.prefix(9)) ?? 0)
        }
        return HTTPDate.seconds(text).map { .seconds(max(0, $0 - now)) }
    }
}
