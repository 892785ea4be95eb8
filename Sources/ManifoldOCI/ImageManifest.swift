/// One image: its configuration and its layers.
///
/// Source: OCI image-spec v1.1.1, manifest.md; Docker Image Manifest V2 Schema 2, "Image Manifest".
public struct ImageManifest: Hashable, Sendable {
    /// Which of the two families the document is of.
    public var mediaType: MediaType
    /// The configuration: platform, defaults and the digests of the unpacked layers.
    public var config: Descriptor
    /// The layers, base first.
    public var layers: [Descriptor]
    /// What kind of artifact this is when it is not an image.
    public var artifactType: String?
    /// The content that this manifest is about.
    public var subject: Descriptor?
    /// Facts about the image.
    ///
    /// Docker manifests have none.
    public var annotations: Annotations?
    /// Members that no specification knows, kept as they were.
    package var unknownMembers: [JSONObject.Member]

    /// Makes a manifest from its parts.
    public init(
        mediaType: MediaType = .ociManifest,
        config: Descriptor,
        layers: [Descriptor],
        annotations: Annotations? = nil
    ) {
        self.mediaType = mediaType
        self.config = config
        self.layers = layers
        self.annotations = annotations
        unknownMembers = []
    }
}

extension ImageManifest {
    static let known: Set<String> = [
        "schemaVersion", "mediaType", "config", "layers", "artifactType", "subject", "annotations",
    ]

    init(_ value: JSON, mediaType: MediaType) throws(DocumentError) {
        let reader = try DocumentReader(value, known: Self.known, context: "the manifest")
        guard let config = reader.value("config") else { throw reader.fault("config", "is missing") }
        self.mediaType = mediaType
        self.config = try Descriptor(config, context: "config")
        var layers: [Descriptor] = []
        for (position, layer) in (try reader.array("layers") ?? []).enumerated() {
            layers.append(try Descriptor(layer, context: "layers[\(position)]"))
        }
        self.layers = layers
        artifactType = try reader.string("artifactType")
        subject = try reader.value("subject").map { value throws(DocumentError) in
            try Descriptor(value, context: "subject")
        }
        annotations = try reader.map("annotations")
        unknownMembers = reader.unknownMembers
    }

    package var json: JSON {
        var object = JSONObject()
        object.append("schemaVersion", .integer(2))
        object.append("mediaType", .string(mediaType.rawValue))
        object.append("artifactType", artifactType.map(JSON.string))
        object.append("config", config.json)
        object.append("layers", .array(layers.map(\.json)))
        object.append("subject", subject?.json)
        object.append("annotations", annotations.flatMap { $0.isEmpty ? nil : JSON.map($0) })
        object.members += unknownMembers
        return .object(object)
    }

    /// The document as bytes, three spaces a level.
    public func serialized() -> RawManifest {
        RawManifest(content: .image(self), bytes: JSONWriter.docker.bytes(json), mediaType: mediaType)
    }
}
