import SystemPackage

/// Writes a layer of an image in one pass.
///
/// Entries become a tar archive, which is hashed, compressed, hashed again and written out. Memory is bounded whatever
/// the size of the entries.
///
/// The same entries and compression give the same bytes with the same version of zlib; the uncompressed archive does not
/// depend on that either.
///
/// Not for use by several threads at once. Source: OCI image-spec v1.1.1, layer.md.
public final class LayerWriter {
    private let tar: TarWriter
    private let gzip: GzipCompressor?
    private let uncompressed: LayerOutput
    private let compressed: LayerOutput

    /// Starts a layer.
    /// - Parameters:
    ///   - compression: How to compress it.
    ///   - output: Takes the bytes of the layer in order. The buffer is only good during the call.
    /// - Throws: ``ArchiveError`` when the compression does not exist, or a library has no memory.
    public init(
        compression: LayerCompression = .gzip,
        output: @escaping (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        let compressed = LayerOutput(output)
        switch compression.method {
        case .none:
            gzip = nil
            uncompressed = LayerOutput { bytes throws(ArchiveError) in try compressed.write(bytes) }
        case .gzip(let level):
            let gzip = try GzipCompressor(level: level) { bytes throws(ArchiveError) in try compressed.write(bytes) }
            self.gzip = gzip
            uncompressed = LayerOutput { bytes throws(ArchiveError) in try gzip.write(bytes) }
        }
        self.compressed = compressed
        let uncompressed = uncompressed
        tar = try TarWriter { bytes throws(ArchiveError) in try uncompressed.write(bytes) }
    }

    /// Starts a layer that is written to a descriptor, at its position; the descriptor stays open.
    /// - Throws: ``ArchiveError`` when the compression does not exist, or a library has no memory.
    public convenience init(
        compression: LayerCompression = .gzip,
        to descriptor: FileDescriptor
    ) throws(ArchiveError) {
        try self.init(compression: compression) { bytes throws(ArchiveError) in
            try descriptor.writeLayerBytes(bytes)
        }
    }

    /// Adds an entry; parents come before what is in them.
    /// - Throws: ``ArchiveError``; the layer is then of no use.
    public func append(_ entry: TarEntry) throws(ArchiveError) {
        try tar.write(entry)
    }

    /// Ends the layer.
    /// - Throws: ``ArchiveError``; the layer is then of no use.
    public func finish() throws(ArchiveError) -> LayerResult {
        try tar.finish()
        try gzip?.finish()
        return LayerResult(
            diffID: uncompressed.digest,
            digest: compressed.digest,
            size: compressed.size,
            uncompressedSize: uncompressed.size
        )
    }
}

extension LayerWriter {
    /// Writes a whole layer to a descriptor, at its position; the descriptor stays open and is not synchronised.
    /// - Throws: ``ArchiveError``; what was written is then of no use.
    public static func write(
        _ entries: some Sequence<TarEntry>,
        compression: LayerCompression = .gzip,
        to descriptor: FileDescriptor
    ) throws(ArchiveError) -> LayerResult {
        let writer = try LayerWriter(compression: compression, to: descriptor)
        for entry in entries { try writer.append(entry) }
        return try writer.finish()
    }

    /// Makes a whole layer in memory.
    /// - Throws: ``ArchiveError``.
    public static func bytes(
        of entries: some Sequence<TarEntry>,
        compression: LayerCompression = .gzip
    ) throws(ArchiveError) -> (bytes: [UInt8], result: LayerResult) {
        let memory = Memory()
        let writer = try LayerWriter(compression: compression) { bytes in memory.bytes.append(contentsOf: bytes) }
        for entry in entries { try writer.append(entry) }
        let result = try writer.finish()
        return (memory.bytes, result)
    }

    private final class Memory {
        var bytes: [UInt8] = []
    }
}
