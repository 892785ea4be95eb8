import ManifoldOCI

/// Moves a document and everything it leads to from one place to another.
///
/// Children come before parents, each digest moves once, the largest blobs go first, and names are set last, when
/// everything they lead to is in place. Blobs are mounted where the target's registry can lend them, and only
/// otherwise looked for and sent.
public struct GraphCopy: Sendable {
    /// What was done to the blobs and manifests of a copy.
    public struct Report: Sendable, Hashable {
        /// Blobs whose bytes were sent or written.
        public var uploaded = 0
        /// Blobs that a neighbouring repository lent.
        public var mounted = 0
        /// Blobs that were there.
        public var existed = 0
        /// Bytes that were sent or written as blobs.
        public var uploadedBytes: Int64 = 0
        /// Manifests that were written by digest, children before parents; those of the root are not among them.
        public var manifests: [Digest] = []
    }

    private let source: any ContentSource
    private let target: any ContentTarget
    private let slots: TransferSlots
    private let once = OncePerDigest()
    private let tally = Tally()

    /// Prepares a copy.
    /// - Parameters:
    ///   - source: Where the content is.
    ///   - target: Where it goes.
    ///   - jobs: The most transfers at once.
    public init(from source: any ContentSource, to target: any ContentTarget, jobs: Int) {
        self.source = source
        self.target = target
        slots = TransferSlots(jobs)
    }

    /// Copies a document with its closure and points names at it.
    /// - Parameters:
    ///   - root: The document.
    ///   - names: Tags, set in this order after everything else; none leaves it reachable by digest.
    /// - Throws: ``ManifoldError``.
    public func copy(_ root: RawManifest, as names: [String]) async throws -> Report {
        try await copyChildren(of: root, depth: 0)
        try await target.store(root, as: names)
        return await tally.report
    }

    /// Copies what a document points at, but not the document itself.
    /// - Throws: ``ManifoldError``.
    public func copyChildren(of root: RawManifest) async throws -> Report {
        try await copyChildren(of: root, depth: 0)
        return await tally.report
    }

    private func copyChildren(of manifest: RawManifest, depth: Int) async throws {
        guard depth < ContentLimits.nesting else {
            throw ManifoldError(
                .integrity,
                "cannot copy \(manifest.digest)",
                why: "indexes are nested more than \(ContentLimits.nesting) deep"
            )
        }
        let children = manifest.children
            .filter { !isInPlace($0) }
            .sorted { $0.size > $1.size }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for child in children {
                group.addTask { try await copy(child, depth: depth) }
            }
            try await group.waitForAll()
        }
    }

    private func copy(_ child: Descriptor, depth: Int) async throws {
        try await once.run(child.digest) {
            if child.mediaType.isManifest {
                let manifest = try await slots.withSlot { try await source.manifest(matching: child) }
                try await copyChildren(of: manifest, depth: depth + 1)
                try await slots.withSlot { try await target.store(manifest, as: []) }
                await tally.add(manifest.digest)
            } else if !child.mediaType.isNonDistributable {
                let outcome = try await slots.withSlot { try await copyBlob(child) }
                await tally.add(outcome, child)
            }
        }
    }

    private func copyBlob(_ blob: Descriptor) async throws -> StoreOutcome {
        let body: @Sendable () async throws -> BlobBody = { [source] in
            .stream { try await source.open(blob) }
        }
        if let mounting = target as? any MountingTarget, let origin = origin(of: blob),
            mounting.canMount(from: origin)
        {
            return try await mounting.store(blob, mountingFrom: origin, orFrom: body)
        }
        if try await target.contains(blob) { return .existed }
        return try await target.store(blob, from: try await body())
    }

    /// Whether content already lies in the very place it should go to.
    private func isInPlace(_ descriptor: Descriptor) -> Bool {
        guard let origin = origin(of: descriptor) else { return false }
        return target.isSamePlace(as: origin)
    }

    private func origin(of descriptor: Descriptor) -> (any ContentSource)? {
        if let gathered = source as? any GatheredSource { return gathered.origin(of: descriptor) }
        return source
    }

    private actor Tally {
        var report = Report()

        func add(_ outcome: StoreOutcome, _ blob: Descriptor) {
            switch outcome {
            case .uploaded:
                report.uploaded += 1
                report.uploadedBytes += blob.size
            case .mounted: report.mounted += 1
            case .existed: report.existed += 1
            }
        }

        func add(_ manifest: Digest) {
            report.manifests.append(manifest)
        }
    }
}
