import ManifoldContent
import ManifoldOCI
import SystemPackage

/// The store on this machine: an OCI image layout with the drafts beside it.
///
/// Writers hold the store's lock shared while content of theirs is not named yet, and the collector holds it
/// exclusively, so nothing just stored is collected. Each draft has a lock of its own for changes; readers need none.
public struct LocalStore: Sendable {
    /// The directory.
    public let path: FilePath
    /// The layout that holds the content.
    public let layout: OCILayout

    /// Opens the store, making it when it is not there and `creating` says so.
    /// - Throws: ``ManifoldError``.
    public init(_ path: FilePath, creating: Bool) throws {
        self.path = path
        if creating {
            layout = try OCILayout(creating: path, repairing: true)
            do { try LocalFile.makeDirectory(path.appending("drafts")) } catch {
                throw ManifoldError(error, "cannot make the store in", path: path)
            }
        } else {
            layout = OCILayout(unchecked: path)
        }
    }

    var draftsPath: FilePath { path.appending("drafts") }
    var lockPath: FilePath { path.appending("lock") }

    /// Keeps the collector away while content is written that no draft names yet.
    ///
    /// The lock is released when the result goes.
    /// - Throws: ``ManifoldError``.
    package func lockForIngest() async throws -> FileLock {
        do { return try await FileLock.acquire(lockPath, .shared, creating: true) } catch {
            throw ManifoldError(error, "cannot lock the store", path: path)
        }
    }

    /// Writes documents and configurations that a draft is about to name.
    ///
    /// The caller holds the lock of ``lockForIngest()`` until the draft names them.
    /// - Throws: ``ManifoldError``.
    package func ingest(_ contents: [(descriptor: Descriptor, bytes: [UInt8])]) async throws {
        var algorithms: Set<DigestAlgorithm> = []
        for (descriptor, bytes) in contents where !layout.holds(descriptor) {
            try await layout.ingest(descriptor, from: .bytes(bytes))
            algorithms.insert(descriptor.digest.algorithm)
        }
        try layout.synchronize(algorithms: algorithms)
    }

    /// What a name meant when it was last fetched, if that is still held; it may mean something else by now.
    package func remembered(_ name: String) -> Descriptor? {
        guard LocalFile.exists(layout.indexPath) else { return nil }
        // What cannot be read is not remembered, and is repaired by the next one who writes.
        return try? layout.index().manifests.first { $0.annotations?[AnnotationKey.refName] == name }?.bare
    }

    /// Notes what names meant.
    ///
    /// `time` is in seconds since 1970.
    /// - Throws: ``ManifoldError``.
    package func remember(_ names: [(name: String, content: Descriptor)], time: Int64) async throws {
        try await repairNames()
        try await layout.setNames(
            names.map { name, content in
                var content = content.bare
                content.annotations = [Self.fetchedKey: String(time)]
                return (name, content)
            }
        )
    }

    /// Begins `index.json` anew when it is damaged.
    ///
    /// In the store it only remembers what names meant; the drafts, which matter, are elsewhere.
    func repairNames() async throws {
        do {
            let lock = try await FileLock.acquire(path, .exclusive)
            defer { withExtendedLifetime(lock) {} }
            guard (try? layout.index()) == nil else { return }
            let empty = ImageIndex(mediaType: .ociIndex, manifests: []).serialized()
            try LocalFile.replace(layout.indexPath, with: empty.bytes)
        } catch {
            throw ManifoldError(error, "cannot repair", path: layout.indexPath)
        }
    }

    /// Marks a name that stands in `index.json` only because a draft's member was fetched by it.
    static let fetchedKey = "io.github.manifold.fetched"
}
