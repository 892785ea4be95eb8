import ManifoldContent
import ManifoldOCI
import ManifoldStore

/// Finds what a user names: a draft first, else content in a place.
public struct Lookup: Sendable {
    /// What was found.
    public struct Found: Sendable {
        /// The document; for a draft the index that a push would send.
        public let document: RawManifest
        /// Where everything under it can be read.
        public let source: any ContentSource
        /// The draft, when it is one.
        public let draft: Draft?
        /// The name with nothing left out.
        public let name: String
        /// What the draft says about it, when it is an entry of one.
        public var entry: Descriptor?
    }

    private let places: Places
    private let store: LocalStore
    private let notices: Notices

    /// Prepares for looking.
    public init(places: Places, store: LocalStore, notices: Notices) {
        self.places = places
        self.store = store
        self.notices = notices
    }

    /// Finds what a text names.
    /// - Throws: `ManifoldError`, `notFound` when it is nowhere.
    public func find(_ text: String) async throws -> Found {
        let location = try Location(parsing: text)
        if let draft = try draft(location, text) { return try found(draft) }
        let (place, name) = try places.source(location)
        let manifest = try await place.manifest(name)
        let canonical: String
        switch location {
        case .registry(let reference), .store(let reference): canonical = reference.withDefaultTag.description
        case .layout: canonical = location.description
        }
        return Found(document: manifest, source: place, draft: nil, name: canonical)
    }

    /// Finds a member of a draft.
    /// - Throws: `ManifoldError`, `notFound`.
    public func find(_ member: String, in index: String) async throws -> Found {
        let reference = try Reference(parsing: index).withDefaultTag
        guard let draft = try store.draft(reference) else { throw LocalStore.noSuchDraft(reference) }
        let positions = try draft.positions(of: member, in: index)
        guard positions.count == 1, let position = positions.first else {
            throw ManifoldError(
                .invalidInput,
                "cannot tell which entry of \(index) is meant by \(quoted(member))",
                why: "it could be any of \(positions.count)",
                advice: "Name its platform"
            )
        }
        let source = try source(of: draft)
        let entry = draft.entries[position]
        let manifest = try await source.manifest(.digest(entry.descriptor.digest))
        return Found(
            document: manifest,
            source: source,
            draft: nil,
            name: Self.plainName(entry.member),
            entry: entry.descriptor
        )
    }

    /// A member's name without the scheme that registries need none of.
    public static func plainName(_ member: String) -> String {
        member.removingPrefix("docker://") ?? member
    }

    private func draft(_ location: Location, _ text: String) throws -> Draft? {
        switch location {
        case .store(let reference): try store.draft(reference.withDefaultTag)
        case .registry(let reference) where !text.hasPrefix("docker://"): try store.draft(reference.withDefaultTag)
        default: nil
        }
    }

    private func found(_ draft: Draft) throws -> Found {
        Found(
            document: try DraftAssembly.index(of: draft, family: nil, notices: notices),
            source: try source(of: draft),
            draft: draft,
            name: draft.reference.description
        )
    }

    private func source(of draft: Draft) throws -> EntrySource {
        try EntrySource(
            draft.reference.description,
            entries: try DraftAssembly.entries(of: draft),
            places: places,
            cache: store.layout
        )
    }

    /// The entry of an index that a machine of a platform would run.
    /// - Throws: `ManifoldError`, `notFound` with the platforms that there are.
    public static func entry(of index: ImageIndex, for platform: Platform, name: String) throws -> Descriptor {
        let matchers = [PlatformMatcher.strict(platform), PlatformMatcher.compatible(with: platform)]
        for matcher in matchers {
            let ranked = index.manifests.compactMap { entry in
                entry.isAttestation ? nil : entry.platform.flatMap(matcher.rank).map { (rank: $0, entry: entry) }
            }
            // The first entry wins among equals.
            if let best = ranked.enumerated().min(by: { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }) {
                return best.element.entry
            }
        }
        let known = index.manifests.compactMap { $0.platform?.description }.joined(separator: ", ")
        throw ManifoldError(
            .notFound,
            "cannot find \(platform) in \(name)",
            why: "the index has \(known.isEmpty ? "no platforms" : known)"
        )
    }
}
