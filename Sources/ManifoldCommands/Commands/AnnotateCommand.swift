import ArgumentParser
import ManifoldAssembly
import ManifoldContent
import ManifoldOCI
import ManifoldStore

/// `annotate`: changes what a draft says about an entry or about the index.
struct AnnotateCommand: RunnableCommand {
    static let configuration = CommandConfiguration(
        commandName: "annotate",
        abstract: "Change what a draft says about one entry, or with --index about the index itself."
    )

    @Argument(help: ArgumentHelp("The name of the draft.", valueName: "index"))
    var draft: String

    @Argument(help: ArgumentHelp("The entry: its member's name, or its platform.", valueName: "member"))
    var member: String?

    @Flag(help: "Annotate the index instead of an entry.")
    var index = false

    @Option(help: "The operating system, spelled as GOOS.")
    var os: String?

    @Option(help: "The architecture, spelled as GOARCH.")
    var arch: String?

    @Option(help: "The variant of the architecture, such as v7.")
    var variant: String?

    @Option(help: "The version of the operating system.")
    var osVersion: String?

    @Option(
        help: ArgumentHelp(
            "Take the version of the operating system from a base image; --os-version beside it is a prefix that "
                + "chooses among the base's entries.",
            valueName: "location"
        )
    )
    var osVersionFrom: String?

    @Option(help: "Features of the operating system, comma-separated or repeated. They are added.")
    var osFeatures: [String] = []

    @Option(
        name: .customLong("annotation"),
        help: ArgumentHelp("An annotation, KEY=VALUE. Repeatable.", valueName: "key=value")
    )
    var annotations: [KeyValue] = []

    @OptionGroup(title: "Store options") var store: StoreOptions
    @OptionGroup(title: "Connection options, with --os-version-from") var connection: ConnectionOptions

    var deadline: Duration? { connection.timeout?.duration }

    func validate() throws {
        if index {
            guard member == nil else { throw ValidationError("--index takes no member") }
            guard !edit.changesPlatform, osVersionFrom == nil else {
                throw ValidationError("an index has no platform: leave --index out")
            }
        } else if member == nil {
            throw ValidationError("name the entry to annotate, or use --index for the index itself")
        }
    }

    func execute() async throws {
        let reference = try Names.draft(draft).withDefaultTag
        let local = try store.forReading(Console.environment)
        guard try local.draft(reference) != nil else {
            throw member.map { missing($0) } ?? LocalStore.noSuchDraft(reference)
        }
        var edit = edit
        if let osVersionFrom { edit.osVersion = try await baseVersion(osVersionFrom, local) }
        try await local.editDraft(reference) { [edit] current in
            guard var current else { throw LocalStore.noSuchDraft(reference) }
            if let member {
                try current.annotate(member, in: draft, edit, notices: Console.notices)
            } else {
                try current.annotate(annotations.table)
            }
            current.updated = Console.now
            return current
        }
    }

    private func baseVersion(_ base: String, _ local: LocalStore) async throws -> String {
        let known = try Names.knownDraft(draft, local)
        let run = RunContext(connection, Console.environment, draft: known)
        defer { run.end() }
        let lookup = Lookup(places: run.places(local), store: local, notices: Console.notices)
        return try await BaseVersion(lookup).version(of: base, startingWith: osVersion)
    }

    private func missing(_ member: String) -> ManifoldError {
        ManifoldError(
            .notFound,
            "manifest for image \(member) does not exist in \(draft)",
            why: "there is no draft of that name in the store",
            advice: "Make it with: manifold create \(draft) \(member)"
        )
    }

    private static func given(_ value: String?) -> String? {
        value.flatMap { $0.isEmpty ? nil : $0 }
    }

    private var edit: EntryEdit {
        var edit = EntryEdit()
        // Scripts pass variables that may be empty; an empty value changes nothing, as with docker.
        edit.os = Self.given(os)
        edit.architecture = Self.given(arch)
        edit.variant = Self.given(variant)
        edit.osVersion = Self.given(osVersion)
        edit.osFeatures = osFeatures.flatMap { $0.split(separator: ",").map(String.init) }
        edit.annotations = annotations.table
        return edit
    }
}
