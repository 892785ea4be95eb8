/// The name of one transfer between whoever asked for it and libcurl's thread.
final class TransferTicket: Sendable {
    let id: UInt64
    private let cancelled = Locked(false)

    init(id: UInt64) {
        self.id = id
    }

    /// Set before the thread is told, so that a cancellation that overtakes the start of its transfer is not lost.
    var isCancelled: Bool { cancelled.withLock { $0 } }

    func cancel() {
        cancelled.withLock { $0 = true }
    }
}

/// A transfer to be made, and who waits for it.
struct TransferJob: Sendable {
    typealias Waiter<Value: Sendable> = CheckedContinuation<Result<Value, TransferError>, Never>

    /// Where the reply goes.
    ///
    /// Each waiter is resumed exactly once: by libcurl's thread after the job was posted, by the engine if it could not
    /// be posted.
    enum Delivery: Sendable {
        case whole(limit: Int, Waiter<TransferResponse>)
        case stream(StreamBuffer, Waiter<TransferStream.Head>)
    }

    let ticket: TransferTicket
    let request: TransferRequest
    let parts: URLParts
    let delivery: Delivery

    /// Tells who waits that there will be no reply.
    func fail(_ error: TransferError) {
        switch delivery {
        case .whole(_, let waiter): waiter.resume(returning: .failure(error))
        case .stream(_, let waiter): waiter.resume(returning: .failure(error))
        }
    }
}
