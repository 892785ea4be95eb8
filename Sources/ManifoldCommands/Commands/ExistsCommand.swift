import ArgumentParser
import ManifoldOCI
import ManifoldStore

/// `exists`: asks for a draft by exit status.
struct ExistsCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exists",
        abstract: "Exit 0 when there is a draft of that name, 3 when there is none."
    )

    @Argument(help: ArgumentHelp("The name of the draft.", valueName: "index"))
    var draft: String

    @OptionGroup(title: "Store options") var store: StoreOptions

    func execute() async throws {
        let reference = try Names.draft(draft).withDefaultTag
        guard try store.forReading(Console.environment).draft(reference) != nil else {
            throw LocalStore.noSuchDraft(reference)
        }
    }
}
