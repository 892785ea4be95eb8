import ManifoldOCI

/// A layer of a ``SyntheticImage``.
public struct SyntheticLayer: Sendable {
    /// The bytes that are pushed.
    public let bytes: [UInt8]
    /// The digest of the archive before compression, which the configuration of an image names.
    public let diffID: Digest
    /// Whether the bytes are compressed with gzip.
    public let isGzip: Bool

    /// Any bytes, which pass for an archive without compression.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
        diffID = Digest(sha256Of: bytes)
        isGzip = false
    }

    /// A true archive of files, each a name and its content, in the form of gzip but not made smaller.
    public init(files: [(name: String, content: [UInt8])]) {
        let archive = Tar.archive(files)
        bytes = Gzip.stored(archive)
        diffID = Digest(sha256Of: archive)
        isGzip = true
    }

    /// A true archive with one file of so many bytes, which look random and are the same for the same seed.
    public init(size: Int, seed: UInt64 = 1) {
        var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
        let content = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            for index in 0..<size {
                // Marsaglia's xorshift: quick, and good enough not to be compressible.
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                buffer[index] = UInt8(truncatingIfNeeded: state >> 32)
            }
            count = size
        }
        self.init(files: [(name: "data-\(seed)", content: content)])
    }

    /// An archive of nothing.
    public static let empty = SyntheticLayer(files: [])
}
