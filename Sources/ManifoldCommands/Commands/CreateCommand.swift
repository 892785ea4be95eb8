import ArgumentParser
import ManifoldAssembly
import ManifoldContent
import ManifoldOCI
import ManifoldStore

/// `create`: members to a draft, or with `--push` straight to a registry.
struct CreateCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make an index of images: a draft in the local store, or with --push a published one.",
        discussion: """
            Every member is fetched, verified and read for its platform; then the draft is written, whole or not at all. \
            The entries keep the order of the arguments. With --push nothing is written to the store and only the \
            digest of the index goes to stdout.
            """
    )

    @Argument(help: ArgumentHelp("The name of the index.", valueName: "index"))
    var index: String

    @Argument(help: ArgumentHelp("The images, each as [PLATFORM=]LOCATION.", valueName: "member"))
    var members: [String] = []

    @Flag(name: [.short, .long], help: "Take the members into the draft that exists.")
    var amend = false

    @Flag(help: "Begin anew although a draft exists.")
    var replace = false

    @Flag(help: "Publish at once, and keep no draft.")
    var push = false

    @Flag(help: "Print the index and write nothing.")
    var dryRun = false

    @Option(help: "The family of document: auto, oci, docker. auto is docker when every entry is a Docker manifest.")
    var type: IndexAssembly.Family?

    @Option(
        name: .customLong("annotation"),
        help: ArgumentHelp("An annotation of the index, KEY=VALUE. Repeatable.", valueName: "key=value")
    )
    var annotations: [KeyValue] = []

    @OptionGroup(title: "Member options") var member: MemberOptions
    @OptionGroup(title: "Publishing options, with --push") var publish: PublishOptions
    @OptionGroup(title: "Store options") var store: StoreOptions
    @OptionGroup(title: "Connection options") var connection: ConnectionOptions

    var deadline: Duration? { connection.timeout?.duration }

    func validate() throws {
        guard !(amend && replace) else { throw ValidationError("--amend and --replace contradict each other") }
        guard !(push && (amend || replace)) else {
            throw ValidationError("--push keeps no draft, so --amend and --replace have no meaning beside it")
        }
        guard !(push || dryRun) || member.pull == .always else {
            throw ValidationError("--pull is about the store, which --push and --dry-run do not use")
        }
        guard push || !publish.isUsed else {
            throw ValidationError("--to, --tag, --suffix, --digest-file and --metadata-file need --push")
        }
    }

    func execute() async throws {
        let reference = try Names.index(index)
        let wanted = try member.members(members)
        guard !wanted.isEmpty else {
            throw UsageError("create needs at least one member. Name images, or use --from with --platform")
        }
        let environment = Console.environment
        let amended = amend ? try store.forReading(environment).draft(reference) : nil
        let run = RunContext(connection, environment, draft: amended)
        defer { run.end() }
        if push || dryRun {
            try await withoutDraft(reference, wanted, run)
        } else {
            try await draft(reference, wanted, run)
        }
    }

    private func withoutDraft(_ reference: Reference, _ wanted: [Member], _ run: RunContext) async throws {
        let publishing = try publish.options(jobs: connection.jobs)
        let target = try publish.to.map { try Location(parsing: $0) } ?? .registry(reference)
        let places = Places(registry: run.client, store: try store.forReading(run.environment))
        let resolver = MemberResolver(
            places: places,
            cache: nil,
            options: try member.resolverOptions(jobs: connection.jobs),
            notices: Console.notices
        )
        let entries = try await resolver.resolve(wanted).flatMap(\.entries)
        let descriptors = entries.map(\.descriptor)
        let document = try IndexAssembly.index(
            of: descriptors,
            annotations: annotations.table,
            family: type ?? .auto,
            notices: Console.notices
        )
        if dryRun {
            for warning in IndexAssembly.warnings(descriptors) { Console.notices.warn(warning) }
            try Console.write(document.bytes + [0x0A])
            return
        }
        try IndexAssembly.checkForPush(descriptors, name: reference.description)
        let source = try EntrySource(reference.description, entries: entries, places: places, cache: nil)
        let outcome = try await Publisher(places: places, options: publishing)
            .publish(document, from: source, to: target, named: reference)
        Console.note("Created manifest list \(reference)")
        try PublishReport(outcome).write(publish, printingMembers: false)
    }

    private func draft(_ reference: Reference, _ wanted: [Member], _ run: RunContext) async throws {
        let local = try store.forWriting(run.environment)
        let assembly = DraftAssembly(store: local, notices: Console.notices)
        let existing: DraftAssembly.Existing = amend ? .amend : replace ? .replace : .refuse
        try assembly.checkFree(reference, existing)
        let resolver = MemberResolver(
            places: Places(registry: run.client, store: local),
            cache: local,
            options: try member.resolverOptions(jobs: connection.jobs),
            notices: Console.notices
        )
        _ = try await assembly.create(
            reference,
            try await resolver.resolve(wanted),
            annotations: annotations.table,
            mediaType: type?.mediaType,
            connection: connection.allowance,
            existing: existing,
            time: Console.now
        )
        try Console.print("Created manifest list \(reference)")
    }
}

extension IndexAssembly.Family {
    /// The type that the family stands for; auto leaves it to the entries.
    fileprivate var mediaType: MediaType? {
        switch self {
        case .auto: nil
        case .oci: .ociIndex
        case .docker: .dockerList
        }
    }
}
