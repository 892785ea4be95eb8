import HTTPTypes
import ManifoldContent
import ManifoldOCI
import ManifoldTransfer

extension RegistryRepository: ContentSource {
    /// Registry and repository.
    public var placeName: String { reference.name }

    /// Asks what a name points at, by HEAD; by GET where the registry does not answer that well enough.
    /// - Throws: `ManifoldError`.
    public func resolve(_ name: TagOrDigest) async throws -> Descriptor {
        let named = named(name)
        let request = manifestRequest(.head, name)
        let reply = try await perform(request, "cannot look up \(named)", named) {
            $0.isSuccess || [400, 403, 405].contains($0.status)
        }
        guard reply.isSuccess, let digest = try? reply.headers[.dockerContentDigest].map(Digest.init(parsing:)),
            digest.algorithm.isComputable,
            let size = reply.headers[.contentLength].flatMap(Int64.init),
            let type = reply.headers[.contentType].map(MediaType.init(contentType:)), type.isManifest
        else {
            return try await manifest(name).descriptor
        }
        if case .digest(let wanted) = name, wanted != digest {
            throw mismatch(named, "the registry says that it is \(digest)")
        }
        return Descriptor(mediaType: type, digest: digest, size: size)
    }

    /// Fetches a document by one GET.
    ///
    /// The digest of what came is computed and compared with the one asked for and the one announced.
    /// - Throws: `ManifoldError`.
    public func manifest(_ name: TagOrDigest) async throws -> RawManifest {
        let named = named(name)
        let reply = try await perform(manifestRequest(.get, name), "cannot fetch \(named)", named)
        let bytes = reply.bytes
        if case .digest(let digest) = name {
            guard let matches = digest.matches(bytes) else {
                throw mismatch(named, "digests of the algorithm \(digest.algorithm.name) cannot be verified")
            }
            guard matches else { throw mismatch(named, "the registry sent other bytes") }
        }
        let manifest: RawManifest
        do {
            manifest = try RawManifest(bytes, contentType: reply.headers[.contentType])
        } catch {
            throw ManifoldError(error, reading: named.description, reference: named)
        }
        if let announced = reply.headers[.dockerContentDigest], let digest = try? Digest(parsing: announced),
            digest.matches(bytes) == false
        {
            throw mismatch(named, "the registry announced \(digest) and sent \(manifest.digest)")
        }
        return manifest
    }

    /// Opens a blob's bytes.
    /// - Throws: `ManifoldError`.
    public func open(_ descriptor: Descriptor) async throws -> BlobStream {
        let named = named(.digest(descriptor.digest))
        var request = blobRequest(descriptor)
        request.isBulk = true
        let what = "cannot fetch the blob \(named)"
        let reply = try await perform(request, what, named)
        guard case .stream(let stream) = reply.body else {
            return BlobStream(descriptor, from: placeName, chunks: BytesChunk(reply.bytes))
        }
        let failure = RegistryFailure(what: what, reference: named, scopes: request.scopes)
        return BlobStream(descriptor, from: placeName, chunks: RegistryChunks(stream: stream, failure: failure))
    }

    /// Fetches a small blob as a whole, over a connection that is there.
    /// - Throws: `ManifoldError`.
    public func blob(_ descriptor: Descriptor, limit: Int) async throws -> [UInt8] {
        let named = named(.digest(descriptor.digest))
        guard descriptor.size <= limit else {
            throw mismatch(named, "it has \(descriptor.size) bytes, more than the \(limit) that its kind may have")
        }
        var request = blobRequest(descriptor)
        request.limit = Int(descriptor.size) + RegistryRequest.ContentSizes.answer
        let reply = try await perform(request, "cannot fetch the blob \(named)", named)
        return try await BlobStream(descriptor, from: placeName, chunks: BytesChunk(reply.bytes)).collect()
    }

    private func manifestRequest(_ method: HTTPRequest.Method, _ name: TagOrDigest) -> RegistryRequest {
        let accept = MediaType.manifests.map(\.rawValue).joined(separator: ", ")
        return RegistryRequest(
            method: method,
            address: .path(path("manifests/\(name)")),
            headers: [.accept: accept],
            scopes: pullScopes,
            limit: ContentLimits.manifest
        )
    }

    private func blobRequest(_ descriptor: Descriptor) -> RegistryRequest {
        RegistryRequest(
            method: .get,
            address: .path(path("blobs/\(descriptor.digest)")),
            headers: [.acceptEncoding: "identity"],
            scopes: pullScopes
        )
    }

    private func mismatch(_ named: Reference, _ why: String) -> ManifoldError {
        ManifoldError(
            .integrity,
            "cannot use \(named)",
            why: why,
            advice: "The content is not what was promised; push it again",
            reference: named
        )
    }
}

/// The chunks of a blob from a registry, with errors that say what was being fetched.
private struct RegistryChunks: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = any Error

    let stream: TransferStream
    let failure: RegistryFailure

    func makeAsyncIterator() -> Iterator {
        Iterator(underlying: stream.makeAsyncIterator(), failure: failure)
    }

    struct Iterator: AsyncIteratorProtocol {
        var underlying: TransferStream.AsyncIterator
        let failure: RegistryFailure

        mutating func next() async throws -> [UInt8]? {
            do { return try await underlying.next() } catch { throw failure.error(for: error) }
        }
    }
}
