import CZlib

/// Compresses a stream into one gzip member, always to the same bytes.
///
/// Neither time nor name nor operating system is written. The input is cut into blocks of 128 KiB; each is compressed on
/// its own, primed with the 32 KiB before it, and ends in a sync flush, the last one in the end of the stream. The bytes
/// are therefore the same however the input arrives, and the same when several threads share the blocks.
///
/// Memory is bounded by a block and its output. Source: RFC 1952.
public final class GzipCompressor {
    /// The level that is used unless another is asked for.
    public static let defaultLevel = 6

    private let level: Int
    private let deflater: BlockDeflater
    private let output: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
    /// The dictionary, then the block that is being filled.
    private let buffer: UnsafeMutableRawBufferPointer
    private var dictionaryCount = 0
    private var blockCount = 0
    private var checksum: UInt = 0
    private var length: UInt32 = 0
    private var hasHeader = false
    private var isOpen = true

    /// Starts a stream.
    /// - Parameters:
    ///   - level: 1 (fast) to 9 (small).
    ///   - output: Takes the compressed bytes in order. The buffer is only good during the call.
    /// - Throws: ``ArchiveError`` for another level, or when zlib has no memory.
    public init(
        level: Int = defaultLevel,
        output: @escaping (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        deflater = try BlockDeflater(level: level)
        self.level = level
        self.output = output
        buffer = .allocate(byteCount: BlockDeflater.dictionarySize + BlockDeflater.blockSize, alignment: 16)
    }

    deinit { buffer.deallocate() }

    /// Takes in the next bytes.
    /// - Throws: ``ArchiveError``, also what the output threw; the stream then takes nothing more.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        guard isOpen else { throw ArchiveError(.misuse, reason: "the gzip stream is closed") }
        isOpen = false
        checksum = UInt(crc32_z(.init(checksum), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
        length &+= UInt32(truncatingIfNeeded: bytes.count)
        var rest = bytes[...]
        while !rest.isEmpty {
            // A full block waits for the next byte: until then it may be the last one.
            if blockCount == BlockDeflater.blockSize { try putBlock(isLast: false) }
            let piece = rest.prefix(BlockDeflater.blockSize - blockCount)
            let start = dictionaryCount + blockCount
            UnsafeMutableRawBufferPointer(rebasing: buffer[start...]).copyBytes(from: piece)
            blockCount += piece.count
            rest = rest.dropFirst(piece.count)
        }
        isOpen = true
    }

    /// Ends the stream, which is incomplete without it.
    /// - Throws: ``ArchiveError``, also what the output threw.
    public func finish() throws(ArchiveError) {
        guard isOpen else { throw ArchiveError(.misuse, reason: "the gzip stream is closed") }
        isOpen = false
        try putBlock(isLast: true)
        try put(Self.littleEndian(UInt32(truncatingIfNeeded: checksum)) + Self.littleEndian(length))
    }

    private func putBlock(isLast: Bool) throws(ArchiveError) {
        if !hasHeader {
            hasHeader = true
            try put(Self.header(level: level))
        }
        let end = dictionaryCount + blockCount
        let dictionary = UnsafeRawBufferPointer(rebasing: buffer[..<dictionaryCount])
        let block = UnsafeRawBufferPointer(rebasing: buffer[dictionaryCount..<end])
        try output(deflater.deflate(block, dictionary: dictionary, isLast: isLast))

        let kept = min(end, BlockDeflater.dictionarySize)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[(end - kept)..<end]))
        dictionaryCount = kept
        blockCount = 0
    }

    private func put(_ bytes: [UInt8]) throws(ArchiveError) {
        try bytes.withUnsafeBytes { chunk in
            Result { () throws(ArchiveError) in try output(chunk) }
        }.get()
    }

    /// No flags, no time, unknown operating system; the extra flags say what gzip says for the level.
    private static func header(level: Int) -> [UInt8] {
        let extraFlags: UInt8 =
            switch level {
            case 1: 4
            case 9: 2
            default: 0
            }
        return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, extraFlags, 255]
    }

    private static func littleEndian(_ value: UInt32) -> [UInt8] {
        [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
