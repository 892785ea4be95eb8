/// What lies between libcurl's thread and the reader of one stream: a queue of bytes with a bound.
///
/// The thread offers bytes and is refused when the bound is reached; the reader takes them, and calls `resume` when a
/// writer that was refused may go on. Whether the writer waits is decided under the same lock as whether there is room,
/// so that no wake-up is lost.
final class StreamBuffer: Sendable {
    typealias Piece = Result<[UInt8]?, TransferError>

    private struct State: Sendable {
        var chunks: [[UInt8]] = []
        var first = 0
        var buffered = 0
        var peak = 0
        var isWriterWaiting = false
        var end: Result<Void, TransferError>?
        var reader: CheckedContinuation<Piece, Never>?
    }

    private let state = Locked(State())
    private let capacity: Int
    private let chunkSize: Int
    private let resume: @Sendable () -> Void

    init(capacity: Int, chunkSize: Int = 64 * 1024, resume: @escaping @Sendable () -> Void) {
        self.capacity = max(1, capacity)
        self.chunkSize = chunkSize
        self.resume = resume
    }

    /// The most bytes that were ever waiting here.
    var peak: Int { state.withLock { $0.peak } }

    /// Takes bytes from the writer; false when the buffer is full, and then `resume` will be called.
    func offer(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let (accepted, reader) = state.withLock { state -> (Bool, CheckedContinuation<Piece, Never>?) in
            if let reader = state.reader {
                state.reader = nil
                return (true, reader)
            }
            guard state.buffered < capacity, state.end == nil else {
                state.isWriterWaiting = state.end == nil
                return (state.end != nil, nil)
            }
            if let last = state.chunks.indices.last, state.chunks[last].count + bytes.count <= chunkSize {
                state.chunks[last].append(contentsOf: bytes)
            } else {
                var chunk: [UInt8] = []
                chunk.reserveCapacity(max(bytes.count, min(chunkSize, capacity)))
                chunk.append(contentsOf: bytes)
                state.chunks.append(chunk)
            }
            state.buffered += bytes.count
            state.peak = max(state.peak, state.buffered)
            return (true, nil)
        }
        reader?.resume(returning: .success([UInt8](bytes)))
        return accepted
    }

    /// Ends the stream; what is buffered can still be read if the end is a good one.
    ///
    /// The first end counts, and only for it the result is true.
    @discardableResult
    func finish(_ end: Result<Void, TransferError>) -> Bool {
        let (isFirst, reader) = state.withLock { state -> (Bool, CheckedContinuation<Piece, Never>?) in
            guard state.end == nil else { return (false, nil) }
            state.end = end
            if case .failure = end {
                state.chunks = []
                state.first = 0
                state.buffered = 0
            }
            defer { state.reader = nil }
            return (true, state.reader)
        }
        reader?.resume(returning: end.map { nil })
        return isFirst
    }

    /// The next bytes, nil at the end.
    ///
    /// For one reader at a time.
    func next() async -> Piece {
        await withCheckedContinuation { continuation in
            let (piece, wakesWriter) = state.withLock { state -> (Piece?, Bool) in
                if state.reader != nil {
                    return (.failure(TransferError(.other, message: "a stream has one reader at a time")), false)
                }
                if state.first < state.chunks.count {
                    return (.success(Self.take(&state)), wakeWriter(&state))
                }
                if let end = state.end { return (end.map { nil }, false) }
                state.reader = continuation
                return (nil, wakeWriter(&state))
            }
            if wakesWriter { resume() }
            if let piece { continuation.resume(returning: piece) }
        }
    }

    private static func take(_ state: inout State) -> [UInt8] {
        var chunk: [UInt8] = []
        swap(&chunk, &state.chunks[state.first])
        state.first += 1
        state.buffered -= chunk.count
        if state.first == state.chunks.count || state.first == 32 {
            state.chunks.removeFirst(state.first)
            state.first = 0
        }
        return chunk
    }

    /// A waiting writer goes on when half of the buffer is free, not at each piece.
    private func wakeWriter(_ state: inout State) -> Bool {
        guard state.isWriterWaiting, state.buffered <= capacity / 2 else { return false }
        state.isWriterWaiting = false
        return true
    }
}
