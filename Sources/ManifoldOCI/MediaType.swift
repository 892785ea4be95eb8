/// The media type of a document or a blob.
///
/// Any text can be one; the named constants are those with a meaning here.
///
/// Source: OCI image-spec v1.1.1, media-types.md; Docker Image Manifest V2 Schema 2, "Media Types".
public struct MediaType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The type without parameters.
    public let rawValue: String

    /// Wraps a text as it stands.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Reads a `Content-Type` header's value: parameters are dropped, and case, which does not count in it, is folded.
    public init(contentType: String) {
        let type = contentType.prefix { $0 != ";" }
        rawValue = String(type.filter { $0 != " " && $0 != "\t" }).lowercased()
    }

    /// The type as written.
    public var description: String { rawValue }

    /// An OCI image index.
    public static let ociIndex = MediaType(rawValue: "application/vnd.oci.image.index.v1+json")
    /// An OCI image manifest.
    public static let ociManifest = MediaType(rawValue: "application/vnd.oci.image.manifest.v1+json")
    /// An OCI image configuration.
    public static let ociConfig = MediaType(rawValue: "application/vnd.oci.image.config.v1+json")
    /// A layer as a plain tar.
    public static let ociLayer = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar")
    /// A layer as a tar compressed with gzip.
    public static let ociLayerGzip = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar+gzip")
    /// The two bytes `{}`.
    public static let ociEmpty = MediaType(rawValue: "application/vnd.oci.empty.v1+json")
    /// A Docker manifest list.
    public static let dockerList = MediaType(rawValue: "application/vnd.docker.distribution.manifest.list.v2+json")
    /// A Docker image manifest, schema 2.
    public static let dockerManifest = MediaType(rawValue: "application/vnd.docker.distribution.manifest.v2+json")
    /// A Docker image configuration.
    public static let dockerConfig = MediaType(rawValue: "application/vnd.docker.container.image.v1+json")

    /// The four types of document that a registry is asked for, in the order of preference.
    public static let manifests: [MediaType] = [.ociIndex, .dockerList, .ociManifest, .dockerManifest]

    /// An index of either family.
    public var isIndex: Bool { self == .ociIndex || self == .dockerList }
    /// An image manifest of either family.
    public var isImageManifest: Bool { self == .ociManifest || self == .dockerManifest }
    /// A document that lives under `manifests/` on a registry rather than under `blobs/`.
    public var isManifest: Bool { isIndex || isImageManifest }
    /// A type of Docker's rather than OCI's.
    public var isDocker: Bool { rawValue.hasPrefix("application/vnd.docker.") }
    /// A schema 1 manifest, whose digest cannot be verified and which no index may hold.
    public var isSchema1: Bool { rawValue.hasPrefix("application/vnd.docker.distribution.manifest.v1+") }

    /// A layer that is fetched from elsewhere and that registries do not hold.
    public var isNonDistributable: Bool {
        rawValue.hasPrefix("application/vnd.oci.image.layer.nondistributable.")
            || rawValue.hasPrefix("application/vnd.docker.image.rootfs.foreign.")
    }

    /// `type/subtype`, each part of at most 127 of the characters that RFC 6838 allows.
    public var isWellFormed: Bool {
        let parts = rawValue.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let others = Set("!#$&^_.+-".utf8)
        return parts.count == 2
            && parts.allSatisfy { part in
                guard let first = part.first, first.isAlphanumeric, part.count <= 127 else { return false }
                return part.allSatisfy { $0.isAlphanumeric || others.contains($0) }
            }
    }
}
