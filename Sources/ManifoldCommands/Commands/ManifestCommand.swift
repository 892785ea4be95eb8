import ArgumentParser

/// `manifest VERB`: the same as `VERB`, so that a script moves over from `docker manifest` by one word.
struct ManifestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "The verbs of docker manifest under docker's name: manifest push is push.",
        subcommands: [
            CreateCommand.self, AddCommand.self, AnnotateCommand.self, RemoveCommand.self, InspectCommand.self,
            ShowCommand.self, ExistsCommand.self, PushCommand.self, RmCommand.self, LsCommand.self, PruneCommand.self,
        ]
    )
}
