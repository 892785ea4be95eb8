import ManifoldContent
import ManifoldOCI
import ManifoldStore
import ManifoldTransfer

/// The content under an index whose entries lie in several places: what is held in memory or in the store is taken
/// from there, the rest from where each entry came from.
public final class EntrySource: GatheredSource {
    private struct Holdings {
        var manifests: [Digest: RawManifest] = [:]
        var blobs: [Digest: [UInt8]] = [:]
        var origins: [Digest: any ContentSource] = [:]
    }

    /// The index, for messages.
    public let placeName: String
    private let cache: OCILayout?
    private let holdings: Locked<Holdings>

    /// The place of each entry, in the order of the entries.
    public let places: [any ContentSource]

    /// Gathers entries.
    /// - Parameter cache: A layout that may hold documents of theirs.
    /// - Throws: `ManifoldError` when an entry's place cannot be opened.
    public init(_ name: String, entries: [ResolvedEntry], places: Places, cache: OCILayout?) throws {
        placeName = name
        self.cache = cache
        var holdings = Holdings()
        var opened: [any ContentSource] = []
        for entry in entries {
            let place = try places.source(entry.origin).place
            opened.append(place)
            holdings.origins[entry.descriptor.digest] = place
            for (descriptor, bytes) in entry.contents where descriptor.mediaType.isManifest == false {
                holdings.blobs[descriptor.digest] = bytes
            }
            if let manifest = entry.manifest {
                holdings.manifests[manifest.digest] = manifest
                for child in manifest.children { holdings.origins[child.digest] = place }
            }
        }
        self.places = opened
        self.holdings = Locked(holdings)
    }

    /// Where the content really lies.
    public func origin(of descriptor: Descriptor) -> (any ContentSource)? {
        holdings.withLock { $0.origins[descriptor.digest] }
    }

    /// What a digest names; tags mean nothing here.
    public func resolve(_ name: TagOrDigest) async throws -> Descriptor {
        try await manifest(name).descriptor
    }

    /// The document of a digest, from the nearest place that has it.
    public func manifest(_ name: TagOrDigest) async throws -> RawManifest {
        guard case .digest(let digest) = name else { throw missing("\(name)") }
        if let held = holdings.withLock({ $0.manifests[digest] }) { return held }
        guard let place = holdings.withLock({ $0.origins[digest] }) else { throw missing("\(digest)") }
        var manifest = try? await cache?.manifest(name)
        if manifest == nil { manifest = try await place.manifest(name) }
        guard let manifest else { throw missing("\(digest)") }
        holdings.withLock { holdings in
            holdings.manifests[digest] = manifest
            for child in manifest.children where holdings.origins[child.digest] == nil {
                holdings.origins[child.digest] = place
            }
        }
        return manifest
    }

    /// A blob, from the nearest place that has it.
    public func open(_ descriptor: Descriptor) async throws -> BlobStream {
        if let held = holdings.withLock({ $0.blobs[descriptor.digest] }) {
            return BlobStream(descriptor, from: placeName, chunks: BytesChunk(held))
        }
        if let cache, cache.holds(descriptor) { return try await cache.open(descriptor) }
        guard let place = origin(of: descriptor) else { throw missing("\(descriptor.digest)") }
        return try await place.open(descriptor)
    }

    private func missing(_ name: String) -> ManifoldError {
        ManifoldError(.notFound, "cannot find \(name) for \(placeName)", why: "no entry leads to it")
    }
}
