import ArgumentParser
import ManifoldAssembly
import ManifoldContent
import ManifoldOCI
import ManifoldRegistry

/// `tag`: more tags for what a reference names, on its registry.
struct TagCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag",
        abstract:
            "Give what a reference names more tags in its repository, without moving any bytes but the document's."
    )

    @Argument(help: ArgumentHelp("The image or index on a registry.", valueName: "reference"))
    var reference: String

    @Argument(help: ArgumentHelp("The new tags, or references in the same repository.", valueName: "new"))
    var names: [String]

    @OptionGroup(title: "Store options") var store: StoreOptions
    @OptionGroup(title: "Connection options") var connection: ConnectionOptions

    var deadline: Duration? { connection.timeout?.duration }

    func execute() async throws {
        let source = try Names.draft(reference).withDefaultTag
        let tags = try names.map { try tag($0, in: source) }
        let run = RunContext(connection, Console.environment)
        defer { run.end() }
        let repository = run.client.repository(source)
        let document = try await repository.manifest(source.target)
        try await repository.store(document, as: tags)
        try Console.print(document.digest.description)
    }

    private func tag(_ name: String, in source: Reference) throws -> String {
        if Reference.isTag(name) { return name }
        let other = try Names.draft(name)
        guard other.name == source.name, let tag = other.tag, other.digest == nil else {
            throw UsageError("\(quoted(name)) is no tag in \(source.name); to another repository it is a copy")
        }
        return tag
    }
}
