import ManifoldContent
import ManifoldOCI
import ManifoldStore

/// Finds out what members are: fetches their documents and reads their platforms.
public struct MemberResolver: Sendable {
    /// What to do with companions that builders put beside images.
    public enum Attestations: String, Sendable, CaseIterable {
        /// They stay in the index.
        case keep
        /// They are left out.
        case strip
    }

    /// When the network is asked for a member that the store already has.
    public enum Pull: String, Sendable, CaseIterable {
        /// Every time; what is held is not fetched again.
        case always
        /// When the store has nothing under that name.
        case missing
        /// Not at all.
        case never
    }

    /// How members are taken in.
    public struct Options: Sendable {
        /// Only entries of these platforms are taken from members that are indexes; empty means all.
        public var platforms: [Platform] = []
        /// What happens to attestations.
        public var attestations = Attestations.keep
        /// Whether the user's platform wins over the image's own.
        public var forcesPlatform = false
        /// Whether members that do not exist are left out.
        public var ignoresMissing = false
        /// When the network is asked.
        public var pull = Pull.always
        /// The most transfers at once.
        public var jobs = 8

        /// The defaults.
        public init() {}
    }

    let places: Places
    private let cache: LocalStore?
    let options: Options
    let notices: Notices

    /// Prepares for resolving.
    /// - Parameter cache: The store to look in first; nil when everything is to be fetched.
    public init(places: Places, cache: LocalStore?, options: Options, notices: Notices) {
        self.places = places
        self.cache = cache
        self.options = options
        self.notices = notices
    }

    /// Resolves all members at the same time, and returns them in their order.
    /// - Throws: `ManifoldError` of the first one that fails.
    public func resolve(_ members: [Member]) async throws -> [ResolvedMember] {
        let slots = TransferSlots(options.jobs)
        var results = [ResolvedMember?](repeating: nil, count: members.count)
        try await withThrowingTaskGroup(of: (Int, ResolvedMember?).self) { group in
            for (position, member) in members.enumerated() {
                group.addTask { (position, try await resolveOrSkip(member, slots)) }
            }
            for try await (position, result) in group { results[position] = result }
        }
        let found = results.compactMap(\.self)
        guard !found.isEmpty || members.isEmpty else {
            throw ManifoldError(
                .notFound,
                "no such manifest: none of the \(members.count) members exists",
                why: "all of them were left out because of --ignore-missing",
                advice: "Check the names"
            )
        }
        warnOfUnmet(found)
        return found
    }

    /// Resolves a member, or leaves it out when nothing has its name and that is allowed.
    ///
    /// What is there and broken is never left out.
    private func resolveOrSkip(_ member: Member, _ slots: TransferSlots) async throws -> ResolvedMember? {
        if case .store(let reference) = member.location, let draft = try places.draft(reference) {
            return try resolved(member, draft)
        }
        let (place, name) = try places.source(member.location)
        let fetched: Fetched
        do {
            fetched = try await slots.withSlot { try await document(member, place, name) }
        } catch let error as ManifoldError where error.code == .notFound && options.ignoresMissing {
            notices.warn("left out \(member.location): \(error.why)")
            return nil
        }
        return try await resolve(member, fetched, place, slots)
    }

    private func resolve(
        _ member: Member,
        _ fetched: Fetched,
        _ place: any ContentSource,
        _ slots: TransferSlots
    ) async throws -> ResolvedMember {
        let resolved: [ResolvedEntry]
        switch fetched.manifest.content {
        case .image(let image):
            resolved = [try await slots.withSlot { try await entry(member, image, fetched, place) }]
        case .index(let index):
            let entries = try await flattened(index, member, place, slots, depth: 1)
            resolved = try chosen(entries, for: member, offered: index.manifests)
        }
        return ResolvedMember(member: member, document: fetched.manifest.descriptor, entries: resolved)
    }

    /// The entries of a draft, as if they had been resolved now.
    private func resolved(_ member: Member, _ draft: Draft) throws -> ResolvedMember {
        let document = try DraftAssembly.index(of: draft, family: nil, notices: notices)
        let entries = try DraftAssembly.entries(of: draft)
        return ResolvedMember(
            member: member,
            document: document.descriptor,
            entries: try chosen(entries, for: member, offered: draft.entries.map(\.descriptor))
        )
    }

