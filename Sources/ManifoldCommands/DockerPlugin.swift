import ManifoldOCI

/// The program as a plugin of the docker client: installed as `docker-manifold`, it is `docker manifold`.
///
/// Source: docker/cli, `cli-plugins/metadata`.
enum DockerPlugin {
    /// The arguments for the program itself.
    ///
    /// The client puts the plugin's name before those of the user.
    static func arguments(_ arguments: [String], programName: String) -> [String] {
        let name = programName.split(separator: "/").last.map(String.init) ?? programName
        guard name == "docker-manifold", arguments.first == "manifold" else { return arguments }
        return Array(arguments.dropFirst())
    }

    /// What the client asks each plugin for before it lists it.
    static let metadataRequest = "docker-cli-plugin-metadata"

    /// The answer.
    static var metadata: String {
        JSONWriter.compact.string(
            .object(
                JSONObject([
                    .init("SchemaVersion", .string("0.1.0")),
                    .init("Vendor", .string("manifold")),
                    .init("Version", .string(Version.current)),
                    .init("ShortDescription", .string("Multi-architecture images: indexes and their legacy names")),
                ])
            )
        )
    }
}
