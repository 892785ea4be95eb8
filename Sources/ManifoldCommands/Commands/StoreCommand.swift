import ArgumentParser
import ManifoldAssembly
import ManifoldContent
import ManifoldOCI
import ManifoldStore
import SystemPackage

/// `store`: about the store itself.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "About the local store itself.",
        subcommands: [StorePathCommand.self, StoreImportCommand.self]
    )
}

/// `store path`: where the store is.
struct StorePathCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path",
        abstract: "Print where the store is."
    )

    @OptionGroup(title: "Store options") var store: StoreOptions

    func execute() async throws {
        try Console.print(store.path(Console.environment).string)
    }
}

/// `store import`: drafts from docker's store.
struct StoreImportCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take over drafts from docker's store. Nothing there is changed.",
        discussion: """
            Both of docker's formats are read. A file that is torn, or whose digest does not match, is named and left \
            out, and the exit status is then 1. Where docker's directory name can stand for several references, the \
            draft is left out and they are listed.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Docker's store. Default: $DOCKER_CONFIG/manifests, else $HOME/.docker/manifests.",
            valueName: "dir"
        )
    )
    var directory: String?

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "The name of a list whose directory could stand for several. Repeatable.",
            valueName: "index"
        )
    )
    var names: [String] = []

    @Flag(help: "Replace drafts of the same names.")
    var replace = false

    @OptionGroup(title: "Store options") var store: StoreOptions

    func execute() async throws {
        let environment = Console.environment
        let source = try directory.map { FilePath($0) } ?? Self.dockerStore(environment)
        let local = try store.forWriting(environment)
        let results = try await DockerImport(store: local, notices: Console.notices)
            .run(
                source,
                names: try names.map { try Names.draft($0).withDefaultTag },
                replacing: replace,
                time: Console.now
            )
        var isComplete = true
        for result in results {
            for problem in result.problems {
                isComplete = false
                Console.notices.warn("\(result.directory): \(problem)")
            }
            if let draft = result.draft {
                try Console.print("Imported manifest list \(draft.reference) with \(draft.entries.count) entries")
            }
        }
        guard isComplete else {
            throw ManifoldError(
                .failed,
                "not everything in \(source) was imported",
                why: "the warnings say what was left out",
                advice: "Make those drafts again with: manifold create"
            )
        }
    }

    private static func dockerStore(_ environment: [String: String]) throws -> FilePath {
        if let config = environment["DOCKER_CONFIG"], !config.isEmpty {
            return FilePath(config).appending("manifests")
        }
        guard let home = environment["HOME"], !home.isEmpty else {
            throw UsageError("neither DOCKER_CONFIG nor HOME is set; name docker's store")
        }
        return FilePath(home).appending(".docker").appending("manifests")
    }
}
