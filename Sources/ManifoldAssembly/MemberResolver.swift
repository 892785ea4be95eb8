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

    private let places: Places
    private let cache: LocalStore?
    private let options: Options
    private let notices: Notices

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
            resolved = try chosen(try await flattened(index, member, place, slots, depth: 1), for: member)
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
            entries: try chosen(entries, for: member)
        )
    }

    // MARK: Documents

    private struct Fetched {
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

    private func entry(
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

    // MARK: Indexes

    /// The entries of an index, and of indexes in it, with their annotations.
    ///
    /// Each is fetched, so that what the index promises is known to be there.
    private func flattened(
        _ index: ImageIndex,
        _ member: Member,
        _ place: any ContentSource,
        _ slots: TransferSlots,
        depth: Int
    ) async throws -> [ResolvedEntry] {
        guard depth <= ContentLimits.nesting else {
            throw ManifoldError(
                .integrity,
                "cannot use \(member.location)",
                why: "indexes are nested more than \(ContentLimits.nesting) deep"
            )
        }
        var results = [[ResolvedEntry]](repeating: [], count: index.manifests.count)
        try await withThrowingTaskGroup(of: (Int, [ResolvedEntry]).self) { group in
            for (position, entry) in index.manifests.enumerated() {
                if entry.isAttestation, options.attestations == .strip { continue }
                group.addTask {
                    let document = try await slots.withSlot { try await place.manifest(matching: entry) }
                    guard let inner = document.index else {
                        let found = try await slots.withSlot {
                            try await flattenedEntry(entry, document, member, place)
                        }
                        return (position, [found])
                    }
                    return (position, try await flattened(inner, member, place, slots, depth: depth + 1))
                }
            }
            for try await (position, entries) in group { results[position] = entries }
        }
        let entries = results.flatMap(\.self)
        guard entries.count <= ImageIndex.maximumEntries else {
            throw ManifoldError(.integrity, "cannot use \(member.location)", why: "it has \(entries.count) entries")
        }
        return entries
    }

    private func flattenedEntry(
        _ entry: Descriptor,
        _ manifest: RawManifest,
        _ member: Member,
        _ place: any ContentSource
    ) async throws -> ResolvedEntry {
        let origin = Places.pinned(member.location, to: entry.digest)
        guard entry.platform == nil, !entry.isAttestation, let image = manifest.image else {
            return ResolvedEntry(descriptor: entry, detected: entry.platform, manifest: manifest, origin: origin)
        }
        // An entry that does not say what it is for is an image like any other: its config does.
        let fetched = Fetched(manifest: manifest)
        let location = Member(platform: nil, location: origin)
        var resolved = try await self.entry(location, image, fetched, place)
        resolved.descriptor.annotations = entry.annotations
        return resolved
    }

    /// The entries that are asked for, by the member's own platform or by `--platform`, and the attestations that belong
    /// to them.
    private func chosen(_ entries: [ResolvedEntry], for member: Member) throws -> [ResolvedEntry] {
        let wanted = member.platform.map { [$0] } ?? options.platforms
        let images = entries.filter { entry in
            !entry.descriptor.isAttestation
                && (wanted.isEmpty || wanted.contains { $0.covers(entry.descriptor.platform) })
        }
        guard !images.isEmpty else {
            let known = entries.compactMap { $0.descriptor.platform?.description }.joined(separator: ", ")
            throw ManifoldError(
                member.platform == nil ? .notFound : .integrity,
                "cannot use \(member.location)",
                why: wanted.isEmpty
                    ? "it is an index without images"
                    : "it has nothing for \(wanted.map(\.description).joined(separator: ", ")), only for \(known)",
                advice: "Correct the platform or the name"
            )
        }
        let digests = Set(images.map(\.descriptor.digest.description))
        return entries.filter { entry in
            guard entry.descriptor.isAttestation else { return digests.contains(entry.descriptor.digest.description) }
            guard options.attestations == .keep else { return false }
            return wanted.isEmpty || entry.descriptor.attestedDigest.map(digests.contains) == true
        }
    }

    /// Says which of the platforms asked for nobody provides.
    private func warnOfUnmet(_ members: [ResolvedMember]) {
        let platforms = members.flatMap(\.entries).map(\.descriptor.platform)
        for wanted in options.platforms where !platforms.contains(where: wanted.covers) {
            notices.warn("no member provides \(wanted)")
        }
    }
}

extension Platform {
    /// Whether a user who asks for this platform can mean that one.
    ///
    /// A variant, version or feature that was not asked for does not restrict.
    func covers(_ other: Platform?) -> Bool {
        guard let other else { return false }
        let mine = normalized
        let theirs = other.normalized
        return mine.os == theirs.os && mine.architecture == theirs.architecture
            && (variant == nil || mine.variant == theirs.variant)
            && (osVersion == nil || osVersion == other.osVersion)
    }

    /// How this platform and an image's own differ, in words; nil when one can be the other.
    ///
    /// What either leaves out is no difference.
    func contradiction(with own: Platform) -> String? {
        let mine = normalized
        let theirs = own.normalized
        if mine.os != theirs.os { return "operating system \(theirs.os), not \(mine.os)" }
        if mine.architecture != theirs.architecture {
            return "architecture \(theirs.architecture), not \(mine.architecture)"
        }
        if variant != nil, own.variant != nil, mine.variant != theirs.variant {
            return "variant \(own.variant ?? ""), not \(variant ?? "")"
        }
        if let version = osVersion, let other = own.osVersion, version != other {
            return "os.version \(other), not \(version)"
        }
        return nil
    }
}
