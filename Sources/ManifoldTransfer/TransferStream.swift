public import HTTPTypes

/// A reply whose body is read while it arrives.
///
/// The body is a sequence of pieces of up to 64 KiB, to be read once, by one reader. When the reader is slow the
/// transfer is held up, never more than about ``TransferEngine/Configuration/streamBufferSize`` bytes waiting. Dropping
/// the stream, or the iterator once there is one, cancels what is left of the transfer.
public struct TransferStream: AsyncSequence, Sendable {
    /// A piece of the body.
    public typealias Element = [UInt8]
    /// What ends a stream before its end.
    public typealias Failure = TransferError

    struct Head: Sendable {
        let head: ResponseHead
        let url: String
        let remoteAddress: String?
    }

    /// The status code, 200–999.
    public let status: Int
    /// The header fields of the final reply, duplicates kept in order.
    public let headers: HTTPFields
    /// The URL that answered.
    public let url: String
    /// The address that answered, as in ``TransferResponse/remoteAddress``.
    public let remoteAddress: String?

    private let lease: Lease

    init(_ head: Head, lease: Lease) {
        status = head.head.status
        headers = head.head.headers
        url = head.url
        remoteAddress = head.remoteAddress
        self.lease = lease
    }

    /// The most bytes of this stream that ever waited for the reader.
    package var peakBuffered: Int { lease.buffer.peak }

    /// Ends the transfer; a reader gets ``TransferError/Code-swift.struct/cancelled``, unless all had arrived.
    public func cancel() {
        lease.cancel()
    }

    /// The reader of the body.
    ///
    /// There is one body: a second iterator goes on where the first is.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(hold: Hold(lease))
    }

    /// Reads the pieces of a body.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let hold: Hold

        fileprivate init(hold: Hold) {
            self.hold = hold
        }

        /// The next piece, never empty, or nil after the last one.
        ///
        /// Throws when the transfer failed or was cancelled; then the pieces before are not the whole body.
        public mutating func next() async throws(TransferError) -> [UInt8]? {
            try await next(isolation: nil)
        }

        /// The same, for callers on an actor.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(TransferError) -> [UInt8]? {
            let lease = hold.lease
            let piece = await withTaskCancellationHandler {
                await lease.buffer.next()
            } onCancel: {
                lease.cancel()
            }
            return try piece.get()
        }
    }

    /// The right to the rest of a transfer: keeps the engine alive, and cancels when nobody holds it.
    final class Lease: Sendable {
        let buffer: StreamBuffer
        private let engine: TransferEngine
        private let ticket: TransferTicket

        init(engine: TransferEngine, ticket: TransferTicket, buffer: StreamBuffer) {
            self.engine = engine
            self.ticket = ticket
            self.buffer = buffer
        }

        deinit {
            cancel()
        }

        func cancel() {
            if buffer.finish(.failure(TransferError(.cancelled, message: "the transfer was cancelled"))) {
                engine.cancel(ticket)
            }
        }
    }

    /// What an iterator's copies share; the last of them to go cancels the transfer.
    fileprivate final class Hold: Sendable {
        let lease: Lease

        init(_ lease: Lease) {
            self.lease = lease
        }

        deinit {
            lease.cancel()
        }
    }
}
