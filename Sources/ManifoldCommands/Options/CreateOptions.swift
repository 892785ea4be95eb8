import ArgumentParser
import ManifoldAssembly
import ManifoldOCI

/// How members are taken into a draft: the options that `create` and `add` share.
struct MemberOptions: ParsableArguments {
    @Option(
        name: .customLong("platform"),
        help: ArgumentHelp(
            "Platforms: those that --from is filled in for, and the only entries taken from members that are indexes. "
                + "Comma-separated or repeated.",
            valueName: "platform"
        )
    )
    var platforms: [String] = []

    @Option(
        help: ArgumentHelp(
            "Members by a template over {os} {arch} {variant} {osversion}, one for each --platform: "
                + "'example.com/pause-{arch}:3.10'. They come after the members that are named.",
            valueName: "template"
        )
    )
    var from: String?

    @Flag(help: "Leave members out that do not exist.")
    var ignoreMissing = false

    @Flag(help: "Let PLATFORM= win over what the image's own config says.")
    var forcePlatform = false

    @Option(help: "When to ask the network for members that the store has: always, missing, never.")
    var pull = MemberResolver.Pull.always

    @Option(help: "What to do with attestations in members that are indexes: keep, strip.")
    var attestations = MemberResolver.Attestations.keep

    /// The members: those on the command line, then those of the template.
    func members(_ arguments: [String]) throws -> [Member] {
        var members = try arguments.map { try Member(parsing: $0) }.withoutRepetitions
        guard let from else { return members }
        let template = try NameTemplate(from)
        guard template.dependsOnPlatform else { throw UsageError("--from needs {arch} or another placeholder") }
        let platforms = try wantedPlatforms()
        guard !platforms.isEmpty else { throw UsageError("--from needs --platform, which says what to fill in") }
        for platform in platforms {
            members.append(
                Member(platform: platform, location: try Location(parsing: template.expanded(for: platform)))
            )
        }
        return members
    }

    func wantedPlatforms() throws -> [Platform] {
        try platforms.flatMap { $0.split(separator: ",") }.map { try Platform(parsing: String($0)) }
    }

    func resolverOptions(jobs: Int) throws -> MemberResolver.Options {
        var options = MemberResolver.Options()
        options.platforms = try wantedPlatforms()
        options.attestations = attestations
        options.forcesPlatform = forcePlatform
        options.ignoresMissing = ignoreMissing
        options.pull = pull
        options.jobs = jobs
        return options
    }
}

extension [Member] {
    /// The members without those that say again what one before them says: docker keeps one, and so do we.
    fileprivate var withoutRepetitions: [Member] {
        var seen: Set<Member> = []
        return filter { seen.insert(Member(platform: $0.platform, location: $0.location)).inserted }
    }
}
