import ManifoldOCI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A member of a list in docker's store.
///
/// The current format holds the manifest's bytes (`Raw`) and its descriptor; the older one holds a digest, a platform and
/// the manifest as JSON, whose bytes are found again by docker's own indentation. Either way the bytes must have the
/// digest; the platform may have been edited by hand.
public struct DockerDraftMember: Sendable {
    /// The name by which it was added.
    public let reference: Reference
    /// The image's document.
    public let manifest: RawManifest
    /// The platform as the file has it.
    public let platform: Platform?

    init(_ bytes: [UInt8]) throws {
        let reader = try DocumentReader(try DocumentReader.parse(bytes), known: [], context: "the file")
        reference = try Reference(parsing: try reader.required("Ref"))
        if let descriptor = reader.value("Descriptor") {
            let pointer = try Descriptor(descriptor, context: "Descriptor")
            platform = pointer.platform
            manifest = try Self.manifest(reader, pointer.mediaType.rawValue, pointer.digest)
            guard manifest.bytes.count == pointer.size else {
                throw DocumentError(
                    .malformed,
                    "the manifest has \(manifest.bytes.count) bytes, and the file says \(pointer.size)"
                )
            }
        } else {
            platform = try reader.value("Platform").map { try Platform($0, context: "Platform") }
            manifest = try Self.manifest(reader, nil, try reader.digest("Digest"))
        }
    }

    private static func manifest(_ reader: DocumentReader, _ type: String?, _ digest: Digest) throws -> RawManifest {
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
        let manifest = try RawManifest(bytes, contentType: type)
        guard manifest.digest == digest else {
            throw DocumentError(.malformed, "image manifest digest mismatch (\(digest) != \(manifest.digest))")
        }
        return manifest
    }
}
