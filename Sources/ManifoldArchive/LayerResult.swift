import ManifoldOCI

/// What is known of a layer once it has been written.
public struct LayerResult: Hashable, Sendable {
    /// The digest of the tar archive before compression, as the image's configuration lists it in `rootfs.diff_ids`.
    public let diffID: Digest
    /// The digest of the bytes written, as the layer's descriptor has it.
    public let digest: Digest
    /// The number of bytes written.
    public let size: Int64
    /// The number of bytes of the tar archive before compression.
    public let uncompressedSize: Int64
}
