import ManifoldContent
import ManifoldOCI
import ManifoldRegistry
import ManifoldStore
import SystemPackage

/// Brings an index or an image, everything under it and its names to a place.
///
/// Content first, then the suffixed names, then the document, its tags last: whoever sees a name finds what it leads to.
public struct Publisher: Sendable {
    /// How a document is published.
    public struct Options: Sendable {
        /// More tags for the document, in the repository it goes to.
        public var tags: [String] = []
        /// The names that the entries of an index get.
        public var suffixes: [SuffixStyle] = []
        /// The most transfers at once.
        public var jobs = 8

        /// The defaults.
        public init() {}
    }

    /// What was published.
    public struct Outcome: Sendable {
        /// The digest of the document.
        public let digest: Digest
        /// The names of the document.
        public let names: [String]
        /// The names of its entries, with what they point at.
        public let suffixed: [(name: String, digest: Digest)]
        /// The entries that had to be brought into the repository, by digest.
        public let foreign: [Reference]
    }

    private let places: Places
    private let options: Options

    /// Prepares a push.
    public init(places: Places, options: Options) {
        self.places = places
        self.options = options
    }

    /// Publishes a document.
    /// - Parameters:
    ///   - document: The index or the image.
    ///   - source: Where everything under it can be read.
    ///   - target: Where it goes.
    ///   - reference: The document's name, which it gets in a layout that is given without one.
    /// - Throws: `ManifoldError`.
    public func publish(
        _ document: RawManifest,
        from source: any GatheredSource,
        to target: Location,
        named reference: Reference?
    ) async throws -> Outcome {
        switch target {
        case .registry(let target):
            return try await publish(document, source, to: target.withDefaultTag)
        case .layout(let path, let name):
            return try await publish(document, source, to: path, name, reference?.withDefaultTag)
        case .store(let name):
            throw ManifoldError(
                .invalidInput,
                "cannot push to store:\(name)",
                why: "the draft is there already",
                advice: "Push to a registry or to oci:DIR"
            )
        }
    }

    // MARK: Registry

    private func publish(
        _ document: RawManifest,
        _ source: any GatheredSource,
        to target: Reference
    ) async throws -> Outcome {
        let tags = ([target.tag].compactMap(\.self) + options.tags).uniqued()
        let names = try suffixedNames(document, repository: target.name, tag: tags.first, tags: tags)
        for name in names { _ = try Self.reference(name.name) }
        let repository = places.repository(target).expectingMounts(from: source.places)
        let copy = GraphCopy(from: source, to: repository, jobs: options.jobs)
        let copied = Set(try await copy.copyChildren(of: document).manifests)
        try await publish(names, source, beside: repository)
        try await store(document, in: repository, target, tags)
        return Outcome(
            digest: document.digest,
            names: tags.isEmpty ? [target.description] : tags.map { "\(target.name):\($0)" },
            suffixed: names.map { ($0.name, $0.entry.digest) },
            foreign: document.children.map(\.digest).filter(copied.contains).compactMap { digest in
                try? Reference(parsing: "\(target.name)@\(digest)")
            }
        )
    }

    private func store(
        _ document: RawManifest,
        in repository: RegistryRepository,
        _ target: Reference,
        _ tags: [String]
    ) async throws {
        if let digest = target.digest, digest != document.digest {
            throw ManifoldError(
                .integrity,
                "cannot push \(target)",
                why: "the document has the digest \(document.digest)",
                advice: "Push it under a tag"
            )
        }
        do {
            try await repository.store(document, as: tags)
        } catch var error as ManifoldError where error.registryCode == "MANIFEST_BLOB_UNKNOWN" {
            error.advice = "An entry is no longer in the repository; run create again so that it is found"
            throw error
        }
    }

