import ManifoldArchive
import ManifoldOCI

/// How images are built from one binary for each platform: everything that ends up in their bytes.
public struct ImageRecipe: Sendable {
    /// Where the binary is in the image: absolute.
    public var path: String
    /// The permissions of the binary.
    public var mode: UInt16 = 0o755
    /// The user that the image runs as: `uid:gid`.
    public var user = "65535:65535"
    /// The program and its first arguments; nil means the binary.
    public var entrypoint: [String]?
    /// Arguments behind the entry point.
    public var command: [String] = []
    /// Environment variables, `NAME=VALUE`.
    public var environment: [String] = []
    /// The directory in which the program starts.
    public var workingDirectory: String?
    /// Ports, such as `8080/tcp`.
    public var exposedPorts: [String] = []
    /// The signal that asks the program to end.
    public var stopSignal: String?
    /// Labels in the configuration.
    public var labels: [String: String] = [:]
    /// Annotations of each image and of the index.
    public var annotations: Annotations = [:]
    /// How layers are compressed.
    public var compression = LayerCompression.gzip
    /// The time of everything in the image, in seconds since 1970.
    public var epoch: Int64 = 0
    /// Whether a platform wins over what a binary's header says.
    public var forcesPlatform = false

    /// A recipe for a binary at a path.
    public init(path: String) {
        self.path = path
    }
}

extension ImageRecipe {
    /// The configuration of an image, on one line, its members in the order in which Go's builders write them.
    ///
    /// Source: OCI image-spec v1.1.1, config.md.
    func configuration(for platform: Platform, diffID: Digest) -> [UInt8] {
        let created = timestamp(epoch)
        var config = JSONObject()
        config.append("User", user.isEmpty ? nil : .string(user))
        config.append("ExposedPorts", Self.set(exposedPorts))
        config.append("Env", environment.isEmpty ? nil : .strings(environment))
        config.append("Entrypoint", .strings(entrypoint ?? [path]))
        config.append("Cmd", command.isEmpty ? nil : .strings(command))
        config.append("WorkingDir", workingDirectory.map(JSON.string))
        config.append("Labels", labels.isEmpty ? nil : JSON.map(labels))
        config.append("StopSignal", stopSignal.map(JSON.string))

        var image = JSONObject()
        image.append("created", .string(created))
        image.append("architecture", .string(platform.architecture))
        image.append("variant", platform.variant.map(JSON.string))
        image.append("os", .string(platform.os))
        image.append("os.version", platform.osVersion.map(JSON.string))
        image.append("os.features", platform.osFeatures.isEmpty ? nil : .strings(platform.osFeatures))
        image.append("config", .object(config))
        image.append(
            "rootfs",
            .object(
                JSONObject([
                    .init("type", .string("layers")), .init("diff_ids", .strings([diffID.description])),
                ])
            )
        )
        let step = JSONObject([
            .init("created", .string(created)), .init("created_by", .string("manifold build \(path)")),
        ])
        image.append("history", .array([.object(step)]))
        return JSONWriter.compact.bytes(.object(image))
    }

    /// A Go map with empty values, which is how ports are listed.
    private static func set(_ names: [String]) -> JSON? {
        guard !names.isEmpty else { return nil }
        return .object(JSONObject(Set(names).sorted().map { .init($0, .object(JSONObject())) }))
    }
}
