import ArgumentParser
import ManifoldArchive
import ManifoldAssembly
import ManifoldOCI
import ManifoldStore
import SystemPackage

/// `build`: images from binaries.
struct BuildCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Build an image of one binary for each platform, and their index.",
        discussion: """
            Each binary becomes an image of one layer on nothing, the binary its entry point. The file's header must \
            fit the platform. One platform gives a plain image, several give an index. The same input gives the same \
            bytes on any machine.
            """
    )

    @Option(
        name: [.customShort("t"), .customLong("tag")],
        help: ArgumentHelp("Push under this name.", valueName: "reference")
    )
    var reference: String?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Write there: a registry's REFERENCE or oci:DIR:NAME.", valueName: "location")
    )
    var output: String?

    @Option(
        name: .customLong("binary"),
        help: ArgumentHelp(
            "A program, as [PLATFORM=]FILE; without PLATFORM= its header tells. Repeatable.",
            valueName: "platform=file"
        )
    )
    var binaries: [String] = []

    @Option(help: ArgumentHelp("Where the binary is in the image. Default: / and the file's name.", valueName: "path"))
    var path: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The entry point, split at commas. Default: the binary.", valueName: "argument,…")
    )
    var entrypoint: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Arguments behind the entry point, split at commas.", valueName: "argument,…")
    )
    var cmd: String?

    @Option(help: "The user to run as.")
    var user = "65535:65535"

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("An environment variable. Repeatable.", valueName: "name=value")
    )
    var environment: [KeyValue] = []

    @Option(name: .customLong("label"), help: ArgumentHelp("A label. Repeatable.", valueName: "key=value"))
    var labels: [KeyValue] = []

    @Option(help: ArgumentHelp("The directory to start in.", valueName: "path"))
    var workdir: String?

    @Option(help: ArgumentHelp("A port, such as 8080 or 53/udp. Repeatable.", valueName: "port"))
    var expose: [String] = []

    @Option(help: ArgumentHelp("The signal that asks the program to end.", valueName: "signal"))
    var stopSignal: String?

    @Option(
        name: .customLong("annotation"),
        help: ArgumentHelp("An annotation of the images and the index. Repeatable.", valueName: "key=value")
    )
    var annotations: [KeyValue] = []

    @Option(help: ArgumentHelp("gzip, gzip:1 to gzip:9, or none.", valueName: "method"))
    var compression = "gzip"

    @Option(
        help: ArgumentHelp(
            "The time of everything in the image, in seconds since 1970. Default: $SOURCE_DATE_EPOCH, else 0.",
            valueName: "seconds"
        )
    )
    var sourceDateEpoch: Int64?

    @Flag(help: "Make an index of one platform, too.")
    var index = false

    @Flag(help: "Let PLATFORM= win over what the file's header says.")
    var forcePlatform = false

    @Option(
        name: .customLong("suffix"),
        help: ArgumentHelp("Emit a name for each image beside the index, as push does. Repeatable.", valueName: "style")
    )
    var suffixes: [String] = []

    @OptionGroup(title: "Store options") var store: StoreOptions
    @OptionGroup(title: "Connection options") var connection: ConnectionOptions

    var deadline: Duration? { connection.timeout?.duration }

    func validate() throws {
        guard !binaries.isEmpty else { throw ValidationError("name at least one program with --binary") }
        guard (reference != nil) != (output != nil) else {
            throw ValidationError("say where the image goes: either --tag REFERENCE or --output LOCATION")
        }
    }

    func execute() async throws {
        let inputs = binaries.map { BuildInput(parsing: $0) }
        let name = try reference.map { try Names.index($0) }
        let target = try target(name)
        var options = Publisher.Options()
        options.jobs = connection.jobs
        options.suffixes = try suffixes.map { try SuffixStyle(parsing: $0) }
        let builder = ImageBuilder(try recipe(inputs))
        let images = try await builder.build(inputs)
        let document = images.count == 1 && !index ? images[0].manifest : builder.index(images)
        guard suffixes.isEmpty || document.index != nil else {
            throw UsageError("--suffix names the entries of an index; one platform gives a plain image unless --index")
        }
        let run = RunContext(connection, Console.environment)
        defer { run.end() }
        let outcome = try await Publisher(places: run.places(try store.forReading(run.environment)), options: options)
            .publish(document, from: ImageBuilder.source(images), to: target, named: name)
        for name in outcome.suffixed { Console.note("\(name.name) is \(name.digest)") }
        try Console.print(outcome.digest.description)
    }

    private func target(_ name: Reference?) throws -> Location {
        if let output { return try Location(parsing: output) }
        guard let name else { throw UsageError("say where the image goes: --tag REFERENCE or --output LOCATION") }
        return .registry(name)
    }

    private func recipe(_ inputs: [BuildInput]) throws -> ImageRecipe {
        let place = try path ?? Self.commonName(inputs)
        var recipe = ImageRecipe(path: place)
        recipe.entrypoint = entrypoint.map(Self.list)
        recipe.command = cmd.map(Self.list) ?? []
        recipe.user = user
        recipe.environment = environment.map { "\($0.key)=\($0.value)" }
        recipe.labels = labels.table
        recipe.workingDirectory = workdir
        recipe.exposedPorts = expose.map { $0.contains("/") ? $0 : "\($0)/tcp" }
        recipe.stopSignal = stopSignal
        recipe.annotations = annotations.table
        recipe.compression = try Self.compression(compression)
        recipe.epoch = try epoch()
        recipe.forcesPlatform = forcePlatform
        return recipe
    }

    /// The file's name; several files that are named differently leave open which it should be.
    private static func commonName(_ inputs: [BuildInput]) throws -> String {
        let names = Set(inputs.compactMap { $0.file.lastComponent?.string })
        guard names.count == 1, let name = names.first else {
            throw UsageError("the binaries have different names; say where they go with --path")
        }
        return "/" + name
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: true).map(String.init)
    }

    private static func compression(_ text: String) throws -> LayerCompression {
        switch text {
        case "gzip": return .gzip
        case "none": return .none
        default:
            guard text.hasPrefix("gzip:"), let level = Int(text.dropFirst("gzip:".count)), (1...9).contains(level)
            else {
                throw UsageError("--compression must be gzip, gzip:1 to gzip:9, or none, not \(quoted(text))")
            }
            return .gzip(level: level)
        }
    }

    private func epoch() throws -> Int64 {
        if let sourceDateEpoch { return sourceDateEpoch }
        guard let text = Console.environment["SOURCE_DATE_EPOCH"], !text.isEmpty else { return 0 }
        guard let seconds = Int64(text), seconds >= 0 else {
            throw UsageError("SOURCE_DATE_EPOCH is \(quoted(text)), not a number of seconds")
        }
        return seconds
    }
}
