import Foundation

/// Waits until a condition holds, looking again after pauses that grow from one to twenty milliseconds.
///
/// It is for events that cannot be waited for otherwise, and it makes no test right by being slow: a condition that
/// holds at once costs nothing.
/// - Throws: ``TestSupportError`` when the deadline passes, or `CancellationError`.
public func eventually(
    _ what: String,
    within limit: Duration = .seconds(20),
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    var pause = Duration.milliseconds(1)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw TestSupportError("waited \(limit) in vain: \(what)") }
        try await Task.sleep(for: pause)
        pause = min(pause * 2, .milliseconds(20))
    }
}

/// Runs blocking work on a thread of its own, so that it takes none of the few threads that tasks run on.
public func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            continuation.resume(with: Swift.Result { try body() })
        }
    }
}
