import ArgumentParser
import ManifoldAssembly
import ManifoldContent
import ManifoldOCI
import ManifoldStore

/// `inspect`: documents as JSON, the way docker prints them.
struct InspectCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Print an index or an image as JSON: a draft of that name first, else what the location holds.",
        discussion: """
            Indexes are printed with three spaces a level, images with tabulators, as docker does. With two arguments \
            the second names an entry of the draft that the first one names.
            """
    )

    @Argument(help: ArgumentHelp("[INDEX] LOCATION", valueName: "location"))
    var names: [String]

    @Flag(name: [.short, .long], help: "Print every image with its descriptor.")
    var verbose = false

    @Flag(help: "Print the exact bytes.")
    var raw = false

    @Flag(help: "Print the image config.")
    var config = false

    @Option(help: ArgumentHelp("Print the entry of this platform.", valueName: "platform"))
    var platform: String?

    @OptionGroup(title: "Store options") var store: StoreOptions
    @OptionGroup(title: "Connection options") var connection: ConnectionOptions

    var deadline: Duration? { connection.timeout?.duration }

    func validate() throws {
        guard (1...2).contains(names.count) else { throw ValidationError("inspect takes one or two names") }
        guard [verbose, raw, config].filter(\.self).count <= 1 || (raw && config) else {
            throw ValidationError("--verbose, --raw and --config are different outputs")
        }
    }

    func execute() async throws {
        let platform = try platform.map { try Platform(parsing: $0) }
        let environment = Console.environment
        let local = try store.forReading(environment)
        let run = RunContext(connection, environment, draft: try Names.knownDraft(names[0], local))
        defer { run.end() }
        let lookup = Lookup(places: run.places(local), store: local, notices: Console.notices)
        let found = try await names.count == 2 ? lookup.find(names[1], in: names[0]) : lookup.find(names[0])
        var document = found.document
        var name = found.name
        if let index = document.index, let wanted = platform ?? (config ? Platform.host : nil) {
            let entry = try Lookup.entry(of: index, for: wanted, name: found.name)
            document = try await found.source.manifest(.digest(entry.digest))
            name = "\(found.name)@\(entry.digest)"
        }
        if config {
            try await printConfig(document, found.source)
        } else if raw {
            try Console.write(document.bytes)
        } else if verbose {
            try await printVerbose(document, found, name)
        } else {
            // Docker prints an image that it has just fetched without Go's escapes, and everything else with them.
            let isFetched = found.entry == nil && found.draft == nil
            let image = JSONWriter(indent: "\t", escapesHTML: !isFetched)
            let writer = document.index == nil ? image : .docker
            try Console.print(writer.forTerminal.string(try DocumentReader.parse(document.bytes)))
        }
    }

    private func printConfig(_ document: RawManifest, _ source: any ContentSource) async throws {
        guard let image = document.image else {
            throw UsageError("--config needs an image: choose one of the index with --platform")
        }
        let bytes = try await source.blob(image.config, limit: ContentLimits.config)
        if raw { return try Console.write(bytes) }
        try Console.print(JSONWriter.readable.forTerminal.string(try DocumentReader.parse(bytes)))
    }

    private func printVerbose(_ document: RawManifest, _ found: Lookup.Found, _ name: String) async throws {
        guard let index = document.index else {
            var descriptor = found.entry ?? document.descriptor
            if found.entry == nil, let image = document.image, image.config.mediaType != .ociEmpty {
                let bytes = try await found.source.blob(image.config, limit: ContentLimits.config)
                descriptor.platform = try ImageConfig(bytes).platform ?? Platform(os: "", architecture: "")
            }
            let entry = try VerboseEntry.json(name, descriptor, document)
            return try Console.print(JSONWriter.tabbed.forTerminal.string(entry))
        }
        var entries: [JSON] = []
        for (position, entry) in index.manifests.enumerated() {
            let manifest = try await found.source.manifest(.digest(entry.digest))
            let member = found.draft.map { Lookup.plainName($0.entries[position].member) }
            entries.append(try VerboseEntry.json(member ?? "\(name)@\(entry.digest)", entry, manifest))
        }
        try Console.print(JSONWriter.tabbed.forTerminal.string(.array(entries)))
    }
}
