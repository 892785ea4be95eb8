import ManifoldContent
import ManifoldOCI
import SystemPackage

extension OCILayout: ContentTarget {
    /// Whether a file of the right size is there.
    ///
    /// A truncated one counts as missing and is written again.
    public func contains(_ descriptor: Descriptor) async throws -> Bool {
        holds(descriptor)
    }

    package func holds(_ descriptor: Descriptor) -> Bool {
        let path = blobPath(descriptor.digest)
        guard let file = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .noFollow]) else {
            return false
        }
        defer { try? file.close() }
        return (try? LocalFile.regularSize(file)) == descriptor.size
    }

    /// Writes a blob beside its place, verifies it, and gives it its name.
    /// - Throws: ``ManifoldError``; nothing is left behind then.
    public func store(_ descriptor: Descriptor, from body: BlobBody) async throws -> StoreOutcome {
        if holds(descriptor) { return .existed }
        try await ingest(descriptor, from: body)
        try synchronize(algorithms: [descriptor.digest.algorithm])
        return .uploaded
    }

    /// Writes a document as a blob and enters its names into `index.json`, where they replace what had them.
    /// - Throws: ``ManifoldError``.
    public func store(_ manifest: RawManifest, as names: [String]) async throws {
        _ = try await store(manifest.descriptor, from: .bytes(manifest.bytes))
        if !names.isEmpty { try await setNames(names.map { ($0, manifest.descriptor) }) }
    }

    /// Whether a source is the same directory.
    public func isSamePlace(as source: any ContentSource) -> Bool {
        (source as? OCILayout) == self
    }

    /// Enters names into `index.json` in one step: all of them or none.
    /// - Throws: ``ManifoldError``.
    package func setNames(_ names: [(name: String, content: Descriptor)]) async throws {
        try await editIndex { index in
            for (name, content) in names {
                index.manifests.removeAll { $0.annotations?[AnnotationKey.refName] == name }
                var entry = content.bare
                entry.annotations = (content.annotations ?? [:])
                    .merging([AnnotationKey.refName: name]) { _, new in new }
                index.manifests.append(entry)
            }
        }
    }

    /// Changes `index.json` under the directory's exclusive lock.
    /// - Throws: ``ManifoldError``, or what the change throws.
    package func editIndex(_ change: (inout ImageIndex) throws -> Void) async throws {
        do {
            let lock = try await FileLock.acquire(path, .exclusive)
            defer { withExtendedLifetime(lock) {} }
            var index = try index()
            let before = index
            try change(&index)
            if index != before { try LocalFile.replace(indexPath, with: index.serialized().bytes) }
        } catch {
            throw ManifoldError(error, "cannot update", path: indexPath)
        }
    }

    /// Writes a blob without waiting for its name to reach the disk: see ``synchronize(algorithms:)``.
    package func ingest(_ descriptor: Descriptor, from body: BlobBody) async throws {
        let temporary = path.appending(Self.ingestPrefix + LocalFile.uniqueSuffix())
        do {
            let file = try LocalFile.create(temporary)
            do {
                try await write(descriptor, from: body, to: file)
                try LocalFile.synchronize(file)
                try file.close()
            } catch {
                try? file.close()
                throw error
            }
            let place = blobPath(descriptor.digest)
            try LocalFile.makeDirectory(place.removingLastComponent())
            try LocalFile.rename(temporary, to: place)
        } catch {
            LocalFile.remove(temporary)
            throw ManifoldError(error, "cannot write \(descriptor.digest) into", path: path)
        }
    }

    /// Waits until the names of blobs written before are on the disk.
    package func synchronize(algorithms: Set<DigestAlgorithm>) throws {
        for algorithm in algorithms {
            let directory = path.appending("blobs").appending(algorithm.name)
            do { try LocalFile.synchronizeDirectory(directory) } catch {
                throw ManifoldError(error, "cannot write into", path: directory)
            }
        }
    }

    /// What the names of files begin with that are still being written.
    package static let ingestPrefix = ".ingest-"

    private func write(_ descriptor: Descriptor, from body: BlobBody, to file: FileDescriptor) async throws {
        let open: @Sendable () async throws -> BlobStream =
            switch body {
            case .bytes(let bytes): { BlobStream(descriptor, from: "memory", chunks: BytesChunk(bytes)) }
            case .file(let file): { BlobStream(descriptor, from: "a file", chunks: BlobFileChunks(file)) }
            case .stream(let open): open
            }
        try await Rereading.read(open) {
            try file.seek(offset: 0, from: .start)
        } each: { chunk in
            try file.writeAll(chunk)
        }
    }
}
