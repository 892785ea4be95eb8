import ArgumentParser

/// The program.
struct ManifoldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifold",
        abstract: "Turn per-architecture container images into one multi-architecture image.",
        discussion: """
            LOCATION names content: [docker://]REFERENCE on a registry, oci:DIR[:NAME] or oci:DIR@DIGEST in an OCI image \
            layout, store:REFERENCE in the local store. MEMBER is [PLATFORM=]LOCATION.

            Exit status: 0 done, 1 failed, 3 not found, 4 denied, 5 unreachable, 6 integrity, 7 conflict, 64 wrong \
            usage, 130 interrupted.
            """,
        version: Version.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Assemble",
                subcommands: [
                    CreateCommand.self, AddCommand.self, AnnotateCommand.self, RemoveCommand.self,
                    InspectCommand.self, ShowCommand.self, ExistsCommand.self, PushCommand.self, TagCommand.self,
                ]
            ),
            CommandGroup(name: "Build", subcommands: [BuildCommand.self]),
            CommandGroup(name: "In place of docker", subcommands: [ManifestCommand.self, VersionCommand.self]),
            CommandGroup(
                name: "The local store",
                subcommands: [RmCommand.self, LsCommand.self, PruneCommand.self, StoreCommand.self]
            ),
        ]
    )
}

/// A command that runs to an end or throws; the runner turns what it throws into a message and an exit status.
protocol RunnableCommand: ParsableCommand, Sendable {
    func execute() async throws

    /// How long the whole command may take; nil for as long as it needs.
    var deadline: Duration? { get }
}

extension RunnableCommand {
    var deadline: Duration? { nil }
}
