import CZlib

/// Compresses one block of input on its own, so that blocks can be compressed in any order and joined.
///
/// The result depends on the block, the 32 KiB before it, whether it is the last, the level and the version of zlib, and
/// on nothing else: not on what was compressed before with the same object.
final class BlockDeflater {
    /// How much input makes a block: a part of the format: another size gives other bytes.
    static let blockSize = 128 * 1024
    /// How much of the preceding input a block can refer to: deflate's window.
    static let dictionarySize = 32 * 1024

    // zlib keeps a pointer to the stream, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let output: UnsafeMutableRawBufferPointer

    /// - Parameter level: 1 to 9.
    init(level: Int) throws(ArchiveError) {
        guard (1...9).contains(level) else {
            throw ArchiveError(.compression, reason: "gzip has the levels 1 to 9, not \(level)")
        }
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = deflateInit2_(
            stream,
            Int32(level),
            Z_DEFLATED,
            -MAX_WBITS,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard status == Z_OK else {
            let error = ArchiveError(zlib: status, message: stream.pointee.msg)
            stream.deallocate()
            throw error
        }
        self.stream = stream
        // Room for a block that does not compress, so that one call always does: the place of a flush must not depend
        // on when a buffer was full.
        output = .allocate(byteCount: Self.blockSize + Self.blockSize / 8 + 1024, alignment: 16)
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        output.deallocate()
    }

    /// The compressed block, which ends on a byte boundary; the buffer is good until the next call.
    /// - Parameters:
    ///   - block: At most ``blockSize`` bytes.
    ///   - dictionary: The last ``dictionarySize`` bytes before the block, fewer only where there are no more.
    ///   - isLast: Whether the block ends the stream.
    func deflate(
        _ block: UnsafeRawBufferPointer,
        dictionary: UnsafeRawBufferPointer,
        isLast: Bool
    ) throws(ArchiveError) -> UnsafeRawBufferPointer {
        try check(deflateReset(stream))
        if !dictionary.isEmpty {
            let bytes = dictionary.baseAddress?.assumingMemoryBound(to: UInt8.self)
            try check(deflateSetDictionary(stream, bytes, UInt32(dictionary.count)))
        }
        // zlib does not write to its input, though its declaration does not say so.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: block.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(block.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(output.count)
        let status = CZlib.deflate(stream, isLast ? Z_FINISH : Z_SYNC_FLUSH)
        guard status == (isLast ? Z_STREAM_END : Z_OK) else {
            throw ArchiveError(zlib: status, message: stream.pointee.msg)
        }
        guard stream.pointee.avail_in == 0, stream.pointee.avail_out > 0 else {
            throw ArchiveError(.compression, reason: "a block grew beyond the bounds of deflate")
        }
        let count = output.count - Int(stream.pointee.avail_out)
        return UnsafeRawBufferPointer(rebasing: output[..<count])
    }

    private func check(_ status: Int32) throws(ArchiveError) {
        if status != Z_OK { throw ArchiveError(zlib: status, message: stream.pointee.msg) }
    }
}
