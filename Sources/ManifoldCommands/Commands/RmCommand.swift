import ArgumentParser
import ManifoldContent
import ManifoldOCI
import ManifoldStore

/// `rm`: drops drafts.
struct RmCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Drop drafts, damaged ones too. Nothing on a registry is touched."
    )

    @Argument(help: ArgumentHelp("The names of the drafts.", valueName: "index"))
    var drafts: [String]

    @OptionGroup(title: "Store options") var store: StoreOptions

    func execute() async throws {
        let local = try store.forReading(Console.environment)
        var failures: [any Error] = []
        for name in drafts {
            do {
                try await local.removeDraft(try Names.draft(name).withDefaultTag)
            } catch {
                failures.append(error)
            }
        }
        guard let last = failures.popLast() else { return }
        for failure in failures { Console.note("manifold: error: " + escapedForTerminal("\(failure)")) }
        throw last
    }
}
