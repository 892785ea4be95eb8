import ArgumentParser
import ManifoldAssembly
import ManifoldOCI

/// How an index is published: the options of `push`, which `create --push` has as well.
struct PublishOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Publish there instead of under the index's own name.", valueName: "location"))
    var to: String?

    @Option(
        name: .customLong("tag"),
        help: ArgumentHelp("Another tag for the index, in the target's repository. Repeatable.", valueName: "tag")
    )
    var tags: [String] = []

    @Option(
        name: .customLong("suffix"),
        help: ArgumentHelp(
            "Emit a name for each entry beside the index: repository (pause-amd64:3.10), tag (pause:3.10-amd64), "
                + "tag-os (pause:3.10-linux-amd64), or a template over {repository} {tag} {os} {arch} {variant} "
                + "{osversion}. STYLE@PLATFORM,… limits it. Repeatable.",
            valueName: "style"
        )
    )
    var suffixes: [String] = []

    @Option(help: ArgumentHelp("Write the digest of the index to a file.", valueName: "file"))
    var digestFile: String?

    @Option(help: ArgumentHelp("Write what was published, as JSON, to a file.", valueName: "file"))
    var metadataFile: String?

    /// Whether anything here was given.
    var isUsed: Bool {
        to != nil || !tags.isEmpty || !suffixes.isEmpty || digestFile != nil || metadataFile != nil
    }

    /// The options of the publisher.
    func options(jobs: Int) throws -> Publisher.Options {
        var options = Publisher.Options()
        options.jobs = jobs
        options.tags = try tags.map { tag in
            guard Reference.isTag(tag) else { throw UsageError("\(quoted(tag)) is not a tag") }
            return tag
        }
        options.suffixes = try suffixes.map { try SuffixStyle(parsing: $0) }
        return options
    }
}
