import HTTPTypes
import Testing

@testable import ManifoldTransfer

@Suite struct RetryPolicyTests {
    /// Sun, 06 Nov 1994 08:49:37 GMT.
    private let now: Int64 = 784_111_777

    private func verdict(
        _ method: HTTPRequest.Method = .get,
        status: Int,
        retryAfter: String? = nil,
        attempt: Int = 1
    ) -> RetryPolicy.Verdict {
        let headers: HTTPFields = retryAfter.map { [.retryAfter: $0] } ?? [:]
        // Without a computed pause, only that of the server is left.
        return RetryPolicy(baseDelay: .zero).verdict(
            method: method,
            status: status,
            headers: headers,
            attempt: attempt,
            now: now
        )
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504])
    func retryable(status: Int) {
        #expect(verdict(status: status) != .giveUp)
        #expect(verdict(.put, status: status) != .giveUp)
        #expect(verdict(.patch, status: status) == .giveUp)
        #expect(verdict(status: status, attempt: 4) != .giveUp)
        #expect(verdict(status: status, attempt: 5) == .giveUp)
    }

    @Test(arguments: [200, 202, 301, 400, 401, 403, 404, 405, 409, 413, 416, 501, 505])
    func final(status: Int) {
        #expect(verdict(status: status) == .giveUp)
    }

    @Test(arguments: [
        ("7", 7), ("120", 120), ("300", 300), ("Sun, 06 Nov 1994 08:49:57 GMT", 20),
    ])
    func retryAfter(value: String, seconds: Int) {
        #expect(verdict(status: 429, retryAfter: value) == .retry(after: .seconds(seconds)))
    }

    @Test(arguments: ["301", "99999999999999999999", "Sun, 06 Nov 1994 09:49:37 GMT"])
    func longerThanAnybodyWaits(value: String) {
        #expect(verdict(status: 429, retryAfter: value) == .giveUp)
    }

    @Test(arguments: ["0", "Sun, 06 Nov 1994 08:49:00 GMT", "soon", "-1", "1.5", ""])
    func retryAfterThatSaysNothing(value: String) {
        #expect(verdict(status: 503, retryAfter: value) == .retry(after: .zero))
    }

    @Test(arguments: [(1, 200), (2, 400), (3, 800), (8, 25_600), (9, 30_000), (5_000, 30_000), (0, 200)])
    func pauseIsDrawnBelowADoublingBound(attempt: Int, milliseconds: Int) {
        let bound = Duration.milliseconds(milliseconds)
        #expect(RetryPolicy().delay(afterAttempt: attempt, draw: 1) == bound)
        #expect(RetryPolicy().delay(afterAttempt: attempt, draw: 0.5) == bound / 2)
        #expect(RetryPolicy().delay(afterAttempt: attempt, draw: 0) == .zero)
        let pauses = (0..<200).map { _ in RetryPolicy().delay(afterAttempt: attempt) }
        #expect(pauses.allSatisfy { $0 <= bound })
        #expect(Set(pauses).count > 1)
    }

    @Test(arguments: [
        (TransferError.Code.refused, true, true), (.unreachable, true, true), (.connectTimeout, true, true),
        (.connectionLost, true, false), (.idleTimeout, false, false), (.timeout, false, false),
        (.resolve, false, false), (.certificate, false, false), (.cancelled, false, false),
        (.bodyTooLarge, false, false), (.notHTTP, false, false),
    ])
    func failures(code: TransferError.Code, isRetried: Bool, isPatchRetried: Bool) {
        let error = TransferError(code, message: "x")
        #expect((RetryPolicy().verdict(error: error, attempt: 1) != .giveUp) == isRetried)
        #expect((RetryPolicy().verdict(method: .patch, error: error, attempt: 1) != .giveUp) == isPatchRetried)
        #expect(RetryPolicy().verdict(error: error, attempt: 5) == .giveUp)
        #expect(RetryPolicy(retries: 0).verdict(error: error, attempt: 1) == .giveUp)
    }

    @Test(
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
            ("Fri, 31 Dec 1999 23:59:60 GMT", 946_684_800),
            ("Wed, 29 Feb 2023 00:00:00 GMT", nil),
            ("Sun, 6 Nov 1994 08:49:37 GMT", nil),
            ("Sunday, 06-Nov-94 08:49:37 GMT", nil),
            ("Sun Nov  6 08:49:37 1994", nil),
            ("Sun, 06 Nov 1994 24:00:00 GMT", nil),
            ("Sun, 06 Nov 1994 08:49:37 UTC", nil),
            ("Sun, 00 Nov 1994 08:49:37 GMT", nil),
            ("", nil),
        ] as [(String, Int64?)]
    )
    func dates(text: String, seconds: Int64?) {
        #expect(HTTPDate.seconds(text) == seconds)
    }
}
