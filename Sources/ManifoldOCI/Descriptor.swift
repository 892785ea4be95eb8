/// Points at content: what it is, how large it is, and the digest that identifies it.
///
/// Source: OCI image-spec v1.1.1, descriptor.md.
public struct Descriptor: Hashable, Sendable {
    /// What the content is.
    public var mediaType: MediaType
    /// The identity of the content's bytes.
    public var digest: Digest
    /// The number of bytes, as stored.
    public var size: Int64
    /// What the image runs on; only entries of an index have it.
    public var platform: Platform?
    /// Facts about the content.
    public var annotations: Annotations?
    /// Where else the content can be fetched.
    public var urls: [String]
    /// The content itself, base64, for small things.
    public var data: String?
    /// What kind of artifact a manifest is.
    public var artifactType: String?
    /// Members that no specification knows, kept as they were.
    package var unknownMembers: [JSONObject.Member]

    /// Makes a descriptor from its parts.
    ///
    /// `size` is in bytes.
    public init(
        mediaType: MediaType,
        digest: Digest,
        size: Int64,
        platform: Platform? = nil,
        annotations: Annotations? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.platform = platform
        self.annotations = annotations
        urls = []
        data = nil
        artifactType = nil
        unknownMembers = []
    }

    /// Whether this is the companion that a builder put beside an image: an entry of the platform `unknown/unknown`,
    /// or one that says so in its annotations.
    public var isAttestation: Bool {
        annotations?[AnnotationKey.dockerReferenceType] == "attestation-manifest" || platform?.isUnknown == true
    }

    /// The digest of the image that an attestation belongs to.
    public var attestedDigest: String? { annotations?[AnnotationKey.dockerReferenceDigest] }

    /// The same content with nothing said about it: media type, digest and size.
    public var bare: Descriptor { Descriptor(mediaType: mediaType, digest: digest, size: size) }
}

extension Descriptor {
    private static let known: Set<String> = [
        "mediaType", "digest", "size", "platform", "annotations", "urls", "data", "artifactType",
    ]

    package init(_ value: JSON, context: String) throws(DocumentError) {
        let reader = try DocumentReader(value, known: Self.known, context: context)
        mediaType = MediaType(rawValue: try reader.required("mediaType"))
        guard mediaType.isWellFormed else { throw reader.fault("mediaType", "is not a media type") }
        digest = try reader.digest("digest")
        guard let size = try reader.integer("size") else { throw reader.fault("size", "is missing") }
        guard size >= 0 else { throw reader.fault("size", "is negative") }
        self.size = size
        platform = try reader.value("platform").map { value throws(DocumentError) in
            try Platform(value, context: "\(context).platform")
        }
        annotations = try reader.map("annotations")
        urls = try reader.strings("urls")
        data = try reader.string("data")
        artifactType = try reader.string("artifactType")
        unknownMembers = reader.unknownMembers
    }

    /// Docker's members in docker's order, then what docker has not, then what nobody knows.
    package var json: JSON {
        var object = JSONObject()
        object.append("mediaType", .string(mediaType.rawValue))
        object.append("size", .integer(size))
        object.append("digest", .string(digest.description))
        object.append("platform", platform?.json)
        object.append("urls", urls.isEmpty ? nil : .strings(urls))
        object.append("annotations", annotations.flatMap { $0.isEmpty ? nil : JSON.map($0) })
        object.append("data", data.map(JSON.string))
        object.append("artifactType", artifactType.map(JSON.string))
        object.members += unknownMembers
        return .object(object)
    }
}

extension Platform {
    private static let known: Set<String> = [
        "architecture", "os", "os.version", "os.features", "variant", "features",
    ]

    package init(_ value: JSON, context: String) throws(DocumentError) {
        let reader = try DocumentReader(value, known: Self.known, context: context)
        self.init(
            os: try reader.string("os") ?? "",
            architecture: try reader.string("architecture") ?? "",
            variant: try reader.string("variant").flatMap { $0.isEmpty ? nil : $0 },
            osVersion: try reader.string("os.version").flatMap { $0.isEmpty ? nil : $0 },
            osFeatures: try reader.strings("os.features"),
            features: try reader.strings("features")
        )
        unknownMembers = reader.unknownMembers
    }

    /// Members in docker's order; empty ones are left out.
    package var json: JSON {
        var object = JSONObject()
        object.append("architecture", .string(architecture))
        object.append("os", .string(os))
        object.append("os.version", osVersion.map(JSON.string))
        object.append("os.features", osFeatures.isEmpty ? nil : .strings(osFeatures))
        object.append("variant", variant.map(JSON.string))
        object.append("features", features.isEmpty ? nil : .strings(features))
        object.members += unknownMembers
        return .object(object)
    }
}