    // MARK: Documents

    struct Fetched {
        let manifest: RawManifest
        /// The cache, when the document came from there.
        var cache: OCILayout?
    }

    /// The document of a member, from the cache when that is allowed and the name still means the same.
    private func document(_ member: Member, _ place: any ContentSource, _ name: TagOrDigest) async throws -> Fetched {
        guard let cache, case .registry(let reference) = member.location,
            let held = cache.remembered(reference.withDefaultTag.description),
            let manifest = try? await cache.layout.manifest(.digest(held.digest))
        else {
            guard options.pull != .never || cache == nil else { throw notInStore(member) }
            return Fetched(manifest: try await place.manifest(name))
        }
        if options.pull == .always {
            let current = try await place.resolve(name)
            guard current.digest == held.digest else {
                return Fetched(manifest: try await place.manifest(.digest(current.digest)))
            }
        }
        return Fetched(manifest: manifest, cache: cache.layout)
    }

    private func notInStore(_ member: Member) -> ManifoldError {
        ManifoldError(
            .notFound,
            "no such manifest: \(member.location)",
            why: "the store does not hold it, and with --pull never nothing is fetched",
            advice: "Use --pull missing",
            side: .local
        )
    }

    // MARK: Images

    func entry(
        _ member: Member,
        _ image: ImageManifest,
        _ fetched: Fetched,
        _ place: any ContentSource
    ) async throws -> ResolvedEntry {
        let config = try await configBytes(image, fetched.cache, place)
        let own: Platform?
        do {
            own = try config.flatMap { bytes throws(DocumentError) in try ImageConfig(bytes).platform }
        } catch {
            throw ManifoldError(error, reading: "the config of \(member.location)")
        }
        var descriptor = fetched.manifest.descriptor
        descriptor.platform = try platform(of: member, own: own)
        return ResolvedEntry(
            descriptor: descriptor,
            detected: own,
            manifest: fetched.manifest,
            config: config,
            origin: Places.pinned(member.location, to: fetched.manifest.digest)
        )
    }

    private func configBytes(
        _ image: ImageManifest,
        _ cache: OCILayout?,
        _ place: any ContentSource
    ) async throws -> [UInt8]? {
        guard image.config.mediaType != .ociEmpty else { return nil }
        // What is damaged in the cache is fetched anew.
        if let bytes = try? await cache?.blob(image.config, limit: ContentLimits.config) { return bytes }
        return try await place.blob(image.config, limit: ContentLimits.config)
    }

    /// The platform for the index: the user's, completed by the image's own, which it must not contradict.
    private func platform(of member: Member, own: Platform?) throws -> Platform {
        guard var wanted = member.platform else {
            if let own { return own }
            notices.warn(
                "\(member.location) names no platform in its config; give one as PLATFORM=LOCATION, or annotate it"
            )
            return Platform(os: "", architecture: "")
        }
        guard let own else { return wanted }
        if let difference = wanted.contradiction(with: own), !options.forcesPlatform {
            throw ManifoldError(
                .integrity,
                "\(member.location) is not for \(wanted)",
                why: "its config says \(own): \(difference)",
                advice: "Correct the prefix or the image; --force-platform overrides"
            )
        }
        guard wanted.normalized.architecture == own.normalized.architecture else { return wanted }
        wanted.variant = wanted.variant ?? own.variant
        wanted.osVersion = wanted.osVersion ?? own.osVersion
        if wanted.osFeatures.isEmpty { wanted.osFeatures = own.osFeatures }
        return wanted
    }

    /// Says which of the platforms asked for nobody provides.
    private func warnOfUnmet(_ members: [ResolvedMember]) {
        let platforms = members.flatMap(\.entries).map(\.descriptor.platform)
        for wanted in options.platforms where !platforms.contains(where: wanted.covers) {
            notices.warn("no member provides \(wanted)")
        }
    }
}
