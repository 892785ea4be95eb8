import Foundation
import ManifoldOCI

/// A small image for fixtures, made by the rules of the image specification.
public struct SyntheticImage: Sendable {
    /// The family of media types that a manifest uses.
    public enum MediaTypes: Sendable {
        /// Those of the Open Container Initiative.
        case oci
        /// Those of Docker, of its image manifest version 2, schema 2.
        case docker
    }

    /// The family of media types.
    public let mediaTypes: MediaTypes
    /// The platform as an index names it.
    public let platform: [String: String]
    /// The layers.
    public let layers: [SyntheticLayer]
    /// The bytes of the configuration.
    public let config: [UInt8]
    /// The bytes of the manifest.
    public let manifest: [UInt8]

    /// Makes an image whose configuration names the platform.
    public init(
        os: String = "linux",
        architecture: String = "amd64",
        variant: String? = nil,
        osVersion: String? = nil,
        mediaTypes: MediaTypes = .oci,
        layers: [SyntheticLayer] = [.empty]
    ) throws {
        var platform = ["os": os, "architecture": architecture]
        platform["variant"] = variant
        platform["os.version"] = osVersion
        self.platform = platform
        self.mediaTypes = mediaTypes
        self.layers = layers
        let rootfs: [String: Any] = ["type": "layers", "diff_ids": layers.map(\.diffID.description)]
        let settings: [String: Any] = ["config": [String: Any](), "rootfs": rootfs]
        let config = try Self.json(settings.merging(platform) { $1 })
        self.config = config
        let layers = layers.map { Self.descriptor(mediaTypes.layer(isGzip: $0.isGzip), $0.bytes) }
        let pointer = Self.descriptor(mediaTypes.config, config)
        manifest =
            switch mediaTypes {
            case .docker: Self.dockerManifest(mediaTypes.manifest, pointer, layers)
            case .oci:
                try Self.json([
                    "schemaVersion": 2, "mediaType": mediaTypes.manifest, "config": pointer, "layers": layers,
                ])
            }
    }

    /// The digest of the manifest.
    public var digest: Digest { Digest(sha256Of: manifest) }
    /// The digest of the configuration.
    public var configDigest: Digest { Digest(sha256Of: config) }

    static func descriptor(_ mediaType: String, _ bytes: [UInt8]) -> [String: Any] {
        ["mediaType": mediaType, "digest": Digest(sha256Of: bytes).description, "size": bytes.count]
    }

    /// A manifest in docker's own layout.
    ///
    /// Clients before 23 do not keep a manifest's bytes and write them anew, which goes well only where docker had
    /// written them.
    private static func dockerManifest(
        _ mediaType: String,
        _ config: [String: Any],
        _ layers: [[String: Any]]
    ) -> [UInt8] {
        func object(_ descriptor: [String: Any], _ indent: String) -> String {
            let members = ["mediaType", "size", "digest"].map { name in
                let value = descriptor[name] ?? ""
                return "\(indent)   \"\(name)\": " + (name == "size" ? "\(value)" : "\"\(value)\"")
            }
            return "{\n\(members.joined(separator: ",\n"))\n\(indent)}"
        }
        let list = layers.map { "      " + object($0, "      ") }.joined(separator: ",\n")
        let text = """
            {
               "schemaVersion": 2,
               "mediaType": "\(mediaType)",
               "config": \(object(config, "   ")),
               "layers": [
            \(list)
               ]
            }
            """
        return Array(text.utf8)
    }

    static func json(_ object: [String: Any]) throws -> [UInt8] {
        [UInt8](try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes]))
    }
}

extension SyntheticImage.MediaTypes {
    /// The media type of an image manifest.
    public var manifest: String {
        switch self {
        case .oci: "application/vnd.oci.image.manifest.v1+json"
        case .docker: "application/vnd.docker.distribution.manifest.v2+json"
        }
    }

    /// The media type of an index or manifest list.
    public var index: String {
        switch self {
        case .oci: "application/vnd.oci.image.index.v1+json"
        case .docker: "application/vnd.docker.distribution.manifest.list.v2+json"
        }
    }

    /// The media type of a configuration.
    public var config: String {
        switch self {
        case .oci: "application/vnd.oci.image.config.v1+json"
        case .docker: "application/vnd.docker.container.image.v1+json"
        }
    }

    /// The media type of a layer.
    public func layer(isGzip: Bool) -> String {
        switch self {
        case .oci: "application/vnd.oci.image.layer.v1.tar" + (isGzip ? "+gzip" : "")
        case .docker: "application/vnd.docker.image.rootfs.diff.tar" + (isGzip ? ".gzip" : "")
        }
    }
}
