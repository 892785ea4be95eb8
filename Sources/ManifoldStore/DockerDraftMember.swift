import ManifoldOCI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A member of a list in docker's store.
///
/// Three formats occur. Today's holds the manifest's bytes (`Raw`) and its descriptor; that of docker 20.10 holds the
/// descriptor and the manifest as JSON, whose bytes docker's own indentation usually gives back; the oldest holds a digest
/// instead of the descriptor. Bytes that are there must have the digest. The platform may have been edited by hand.
public struct DockerDraftMember: Sendable {
    /// The name by which it was added.
    public let reference: Reference
    /// What the file says of the image, its platform included.
    public let descriptor: Descriptor
    /// The image's document; nil when the file does not hold its bytes, which then lie on the registry only.
    public let manifest: RawManifest?

    init(_ bytes: [UInt8]) throws {
        let reader = try DocumentReader(try DocumentReader.parse(bytes), known: [], context: "the file")
        reference = try Reference(parsing: try reader.required("Ref"))
        if let value = reader.value("Descriptor") {
            let descriptor = try Descriptor(value, context: "Descriptor")
            let document = try Self.manifest(reader, descriptor.mediaType.rawValue)
            let isRaw = reader.has("Raw")
            guard document.digest == descriptor.digest || !isRaw else {
                throw Self.mismatch(descriptor.digest, document.digest)
            }
            guard document.bytes.count == descriptor.size || !isRaw else {
                throw DocumentError(
                    .malformed,
                    "the manifest has \(document.bytes.count) bytes, and the file says \(descriptor.size)"
                )
            }
            self.descriptor = descriptor
            manifest = document.digest == descriptor.digest ? document : nil
        } else {
            let document = try Self.manifest(reader, nil)
            let digest = try reader.digest("Digest")
            guard document.digest == digest else { throw Self.mismatch(digest, document.digest) }
            var descriptor = document.descriptor
            descriptor.platform = try reader.value("Platform").map { try Platform($0, context: "Platform") }
            self.descriptor = descriptor
            manifest = document
        }
    }

    private static func mismatch(_ said: Digest, _ found: Digest) -> DocumentError {
        DocumentError(.malformed, "image manifest digest mismatch (\(said) != \(found))")
    }

    private static func manifest(_ reader: DocumentReader, _ type: String?) throws -> RawManifest {
        let bytes: [UInt8]
        if let raw = try reader.string("Raw"), !raw.isEmpty {
            guard let data = Data(base64Encoded: raw) else { throw reader.fault("Raw", "is not base64") }
            bytes = Array(data)
        } else if let docker = reader.value("SchemaV2Manifest") {
            bytes = JSONWriter(indent: "   ").bytes(docker)
        } else if let oci = reader.value("OCIManifest") {
            bytes = JSONWriter(indent: "  ").bytes(oci)
        } else {
            throw DocumentError(.malformed, "the file holds no manifest")
        }
        return try RawManifest(bytes, contentType: type)
    }
}
