import ManifoldContent
import ManifoldOCI
import SystemPackage

extension OCILayout: ContentSource {
    /// `oci:` and the directory.
    public var placeName: String { "oci:\(path)" }

    /// Finds an entry of `index.json` by its name, or content by its digest.
    ///
    /// The empty name means the only entry there is.
    /// - Throws: ``ManifoldError``: `notFound`, or `integrity` when a name stands for several contents.
    public func resolve(_ name: TagOrDigest) async throws -> Descriptor {
        switch name {
        case .tag(let name): return try entry(named: name)
        case .digest(let digest):
            if let entry = try index().manifests.first(where: { $0.digest == digest }) { return entry.bare }
            let manifest = try read(digest, announced: nil)
            return manifest.descriptor
        }
    }

    /// The document of a name or a digest, verified.
    /// - Throws: ``ManifoldError``.
    public func manifest(_ name: TagOrDigest) async throws -> RawManifest {
        switch name {
        case .tag(let name):
            let entry = try entry(named: name)
            return try read(entry.digest, announced: entry)
        case .digest(let digest):
            return try read(digest, announced: nil)
        }
    }

    /// A blob's file, verified while it is read.
    /// - Throws: ``ManifoldError``.
    public func open(_ descriptor: Descriptor) async throws -> BlobStream {
        let path = blobPath(descriptor.digest)
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .noFollow])
            do {
                let size = try LocalFile.regularSize(file)
                let chunks = BlobFileChunks(BlobFile(owning: file, length: size))
                return BlobStream(descriptor, from: placeName, chunks: chunks)
            } catch {
                try? file.close()
                throw error
            }
        } catch Errno.noSuchFileOrDirectory {
            throw damaged(descriptor.digest, "the layout does not hold it")
        } catch {
            throw ManifoldError(error, "cannot read the blob", path: path)
        }
    }

    private func entry(named name: String) throws -> Descriptor {
        let entries = try index().manifests
        let matches = name.isEmpty ? entries : entries.filter { Self.names(of: $0).contains(name) }
        let digests = Set(matches.map(\.digest))
        guard let match = matches.first else {
            let known = entries.flatMap(Self.names).map(quoted)
            throw ManifoldError(
                .notFound,
                "cannot find \(name.isEmpty ? "an image" : quoted(name)) in \(placeName)",
                why: known.isEmpty ? "the layout names nothing" : "the layout has " + known.joined(separator: ", ")
            )
        }
        guard digests.count == 1 else {
            let known = matches.flatMap(Self.names).map(quoted)
            throw ManifoldError(
                name.isEmpty ? .invalidInput : .integrity,
                "cannot tell what \(name.isEmpty ? placeName : quoted(name) + " in " + placeName) means",
                why: "it could be any of \(digests.count) images",
                advice: name.isEmpty ? "Name one: \(known.joined(separator: ", "))" : "Use a digest: oci:DIR@DIGEST"
            )
        }
        return match.bare
    }

    /// The names by which an entry goes: that of the specification and the one containerd adds.
    private static func names(of entry: Descriptor) -> [String] {
        [entry.annotations?[AnnotationKey.refName], entry.annotations?["io.containerd.image.name"]].compactMap(\.self)
    }

    private func read(_ digest: Digest, announced: Descriptor?) throws -> RawManifest {
        let path = blobPath(digest)
        let bytes: [UInt8]
        do { bytes = try LocalFile.read(path, limit: ContentLimits.manifest, followsLink: false) } catch Errno
            .noSuchFileOrDirectory
        {
            if announced != nil { throw damaged(digest, "the layout names it and does not hold it") }
            throw ManifoldError(.notFound, "cannot find \(digest) in \(placeName)", why: "the layout does not hold it")
        } catch {
            throw ManifoldError(error, "cannot read the manifest", path: path)
        }
        if let announced, announced.size != bytes.count {
            throw damaged(digest, "it has \(bytes.count) bytes instead of \(announced.size)")
        }
        guard digest.matches(bytes) == true else { throw damaged(digest, "its bytes do not have that digest") }
        do {
            return try RawManifest(bytes, contentType: announced?.mediaType.rawValue)
        } catch {
            throw ManifoldError(error, reading: "\(digest) in \(placeName)")
        }
    }

    private func damaged(_ digest: Digest, _ why: String) -> ManifoldError {
        ManifoldError(
            .integrity,
            "cannot use \(digest) in \(placeName)",
            why: why,
            advice: "The file is damaged; fetch or write the image again"
        )
    }
}
