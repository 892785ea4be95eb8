import ManifoldContent
import ManifoldOCI
import ManifoldStore
import SystemPackage

/// Takes over drafts from docker's store.
///
/// Nothing there is changed.
public struct DockerImport: Sendable {
    /// What became of one of docker's drafts.
    public struct Result: Sendable {
        /// The directory in docker's store.
        public let directory: FilePath
        /// The draft that was made; nil when none could be.
        public let draft: Draft?
        /// Files that were left out, and other reasons for doubt.
        public let problems: [String]
    }

    private let store: LocalStore
    private let notices: Notices

    /// Prepares for an import into a store.
    public init(store: LocalStore, notices: Notices) {
        self.store = store
        self.notices = notices
    }

    /// Imports every draft of a store of docker's.
    /// - Parameters:
    ///   - directory: Docker's store.
    ///   - names: Names that are known; they settle what a directory's name leaves open.
    ///   - replacing: Whether drafts of the same name are replaced.
    ///   - time: Now, in seconds since 1970.
    /// - Throws: `ManifoldError` when docker's store cannot be read or ours cannot be written.
    public func run(
        _ directory: FilePath,
        names: [Reference] = [],
        replacing: Bool,
        time: Int64
    ) async throws -> [Result] {
        var results: [Result] = []
        for list in try DockerDraftDirectory.all(in: directory) {
            let known = names.filter(list.isNamed)
            results.append(try await take(list, known.isEmpty ? list.names : known, replacing: replacing, time: time))
        }
        return results
    }

    private func take(
        _ list: DockerDraftDirectory,
        _ candidates: [Reference],
        replacing: Bool,
        time: Int64
    ) async throws -> Result {
        var problems = list.problems.map { "left out \($0.path): \($0.reason)" }
        func nothing(_ why: String) -> Result {
            Result(directory: list.path, draft: nil, problems: problems + [why])
        }
        guard !list.members.isEmpty else { return nothing("no member could be read") }
        guard let name = candidates.first else { return nothing("no reference has such a name in docker's store") }
        guard candidates.count == 1 else {
            let names = candidates.map(\.description).joined(separator: ", ")
            return nothing(
                "docker gives the same directory to \(names); choose one with --as"
            )
        }
        do {
            let draft = try await DraftAssembly(store: store, notices: notices).create(
                name,
                list.members.map(Self.resolved),
                annotations: [:],
                mediaType: nil,
                existing: replacing ? .replace : .refuse,
                time: time
            )
            return Result(directory: list.path, draft: draft, problems: problems)
        } catch let error as ManifoldError where error.code == .conflict {
            problems.append("there is a draft of \(name) already; --replace replaces it")
            return Result(directory: list.path, draft: nil, problems: problems)
        }
    }

    private static func resolved(_ member: DockerDraftMember) -> ResolvedMember {
        var descriptor = member.descriptor
        descriptor.platform = descriptor.platform ?? Platform(os: "", architecture: "")
        let location = Location.registry(member.reference)
        let entry = ResolvedEntry(
            descriptor: descriptor,
            detected: member.descriptor.platform,
            manifest: member.manifest,
            origin: Places.pinned(location, to: descriptor.digest)
        )
        return ResolvedMember(
            member: Member(platform: nil, location: location),
            document: member.manifest?.descriptor ?? descriptor.bare,
            entries: [entry]
        )
    }
}
