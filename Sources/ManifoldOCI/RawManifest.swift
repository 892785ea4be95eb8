/// A document with its exact bytes.
///
/// The digest is that of the bytes, and the bytes are what is stored and sent: reading them never changes them.
public struct RawManifest: Sendable {
    /// What the bytes say.
    public enum Content: Hashable, Sendable {
        /// An index.
        case index(ImageIndex)
        /// An image.
        case image(ImageManifest)
    }

    /// The bytes as they were fetched or written.
    public let bytes: [UInt8]
    /// The type of the document.
    public let mediaType: MediaType
    /// The SHA-256 digest of the bytes.
    public let digest: Digest
    /// What the bytes say.
    public let content: Content

    init(content: Content, bytes: [UInt8], mediaType: MediaType) {
        self.content = content
        self.bytes = bytes
        self.mediaType = mediaType
        digest = Digest(sha256Of: bytes)
    }

    /// Reads a document and finds out what it is.
    ///
    /// The announced type and the one inside must agree, and a document that could be read as an index as well as an
    /// image is refused (CVE-2021-41190).
    /// - Parameters:
    ///   - bytes: The document.
    ///   - contentType: The type that came with it: a header's or a descriptor's. Nil or a general type such as
    ///     `application/json` says nothing.
    /// - Throws: ``DocumentError``.
    public init(_ bytes: [UInt8], contentType: String? = nil) throws(DocumentError) {
        let value = try DocumentReader.parse(bytes)
        let reader = try DocumentReader(
            value,
            known: ImageIndex.known.union(ImageManifest.known),
            context: "the manifest"
        )
        let type = try Self.mediaType(of: reader, announced: contentType.map(MediaType.init(contentType:)))
        self.init(
            content: type.isIndex
                ? .index(try ImageIndex(value, mediaType: type))
                : .image(try ImageManifest(value, mediaType: type)),
            bytes: bytes,
            mediaType: type
        )
    }

    /// How an index or a client points at this document.
    public var descriptor: Descriptor {
        Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
    }

    /// The index, when it is one.
    public var index: ImageIndex? {
        if case .index(let index) = content { index } else { nil }
    }

    /// The image, when it is one.
    public var image: ImageManifest? {
        if case .image(let image) = content { image } else { nil }
    }

    /// What this document points at, in the order in which it must be in place before the document itself.
    public var children: [Descriptor] {
        switch content {
        case .index(let index): index.manifests
        case .image(let image): [image.config] + image.layers
        }
    }

    /// Types that say nothing about what a document is.
    private static let general: Set<MediaType> = [
        MediaType(rawValue: ""), MediaType(rawValue: "application/json"), MediaType(rawValue: "text/plain"),
        MediaType(rawValue: "application/octet-stream"),
    ]

    private static func mediaType(
        of reader: DocumentReader,
        announced: MediaType?
    ) throws(DocumentError) -> MediaType {
        let announced = announced.flatMap { general.contains($0) ? nil : $0 }
        let inside = try reader.string("mediaType").map(MediaType.init(rawValue:))
        let version = try reader.integer("schemaVersion")
        if version == 1 || announced?.isSchema1 == true || inside?.isSchema1 == true {
            throw DocumentError(.unsupported, "a schema 1 manifest, which cannot be verified and is not supported")
        }
        let isIndex = reader.has("manifests")
        let isImage = reader.has("config") || reader.has("layers")
        if isIndex, isImage {
            throw DocumentError(.ambiguous, "the document is an index and an image at once")
        }
        if let announced, let inside, announced != inside {
            throw DocumentError(
                .ambiguous,
                "the document was announced as \(quoted(announced.rawValue)) and calls itself "
                    + quoted(inside.rawValue)
            )
        }
        guard let type = announced ?? inside ?? guess(isIndex: isIndex, isImage: isImage) else {
            throw DocumentError(.malformed, "the document is neither an index nor an image manifest")
        }
        guard type.isManifest else {
            throw DocumentError(.unsupported, "unsupported manifest media type \(quoted(type.rawValue))")
        }
        guard version == 2 else { throw reader.fault("schemaVersion", "is not 2") }
        guard type.isIndex ? !isImage : !isIndex else {
            throw DocumentError(.ambiguous, "the document's type is \(type) and its members are the other kind's")
        }
        return type
    }

    private static func guess(isIndex: Bool, isImage: Bool) -> MediaType? {
        if isIndex { return .ociIndex }
        return isImage ? .ociManifest : nil
    }
}
