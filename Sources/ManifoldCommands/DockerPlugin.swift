import ManifoldOCI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The program as a plugin of the docker client: installed as `docker-manifold`, it is `docker manifold`.
///
/// Source: docker/cli, `cli-plugins/metadata`.
enum DockerPlugin {
    /// The arguments for the program itself.
    ///
    /// The client puts its own global options and the plugin's name before those of the user. Of the options only
    /// `--config` has a meaning here, and becomes `DOCKER_CONFIG`.
    static func arguments(_ arguments: [String], programName: String) -> [String] {
        let name = programName.split(separator: "/").last.map(String.init) ?? programName
        guard name == "docker-manifold", let own = arguments.firstIndex(of: "manifold") else { return arguments }
        let options = arguments[..<own]
        for (position, option) in options.enumerated() {
            if option.hasPrefix("--config=") { setConfiguration(String(option.dropFirst("--config=".count))) }
            if option == "--config", position + 1 < options.count { setConfiguration(options[position + 1]) }
        }
        return Array(arguments[(own + 1)...])
    }

    private static func setConfiguration(_ directory: String) {
        setenv("DOCKER_CONFIG", directory, 1)
    }

    /// Docker's switches may be given a value, as in `--purge=true`: that is the switch, or its absence.
    static func withoutSwitchValues(_ arguments: [String]) -> [String] {
        let switches: Set<String> = ["--amend", "-a", "--insecure", "--purge", "-p", "--verbose", "-v"]
        return arguments.compactMap { argument in
            guard let equals = argument.firstIndex(of: "="), switches.contains(String(argument[..<equals])) else {
                return argument
            }
            switch argument[argument.index(after: equals)...] {
            case "true", "1", "t", "T", "TRUE", "True": return String(argument[..<equals])
            case "false", "0", "f", "F", "FALSE", "False": return nil
            default: return argument
            }
        }
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
