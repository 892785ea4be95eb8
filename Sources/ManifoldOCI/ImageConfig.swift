/// What an image's configuration says about where it runs and what its layers unpack to.
///
/// This is a view for reading: the configuration's bytes are kept and copied as they are.
///
/// Source: OCI image-spec v1.1.1, config.md.
public struct ImageConfig: Hashable, Sendable {
    /// The operating system, empty when the document names none.
    public let os: String
    /// The processor architecture, empty when the document names none.
    public let architecture: String
    /// The variant of the architecture.
    public let variant: String?
    /// The version of the operating system.
    public let osVersion: String?
    /// What the operating system must offer.
    public let osFeatures: [String]
    /// The digests of the uncompressed layers, base first.
    public let diffIDs: [Digest]

    private static let known: Set<String> = [
        "os", "architecture", "variant", "os.version", "os.features", "rootfs",
    ]

    /// Reads a configuration.
    /// - Throws: ``DocumentError`` when it is not strict JSON or a member has the wrong type.
    public init(_ bytes: [UInt8]) throws(DocumentError) {
        let value = try DocumentReader.parse(bytes)
        let reader = try DocumentReader(value, known: Self.known, context: "the image config")
        os = try reader.string("os") ?? ""
        architecture = try reader.string("architecture") ?? ""
        variant = try reader.string("variant").flatMap { $0.isEmpty ? nil : $0 }
        osVersion = try reader.string("os.version").flatMap { $0.isEmpty ? nil : $0 }
        osFeatures = try reader.strings("os.features")
        var diffIDs: [Digest] = []
        if let rootfs = reader.value("rootfs") {
            let reader = try DocumentReader(rootfs, known: ["type", "diff_ids"], context: "the image config's rootfs")
            for text in try reader.strings("diff_ids") {
                do { diffIDs.append(try Digest(parsing: text)) } catch {
                    throw DocumentError(.malformed, "the image config's diff_ids: \(error)")
                }
            }
        }
        self.diffIDs = diffIDs
    }

    /// The platform, or nil when the configuration is not an image's and names none.
    public var platform: Platform? {
        guard !os.isEmpty, !architecture.isEmpty else { return nil }
        return Platform(
            os: os,
            architecture: architecture,
            variant: variant,
            osVersion: osVersion,
            osFeatures: osFeatures
        )
    }
}
