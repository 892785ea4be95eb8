/// A list of images, one for each platform: an OCI image index or a Docker manifest list.
///
/// Source: OCI image-spec v1.1.1, image-index.md; Docker Image Manifest V2 Schema 2, "Manifest List".
public struct ImageIndex: Hashable, Sendable {
    /// Which of the two families the document is of.
    public var mediaType: MediaType
    /// The entries in order.
    ///
    /// Where several fit a machine, the first one wins.
    public var manifests: [Descriptor]
    /// What kind of artifact the index is.
    public var artifactType: String?
    /// The content that this index is about.
    public var subject: Descriptor?
    /// Facts about the index.
    ///
    /// Docker lists have none.
    public var annotations: Annotations?
    /// Members that no specification knows, kept as they were.
    package var unknownMembers: [JSONObject.Member]

    /// Makes an index of entries.
    public init(mediaType: MediaType, manifests: [Descriptor], annotations: Annotations? = nil) {
        self.mediaType = mediaType
        self.manifests = manifests
        self.annotations = annotations
        unknownMembers = []
    }

    /// The most entries that are read: no release has a hundredth of it.
    public static let maximumEntries = 10_000
}

extension ImageIndex {
    static let known: Set<String> = [
        "schemaVersion", "mediaType", "manifests", "artifactType", "subject", "annotations",
    ]

    init(_ value: JSON, mediaType: MediaType) throws(DocumentError) {
        let reader = try DocumentReader(value, known: Self.known, context: "the index")
        let entries = try reader.array("manifests") ?? []
        guard entries.count <= Self.maximumEntries else {
            throw DocumentError(.malformed, "the index has \(entries.count) entries")
        }
        var manifests: [Descriptor] = []
        for (position, entry) in entries.enumerated() {
            manifests.append(try Descriptor(entry, context: "manifests[\(position)]"))
        }
        self.mediaType = mediaType
        self.manifests = manifests
        artifactType = try reader.string("artifactType")
        subject = try reader.value("subject").map { value throws(DocumentError) in
            try Descriptor(value, context: "subject")
        }
        annotations = try reader.map("annotations")
        unknownMembers = reader.unknownMembers
    }

    /// The document in docker's layout: its members in its order, then the others.
    package var json: JSON {
        var object = JSONObject()
        object.append("schemaVersion", .integer(2))
        object.append("mediaType", .string(mediaType.rawValue))
        object.append("manifests", .array(manifests.map(\.json)))
        object.append("artifactType", artifactType.map(JSON.string))
        object.append("subject", subject?.json)
        object.append("annotations", annotations.flatMap { $0.isEmpty ? nil : JSON.map($0) })
        object.members += unknownMembers
        return .object(object)
    }

    /// The document as bytes, three spaces a level: for the same entries, what `docker manifest push` sends.
    public func serialized() -> RawManifest {
        RawManifest(content: .index(self), bytes: JSONWriter.docker.bytes(json), mediaType: mediaType)
    }
}
