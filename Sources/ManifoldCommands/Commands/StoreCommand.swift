import ArgumentParser
import SystemPackage

/// `store`: about the store itself.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "About the local store itself.",
        subcommands: [StorePathCommand.self]
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
