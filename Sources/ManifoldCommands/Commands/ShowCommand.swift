import ArgumentParser
import ManifoldAssembly
import ManifoldContent
import ManifoldOCI
import ManifoldStore

/// `show`: an index for people.
struct ShowCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an index or an image as a tree: platforms, digests, sizes, annotations, attestations."
    )

    @Argument(help: ArgumentHelp("A draft's name, or a location.", valueName: "location"))
    var location: String

    @Option(help: "text or json.")
    var format = OutputFormat.text

    @OptionGroup(title: "Store options") var store: StoreOptions
    @OptionGroup(title: "Connection options") var connection: ConnectionOptions

    var deadline: Duration? { connection.timeout?.duration }

    func execute() async throws {
        let environment = Console.environment
        let local = try store.forReading(environment)
        let run = RunContext(connection, environment, draft: try Names.knownDraft(location, local))
        defer { run.end() }
        let found = try await Lookup(places: run.places(local), store: local, notices: Console.notices).find(location)
        let summary = try await IndexSummary(found, jobs: connection.jobs)
        switch format {
        case .json: try Console.print(JSONWriter.readable.string(summary.json))
        case .text: try Console.print(summary.text(colour: Console.showsColour, now: Console.now))
        }
    }
}
