import HTTPTypes
import ManifoldContent
import ManifoldOCI
import ManifoldTransfer

extension RegistryRepository: MountingTarget {
    /// Asks for a blob by HEAD.
    /// - Throws: `ManifoldError`.
    public func contains(_ descriptor: Descriptor) async throws -> Bool {
        let named = named(.digest(descriptor.digest))
        let request = RegistryRequest(
            method: .head,
            address: .path(path("blobs/\(descriptor.digest)")),
            scopes: pushScopes
        )
        let reply = try await perform(request, "cannot look for the blob \(named)", named) {
            $0.isSuccess || $0.status == 404
        }
        return reply.isSuccess
    }

    /// Uploads a blob: a session, then all bytes in one request.
    /// - Throws: `ManifoldError`.
    public func store(_ descriptor: Descriptor, from body: BlobBody) async throws -> StoreOutcome {
        let session = try await beginUpload(descriptor)
        try await upload(descriptor, body, to: session)
        return .uploaded
    }

    /// Whether a source is another repository of the same registry.
    public func canMount(from source: any ContentSource) -> Bool {
        guard let source = source as? RegistryRepository else { return false }
        return source.reference.registry == reference.registry && !isSamePlace(as: source)
    }

    /// Asks the registry to lend a blob.
    ///
    /// Where it answers with an upload session instead, the bytes go into that very session; where it refuses
    /// altogether, an ordinary upload follows.
    /// - Throws: `ManifoldError`.
    public func store(
        _ descriptor: Descriptor,
        mountingFrom source: any ContentSource,
        orFrom body: @Sendable () async throws -> BlobBody
    ) async throws -> StoreOutcome {
        guard let source = source as? RegistryRepository else {
            return try await store(descriptor, from: try await body())
        }
        let named = named(.digest(descriptor.digest))
        let query = URLText.query([
            ("mount", descriptor.digest.description), ("from", source.reference.repository),
        ])
        let request = RegistryRequest(
            method: .post,
            address: .path(path("blobs/uploads/?\(query)")),
            scopes: pushScopes.union([.pull(source.reference.repository)])
        )
        let what = "cannot mount the blob \(named) from \(source.placeName)"
        let reply = try await perform(request, what, named) {
            $0.isSuccess || (400..<500).contains($0.status) && $0.status != 429
        }
        switch reply.status {
        case 201: return .mounted
        case 202: try await upload(descriptor, try await body(), to: try session(reply, what, named))
        default: return try await store(descriptor, from: try await body())
        }
        return .uploaded
    }

    /// Puts a document under its tags, or under its digest when there are none.
    /// - Throws: `ManifoldError`.
    public func store(_ manifest: RawManifest, as names: [String]) async throws {
        let targets: [TagOrDigest] = names.isEmpty ? [.digest(manifest.digest)] : names.map { .tag($0) }
        for (position, target) in targets.enumerated() {
            do {
                try await put(manifest, at: target)
            } catch var error as ManifoldError where position > 0 {
                let done = names[..<position].joined(separator: ", ")
                error.why += "; the tags before it are in place: \(done)"
                throw error
            }
        }
    }

    /// Whether a source is this very repository.
    public func isSamePlace(as source: any ContentSource) -> Bool {
        guard let source = source as? RegistryRepository else { return false }
        return source.reference.name == reference.name
    }

    private func put(_ manifest: RawManifest, at target: TagOrDigest) async throws {
        let named = named(target)
        let request = RegistryRequest(
            method: .put,
            address: .path(path("manifests/\(target)")),
            headers: [.contentType: manifest.mediaType.rawValue],
            body: .bytes(manifest.bytes),
            scopes: pushScopes
        )
        let reply = try await perform(request, "failed to put manifest \(named)", named)
        if let answer = reply.headers[.dockerContentDigest], let digest = try? Digest(parsing: answer),
            digest.matches(manifest.bytes) == false
        {
            throw ManifoldError(
                .integrity,
                "failed to put manifest \(named)",
                why: "the registry stored \(digest) instead of \(manifest.digest)",
                reference: named
            )
        }
    }

    // MARK: Upload

    private func beginUpload(_ descriptor: Descriptor) async throws -> String {
        let named = named(.digest(descriptor.digest))
        let request = RegistryRequest(method: .post, address: .path(path("blobs/uploads/")), scopes: pushScopes)
        let what = "cannot begin to upload the blob \(named)"
        return try session(try await perform(request, what, named), what, named)
    }

    /// The address of an upload session, resolved against the request that opened it.
    private func session(_ reply: RegistryReply, _ what: String, _ named: Reference) throws -> String {
        guard let location = reply.headers[.location], let url = URLText.resolve(location, against: reply.url) else {
            throw ManifoldError(
                .failed,
                what,
                why: "the registry opened an upload and did not say where",
                reference: named
            )
        }
        if let objection = LocationRule.objection(to: url, from: reply.url) {
            throw ManifoldError(
                .failed,
                what,
                why: "the registry wants the upload at \(quoted(RedactedURL(url).description)), and \(objection)",
                reference: named
            )
        }
        return url
    }

    private func upload(
        _ descriptor: Descriptor,
        _ body: BlobBody,
        to session: String,
        mayBeginAnew: Bool = true
    ) async throws {
        let named = named(.digest(descriptor.digest))
        let transferBody = try await Spool.replayable(body, of: descriptor)
        let request = RegistryRequest(
            method: .put,
            address: .url(URLText.appending(URLText.query([("digest", descriptor.digest.description)]), to: session)),
            headers: [.contentType: "application/octet-stream"],
            body: transferBody,
            scopes: pushScopes,
            isBulk: descriptor.size > 1 << 20
        )
        do {
            _ = try await perform(request, "cannot upload the blob \(named)", named)
        } catch let error as ManifoldError where error.code == .notFound {
            // The session is gone, which says nothing about the blob; a new one is worth one try.
            guard mayBeginAnew else {
                throw ManifoldError(
                    .failed,
                    error.what,
                    why: error.why,
                    advice: "Try again",
                    reference: named,
                    status: error.status,
                    registryCode: error.registryCode
                )
            }
            try await upload(descriptor, body, to: try await beginUpload(descriptor), mayBeginAnew: false)
        }
    }
}