    /// Sets the names of the entries: beside the index, or in repositories of their own, which get the content as well.
    private func publish(
        _ names: [SuffixedNames.Name],
        _ source: any GatheredSource,
        beside repository: RegistryRepository
    ) async throws {
        let slots = TransferSlots(options.jobs)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in names {
                let reference = try Self.reference(name.name)
                group.addTask {
                    let manifest = try await slots.withSlot {
                        try await source.manifest(.digest(name.entry.digest))
                    }
                    let place = places.repository(reference)
                    if place.isSamePlace(as: repository) {
                        try await place.store(manifest, as: [reference.target.description])
                        return
                    }
                    let target = place.expectingMounts(from: source.places)
                    let copy = GraphCopy(from: source, to: target, jobs: options.jobs)
                    _ = try await copy.copy(manifest, as: [reference.target.description])
                }
            }
            try await group.waitForAll()
        }
    }

    private static func reference(_ name: String) throws -> Reference {
        do { return try Reference(parsing: name).withDefaultTag } catch {
            throw ManifoldError(.invalidInput, "cannot use the suffixed name \(quoted(name))", why: error.description)
        }
    }

    // MARK: Layout

    private func publish(
        _ document: RawManifest,
        _ source: any GatheredSource,
        to path: FilePath,
        _ name: Location.LayoutName?,
        _ reference: Reference?
    ) async throws -> Outcome {
        let layout = try OCILayout(creating: path)
        let short = try Self.shortName(name, reference)
        let tags = ([short.tag] + options.tags).uniqued()
        let own = ([short.whole] + options.tags.map { "\(short.repository):\($0)" }).uniqued()
        let names = try suffixedNames(document, repository: short.repository, tag: short.tag, tags: tags)
        _ = try await GraphCopy(from: source, to: layout, jobs: options.jobs).copyChildren(of: document)
        try await layout.store(document, as: [])
        // All names appear in one step, so there is no moment at which only some of them do.
        try await layout.setNames(names.map { ($0.name, $0.entry.bare) } + own.map { ($0, document.descriptor) })
        return Outcome(
            digest: document.digest,
            names: own,
            suffixed: names.map { ($0.name, $0.entry.digest) },
            foreign: []
        )
    }

    private struct ShortName {
        let repository: String
        let tag: String
        let whole: String
    }

    /// The name in a layout: the one given, or the last part of the repository with the tag.
    private static func shortName(_ name: Location.LayoutName?, _ reference: Reference?) throws -> ShortName {
        switch name {
        case nil:
            guard let reference else {
                throw ManifoldError(
                    .invalidInput,
                    "cannot write into a layout without a name",
                    why: "the location names only the directory",
                    advice: "Name the image as oci:DIR:NAME"
                )
            }
            let repository = reference.repository.split(separator: "/").last.map(String.init) ?? ""
            let tag = reference.tag ?? "latest"
            return ShortName(repository: repository, tag: tag, whole: "\(repository):\(tag)")
        case .name(let name)?:
            guard let colon = name.lastIndex(of: ":") else {
                return ShortName(repository: name, tag: "latest", whole: name)
            }
            return ShortName(
                repository: String(name[..<colon]),
                tag: String(name[name.index(after: colon)...]),
                whole: name
            )
        case .digest(let digest)?:
            throw ManifoldError(
                .invalidInput,
                "cannot push to \(digest) in a layout",
                why: "the digest is that of what is pushed",
                advice: "Name it as oci:DIR:NAME"
            )
        }
    }

    private func suffixedNames(
        _ document: RawManifest,
        repository: String,
        tag: String?,
        tags: [String]
    ) throws -> [SuffixedNames.Name] {
        guard !options.suffixes.isEmpty, let index = document.index else { return [] }
        guard let tag else {
            throw ManifoldError(
                .invalidInput,
                "cannot make suffixed names for \(repository)",
                why: "the index has no tag that they could be made from",
                advice: "Give one with --tag"
            )
        }
        let taken = Set(tags.map { "\(repository):\($0)" })
        for style in options.suffixes {
            let named = index.manifests.contains { !$0.isAttestation && $0.platform.map(style.includes) == true }
            guard named else {
                throw ManifoldError(
                    .invalidInput,
                    "cannot use the suffix style \(quoted(style.text))",
                    why: "no entry of the index is of the platforms it is limited to"
                )
            }
        }
        return try SuffixedNames(options.suffixes, for: index, repository: repository, tag: tag, taken: taken).names
    }
}

extension Array where Element: Hashable {
    /// The elements without repetitions, in order.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
