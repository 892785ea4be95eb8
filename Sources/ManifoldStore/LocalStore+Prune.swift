import ManifoldContent
import ManifoldOCI
import SystemPackage

extension LocalStore {
    /// What a collection removed, or would remove.
    public struct Pruned: Sendable, Hashable {
        /// The drafts that were too old, by name.
        public var drafts: [String] = []
        /// The blobs that nothing names.
        public var blobs: [Digest] = []
        /// The bytes that they take, and those of files that were never finished.
        public var bytes: Int64 = 0
    }

    /// Removes old drafts, content that nothing names any more, and what a crash left.
    ///
    /// Nothing is collected while a draft cannot be read: what it names is unknown.
    /// - Parameters:
    ///   - olderThan: Drafts that were last changed before this time (in seconds since 1970) go as well.
    ///   - dryRun: Whether to report only.
    /// - Throws: ``ManifoldError``.
    public func prune(olderThan: Int64?, dryRun: Bool) async throws -> Pruned {
        guard LocalFile.exists(path) else { return Pruned() }
        let lock: FileLock
        do { lock = try await FileLock.acquire(lockPath, .exclusive, creating: true) } catch {
            throw ManifoldError(error, "cannot lock the store", path: path)
        }
        defer { withExtendedLifetime(lock) {} }
        var pruned = Pruned()
        var named: Set<Digest> = []
        for listing in try drafts() {
            switch listing {
            case .damaged(let name, let reason):
                throw ManifoldError(
                    .storage,
                    "cannot prune the store",
                    why: "the draft \(name) cannot be read (\(reason)), so what it needs is unknown",
                    advice: "Remove it with: manifold rm \(name)"
                )
            case .draft(let draft):
                if let olderThan, draft.updated < olderThan {
                    pruned.drafts.append(draft.reference.description)
                    if !dryRun { try await removeDraft(draft.reference) }
                } else {
                    named.formUnion(draft.entries.map(\.descriptor.digest))
                }
            }
        }
        if LocalFile.exists(layout.indexPath) {
            if !dryRun { try await repairNames() }
            try await keepNames(into: &named, dryRun: dryRun)
        }
        if !dryRun { try await collectDraftRemains() }
        try collect(except: try await closure(of: named), dryRun: dryRun, into: &pruned)
        return pruned
    }

    /// Adds what `index.json` names to what must stay, and forgets there what was only fetched for drafts that are gone.
    private func keepNames(into named: inout Set<Digest>, dryRun: Bool) async throws {
        func isStale(_ entry: Descriptor) -> Bool {
            entry.annotations?[LocalStore.fetchedKey] != nil && !named.contains(entry.digest)
        }
        let entries = try layout.index().manifests
        let kept = entries.filter { !isStale($0) }
        if !dryRun, kept.count < entries.count {
            try await layout.editIndex { index in index.manifests.removeAll(where: isStale) }
        }
        named.formUnion(kept.map(\.digest))
    }

    /// The digests and everything they lead to, as far as it is in the store.
    private func closure(of roots: Set<Digest>) async throws -> Set<Digest> {
        var reached: Set<Digest> = []
        var pending = Array(roots)
        while let digest = pending.popLast() {
            guard reached.insert(digest).inserted else { continue }
            guard let manifest = try? await layout.manifest(.digest(digest)) else { continue }
            pending += manifest.children.map(\.digest)
        }
        return reached
    }

    private func collect(except named: Set<Digest>, dryRun: Bool, into pruned: inout Pruned) throws {
        let blobs = path.appending("blobs")
        do {
            for algorithm in LocalFile.exists(blobs) ? try LocalFile.list(blobs) : [] {
                // What is no directory of blobs is none of ours.
                for name in (try? LocalFile.list(blobs.appending(algorithm))) ?? [] {
                    guard let digest = try? Digest(parsing: "\(algorithm):\(name)"), !named.contains(digest) else {
                        continue
                    }
                    guard let size = discard(layout.blobPath(digest), dryRun: dryRun) else { continue }
                    pruned.blobs.append(digest)
                    pruned.bytes += size
                }
            }
            for name in try LocalFile.list(path) where Self.remains.contains(where: name.hasPrefix) {
                pruned.bytes += discard(path.appending(name), dryRun: dryRun) ?? 0
            }
        } catch {
            throw ManifoldError(error, "cannot prune", path: path)
        }
    }

    /// What the names of files begin with that a crash left unfinished.
    private static let remains = [OCILayout.ingestPrefix, ".index.json.", ".oci-layout."]

    /// Removes a regular file and says how large it was; nil for anything else, which stays.
    private func discard(_ path: FilePath, dryRun: Bool) -> Int64? {
        guard let file = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .noFollow]) else {
            return nil
        }
        defer { try? file.close() }
        guard let size = try? LocalFile.regularSize(file) else { return nil }
        if !dryRun { LocalFile.remove(path) }
        return size
    }
}
