import ManifoldOCI

/// An index or manifest list of synthetic images.
public struct SyntheticIndex: Sendable {
    /// The images, in order.
    public let members: [SyntheticImage]
    /// The media type of the index.
    public let mediaType: String
    /// The bytes of the index.
    public let bytes: [UInt8]

    /// Makes an index that names each image with its platform.
    public init(_ members: [SyntheticImage], mediaTypes: SyntheticImage.MediaTypes = .oci) throws {
        self.members = members
        mediaType = mediaTypes.index
        bytes = try SyntheticImage.json([
            "schemaVersion": 2,
            "mediaType": mediaTypes.index,
            "manifests": members.map { member in
                SyntheticImage.descriptor(member.mediaTypes.manifest, member.manifest)
                    .merging(["platform": member.platform]) { $1 }
            },
        ])
    }

    /// The digest of the index.
    public var digest: Digest { Digest(sha256Of: bytes) }
}
