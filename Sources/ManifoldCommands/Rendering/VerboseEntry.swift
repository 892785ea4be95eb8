import ManifoldOCI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An image with its descriptor, in the shape in which docker keeps and prints members.
enum VerboseEntry {
    static func json(_ name: String, _ descriptor: Descriptor, _ manifest: RawManifest) throws -> JSON {
        var pointer = JSONObject()
        pointer.append("mediaType", .string(descriptor.mediaType.rawValue))
        pointer.append("digest", .string(descriptor.digest.description))
        pointer.append("size", .integer(descriptor.size))
        pointer.append("platform", descriptor.platform?.json)
        var object = JSONObject()
        object.append("Ref", .string(name))
        object.append("Descriptor", .object(pointer))
        object.append("Raw", .string(Data(manifest.bytes).base64EncodedString()))
        object.append(
            manifest.mediaType.isDocker ? "SchemaV2Manifest" : "OCIManifest",
            try DocumentReader.parse(manifest.bytes)
        )
        return .object(object)
    }
}
