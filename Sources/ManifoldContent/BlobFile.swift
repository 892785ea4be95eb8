import SystemPackage

/// A range of a file that stays open as long as somebody may read it.
public final class BlobFile: Sendable {
    /// The open file.
    ///
    /// It is closed when this object goes.
    public let descriptor: FileDescriptor
    /// Where the content begins, in bytes.
    public let offset: Int64
    /// The length of the content in bytes.
    public let length: Int64

    /// Takes over an open file.
    public init(owning descriptor: FileDescriptor, offset: Int64 = 0, length: Int64) {
        self.descriptor = descriptor
        self.offset = offset
        self.length = length
    }

    deinit {
        try? descriptor.close()
    }

    /// Reads up to `count` bytes from a position inside the range; an empty result is its end.
    /// - Throws: `Errno`.
    public func read(at position: Int64, count: Int) throws -> [UInt8] {
        let wanted = Int(min(Int64(count), length - position))
        guard wanted > 0 else { return [] }
        return try [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
            filled = try descriptor.read(
                fromAbsoluteOffset: offset + position,
                into: UnsafeMutableRawBufferPointer(buffer)
            )
        }
    }
}

/// The chunks of an open file, as an asynchronous sequence.
public struct BlobFileChunks: AsyncSequence, Sendable {
    /// What a chunk is.
    public typealias Element = [UInt8]
    /// How reading can fail: `Errno`.
    public typealias Failure = any Error

    private let file: BlobFile

    /// Reads a file from its beginning.
    public init(_ file: BlobFile) {
        self.file = file
    }

    /// Starts reading.
    public func makeAsyncIterator() -> Iterator { Iterator(file: file) }

    /// Reads one chunk after the other.
    public struct Iterator: AsyncIteratorProtocol {
        let file: BlobFile
        var position: Int64 = 0

        /// The next chunk, nil at the end.
        public mutating func next() async throws -> [UInt8]? {
            let chunk = try file.read(at: position, count: 256 << 10)
            position += Int64(chunk.count)
            return chunk.isEmpty ? nil : chunk
        }
    }
}
