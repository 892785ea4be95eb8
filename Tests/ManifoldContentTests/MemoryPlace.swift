import ManifoldContent
import ManifoldOCI
import TestSupport

/// A place in memory that remembers what was done to it, and in which order.
final class MemoryPlace: ContentSource, ContentTarget {
    struct Oops: Error {}

    struct State {
        var blobs: [Digest: [UInt8]] = [:]
        var manifests: [Digest: RawManifest] = [:]
        var names: [String] = []
        /// The digests in the order in which they were stored, and names after them as `tag:NAME`.
        var events: [String] = []
        /// How often each digest was read from here.
        var reads: [Digest: Int] = [:]
        /// Documents that were stored before something that they point at.
        var early: [Digest] = []
        var running = 0
        var peak = 0
        var failing: Set<Digest> = []
    }

    let placeName: String
    let state = Guarded(State())
    private let lendsTo: Bool

    /// - Parameter lends: whether other places in memory can mount from here.
    init(_ placeName: String, lends: Bool = false) {
        self.placeName = placeName
        lendsTo = lends
    }

    /// Puts content in, without leaving a trace.
    func put(_ blobs: [(descriptor: Descriptor, bytes: [UInt8])] = [], _ manifests: [RawManifest] = []) {
        state.withLock { state in
            for blob in blobs { state.blobs[blob.descriptor.digest] = blob.bytes }
            for manifest in manifests { state.manifests[manifest.digest] = manifest }
        }
    }

    func fail(at digest: Digest) { state.withLock { _ = $0.failing.insert(digest) } }

    var canLend: Bool { lendsTo }

    func resolve(_ name: TagOrDigest) async throws -> Descriptor { try await manifest(name).descriptor }

    func manifest(_ name: TagOrDigest) async throws -> RawManifest {
        guard case .digest(let digest) = name else { throw Oops() }
        return try await working {
            try self.state.withLock { state in
                state.reads[digest, default: 0] += 1
                guard let manifest = state.manifests[digest] else {
                    throw ManifoldError(.notFound, "cannot find \(digest)", why: "it is not here")
                }
                return manifest
            }
        }
    }

    func open(_ descriptor: Descriptor) async throws -> BlobStream {
        let bytes = try state.withLock { state in
            state.reads[descriptor.digest, default: 0] += 1
            guard let bytes = state.blobs[descriptor.digest] else {
                throw ManifoldError(.notFound, "cannot find \(descriptor.digest)", why: "it is not here")
            }
            return bytes
        }
        return BlobStream(descriptor, from: placeName, chunks: BytesChunk(bytes))
    }

    func contains(_ descriptor: Descriptor) async throws -> Bool {
        state.withLock { $0.blobs[descriptor.digest] != nil }
    }

    func store(_ descriptor: Descriptor, from body: BlobBody) async throws -> StoreOutcome {
        guard case .stream(let open) = body else { throw Oops() }
        return try await working {
            let bytes = try await open().collect()
            return try self.state.withLock { state in
                guard !state.failing.contains(descriptor.digest) else { throw Oops() }
                state.blobs[descriptor.digest] = bytes
                state.events.append(descriptor.digest.description)
                return .uploaded
            }
        }
    }

    func store(_ manifest: RawManifest, as names: [String]) async throws {
        try await working {
            try self.state.withLock { state in
                guard !state.failing.contains(manifest.digest) else { throw Oops() }
                let isWhole = manifest.children.allSatisfy { child in
                    state.blobs[child.digest] != nil || state.manifests[child.digest] != nil
                        || child.mediaType.isNonDistributable
                }
                if !isWhole { state.early.append(manifest.digest) }
                state.manifests[manifest.digest] = manifest
                state.events.append(manifest.digest.description)
                state.events += names.map { "tag:\($0)" }
                state.names += names
            }
        }
    }

    func isSamePlace(as source: any ContentSource) -> Bool { source as? MemoryPlace === self }

    /// Counts what runs at once, and lets others have a turn meanwhile.
    private func working<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
        state.withLock { state in
            state.running += 1
            state.peak = max(state.peak, state.running)
        }
        defer { state.withLock { $0.running -= 1 } }
        for _ in 0..<10 { await Task.yield() }
        return try await work()
    }
}

/// A place whose neighbours lend to it.
struct BorrowingPlace: MountingTarget {
    let memory: MemoryPlace
    let mounted = Guarded<[Digest]>([])

    var placeName: String { memory.placeName }

    func contains(_ descriptor: Descriptor) async throws -> Bool { try await memory.contains(descriptor) }

    func store(_ descriptor: Descriptor, from body: BlobBody) async throws -> StoreOutcome {
        try await memory.store(descriptor, from: body)
    }

    func store(_ manifest: RawManifest, as names: [String]) async throws {
        try await memory.store(manifest, as: names)
    }

    func isSamePlace(as source: any ContentSource) -> Bool { memory.isSamePlace(as: source) }

    func canMount(from source: any ContentSource) -> Bool { (source as? MemoryPlace)?.canLend == true }

    func store(
        _ descriptor: Descriptor,
        mountingFrom source: any ContentSource,
        orFrom body: @Sendable () async throws -> BlobBody
    ) async throws -> StoreOutcome {
        mounted.withLock { $0.append(descriptor.digest) }
        memory.put([(descriptor, [])])
        return .mounted
    }
}
