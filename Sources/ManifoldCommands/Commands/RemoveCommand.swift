import ArgumentParser
import ManifoldAssembly
import ManifoldOCI
import ManifoldStore

/// `remove`: drops an entry from a draft.
struct RemoveCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Drop one entry from a draft. The image itself stays where it is."
    )

    @Argument(help: ArgumentHelp("The name of the draft.", valueName: "index"))
    var draft: String

    @Argument(help: ArgumentHelp("The entry: its platform, or its member's name.", valueName: "member|platform"))
    var entry: String

    @OptionGroup(title: "Store options") var store: StoreOptions

    func execute() async throws {
        let reference = try Names.draft(draft).withDefaultTag
        let local = try store.forReading(Console.environment)
        guard try local.draft(reference) != nil else { throw LocalStore.noSuchDraft(reference) }
        try await local.editDraft(reference) { current in
            guard var current else { throw LocalStore.noSuchDraft(reference) }
            try current.remove(entry, in: draft)
            current.updated = Console.now
            return current
        }
    }
}
