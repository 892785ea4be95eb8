import ArgumentParser
import ManifoldCredentials
import ManifoldRegistry
import ManifoldStore
import SystemPackage

/// How registries are talked to.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Credentials, in the format of docker's config.json. Default: $DOCKER_CONFIG/config.json, else "
                + "$HOME/.docker/config.json.",
            valueName: "file"
        )
    )
    var authfile: String?

    @Flag(help: "Do not verify certificates, and try plain HTTP where a server does not speak TLS.")
    var insecure = false

    @Flag(help: "Use plain HTTP.")
    var plainHttp = false

    @Option(help: ArgumentHelp("Trust the certificates in this file beside the system's.", valueName: "file"))
    var caFile: String?

    @Option(help: ArgumentHelp("The most transfers at once.", valueName: "n"))
    var jobs = 8

    @Option(help: ArgumentHelp("Give up after this time in all, such as 5m.", valueName: "duration"))
    var timeout: TimeSpan?

    @Option(help: ArgumentHelp("Give a server up that sends nothing for so long.", valueName: "duration"))
    var idleTimeout = TimeSpan(.seconds(30))

    @Option(help: ArgumentHelp("How often a failed request is sent again.", valueName: "n"))
    var retries = 4

    @Flag(help: "Log every request to stderr, without secrets.")
    var debug = false

    func validate() throws {
        guard (1...256).contains(jobs) else { throw ValidationError("--jobs must be from 1 to 256") }
        guard (0...100).contains(retries) else { throw ValidationError("--retries must be from 0 to 100") }
        guard !(insecure && caFile != nil) else {
            throw ValidationError("--insecure verifies nothing, so --ca-file has no meaning beside it")
        }
    }

    /// What a draft remembers of these options.
    var allowance: Draft.Connection {
        var allowance = Draft.Connection()
        allowance.isInsecure = insecure
        allowance.isPlainHTTP = plainHttp
        return allowance
    }

    /// A client for all registries of this run.
    func client(_ environment: [String: String]) -> RegistryClient {
        var options = RegistryOptions()
        options.insecure = insecure
        options.plainHTTP = plainHttp
        options.caFile = caFile
        options.idleTimeout = idleTimeout.duration
        options.retries = retries
        options.userAgent = "manifold/\(Version.current)"
        let credentials: any CredentialSource
        if let authfile {
            credentials = DockerConfigFile(path: FilePath(authfile), mustExist: true)
        } else {
            credentials = DockerConfigFile.standard(environment: environment) ?? NoCredentials()
        }
        return RegistryClient(options: options, credentials: credentials, logger: Log.make(debug: debug))
    }
}
