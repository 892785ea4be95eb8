import ArgumentParser
import ManifoldAssembly
import ManifoldContent
import ManifoldOCI
import ManifoldStore

/// `push`: a draft to a registry or a layout.
struct PushCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push",
        abstract: "Publish a draft: content first, then suffixed names, then the index, its tags last.",
        discussion: """
            Entries in other repositories of the registry are mounted, or copied when mounting is refused; entries on \
            other registries and in files are copied. The last line on stdout is the digest of the index.
            """
    )

    @Argument(help: ArgumentHelp("The name of the draft.", valueName: "index"))
    var index: String

    @Flag(name: [.short, .long], help: "Remove the draft when it has been published.")
    var purge = false

    @Option(help: "The family of document: auto, oci, docker. Default: what create was told.")
    var type: IndexAssembly.Family?

    @OptionGroup(title: "Publishing options") var publish: PublishOptions
    @OptionGroup(title: "Store options") var store: StoreOptions
    @OptionGroup(title: "Connection options") var connection: ConnectionOptions

    var deadline: Duration? { connection.timeout?.duration }

    func execute() async throws {
        let reference = try Names.index(index)
        let publishing = try publish.options(jobs: connection.jobs)
        let target = try publish.to.map { try Location(parsing: $0) } ?? .registry(reference)
        let environment = Console.environment
        let local = try store.forReading(environment)
        guard let draft = try local.draft(reference) else { throw LocalStore.noSuchDraft(reference) }
        let run = RunContext(connection, environment, draft: draft)
        defer { run.end() }
        try IndexAssembly.checkForPush(draft.entries.map(\.descriptor), name: reference.description)
        let document = try DraftAssembly.index(of: draft, family: type, notices: Console.notices)
        let source = try EntrySource(
            reference.description,
            entries: try DraftAssembly.entries(of: draft),
            places: run.places(local),
            cache: local.layout
        )
        let outcome = try await Publisher(places: run.places(local), options: publishing)
            .publish(document, from: source, to: target, named: reference)
        try PublishReport(outcome).write(publish, printingMembers: true)
        // Everything is published by now: what cannot be noted down any more is no reason to call it a failure.
        do { try await finish(draft, outcome, local) } catch {
            Console.notices.warn("the index is published, but the store could not be updated: \(error)")
        }
    }

    /// Notes the push in the draft, or removes it.
    ///
    /// What was changed by others meanwhile is neither lost nor removed.
    private func finish(_ pushed: Draft, _ outcome: Publisher.Outcome, _ local: LocalStore) async throws {
        let current = try local.draft(pushed.reference)
        if purge {
            guard current?.entries == pushed.entries else {
                Console.notices.warn("kept the draft \(pushed.reference): it was changed during the push")
                return
            }
            try await local.removeDraft(pushed.reference)
            return
        }
        guard current != nil else { return }
        try await local.editDraft(pushed.reference) { draft in
            var draft = draft ?? pushed
            draft.push = Draft.Push(digest: outcome.digest, time: Console.now)
            return draft
        }
    }
}
