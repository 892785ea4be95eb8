import ArgumentParser
import ManifoldOCI
import ManifoldStore

/// `prune`: collects what nothing in the store names.
struct PruneCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove from the store what no draft names any more."
    )

    @Option(
        help: ArgumentHelp(
            "Remove drafts as well that were not changed for so long, such as 7d.",
            valueName: "duration"
        )
    )
    var olderThan: TimeSpan?

    @Flag(help: "Say what would be removed and remove nothing.")
    var dryRun = false

    @Option(help: "text or json.")
    var format = OutputFormat.text

    @OptionGroup(title: "Store options") var store: StoreOptions

    func execute() async throws {
        let limit = olderThan.map { Console.now - $0.duration.components.seconds }
        let pruned = try await store.forReading(Console.environment).prune(olderThan: limit, dryRun: dryRun)
        switch format {
        case .json:
            let result = JSONObject([
                .init("drafts", .strings(pruned.drafts)),
                .init("blobs", .strings(pruned.blobs.map(\.description))),
                .init("bytes", .integer(pruned.bytes)),
                .init("dryRun", .bool(dryRun)),
            ])
            try Console.print(JSONWriter.readable.string(.object(result)))
        case .text:
            for name in pruned.drafts { try Console.print("draft \(name)") }
            for blob in pruned.blobs { try Console.print("blob \(blob)") }
            try Console.print("\(dryRun ? "would free" : "freed") \(Size.text(pruned.bytes))")
        }
    }
}
