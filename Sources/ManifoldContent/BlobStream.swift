import ManifoldOCI

/// The bytes of a blob on their way, which are counted and hashed as they pass.
///
/// The last step verifies: whoever reads to the end without an error has read what the descriptor promised. A stream
/// that grows beyond the promised size is cut off at once.
public struct BlobStream: AsyncSequence, Sendable {
    /// What a chunk is.
    public typealias Element = [UInt8]
    /// How reading can fail: ``ManifoldError``, or what the place below throws.
    public typealias Failure = any Error

    /// What the bytes must be.
    public let descriptor: Descriptor
    private let placeName: String
    private let chunks: any AsyncSequence<[UInt8], any Error> & Sendable

    /// Wraps the chunks of a place.
    public init(
        _ descriptor: Descriptor,
        from placeName: String,
        chunks: any AsyncSequence<[UInt8], any Error> & Sendable
    ) {
        self.descriptor = descriptor
        self.placeName = placeName
        self.chunks = chunks
    }

    /// Starts reading.
    public func makeAsyncIterator() -> Iterator {
        Iterator(
            verifier: BlobVerifier(descriptor, from: placeName),
            underlying: makeIterator(of: chunks)
        )
    }

    private func makeIterator(
        of chunks: some AsyncSequence<[UInt8], any Error>
    ) -> any AsyncIteratorProtocol<[UInt8], any Error> {
        chunks.makeAsyncIterator()
    }

    /// All bytes, verified.
    /// - Throws: ``ManifoldError``.
    public func collect() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in self { bytes += chunk }
        return bytes
    }

    /// Reads one chunk after the other and verifies at the end.
    public struct Iterator: AsyncIteratorProtocol {
        private var verifier: BlobVerifier
        private var underlying: any AsyncIteratorProtocol<[UInt8], any Error>

        init(verifier: BlobVerifier, underlying: any AsyncIteratorProtocol<[UInt8], any Error>) {
            self.verifier = verifier
            self.underlying = underlying
        }

        /// The next chunk, nil when the content was complete and right.
        public mutating func next() async throws -> [UInt8]? {
            guard let chunk = try await underlying.next(isolation: nil) else {
                try verifier.finish()
                return nil
            }
            try verifier.update(chunk)
            return chunk
        }
    }
}

/// Counts and hashes bytes against a descriptor.
package struct BlobVerifier: Sendable {
    private let descriptor: Descriptor
    private let placeName: String
    private var hasher: DigestHasher?
    private var count: Int64 = 0

    package init(_ descriptor: Descriptor, from placeName: String) {
        self.descriptor = descriptor
        self.placeName = placeName
        hasher = DigestHasher(descriptor.digest.algorithm)
    }

    package mutating func update(_ chunk: [UInt8]) throws {
        count += Int64(chunk.count)
        guard count <= descriptor.size else {
            throw failure("more bytes came than the \(descriptor.size) that were promised")
        }
        hasher?.update(chunk)
    }

    package func finish() throws {
        guard count == descriptor.size else {
            throw failure("\(count) bytes came instead of the \(descriptor.size) that were promised")
        }
        guard let hasher else {
            throw failure("digests of the algorithm \(descriptor.digest.algorithm.name) cannot be verified")
        }
        let actual = hasher.finalize()
        guard actual == descriptor.digest else { throw failure("the bytes have the digest \(actual)") }
    }

    private func failure(_ why: String) -> ManifoldError {
        ManifoldError(
            .integrity,
            "cannot read \(descriptor.digest) from \(placeName)",
            why: why,
            advice: "The content is damaged or was exchanged; push it again"
        )
    }
}

/// One chunk that is already here, as a sequence.
public struct BytesChunk: AsyncSequence, Sendable {
    /// What a chunk is.
    public typealias Element = [UInt8]
    /// Nothing fails, but the type agrees with that of other places.
    public typealias Failure = any Error

    private let bytes: [UInt8]

    /// Wraps bytes in memory.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Starts reading.
    public func makeAsyncIterator() -> Iterator { Iterator(bytes: bytes) }

    /// Gives the one chunk, then the end.
    public struct Iterator: AsyncIteratorProtocol {
        var bytes: [UInt8]?

        /// The chunk, then nil.
        public mutating func next() async throws -> [UInt8]? {
            defer { bytes = nil }
            return bytes.flatMap { $0.isEmpty ? nil : $0 }
        }
    }
}
