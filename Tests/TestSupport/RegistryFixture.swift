import ManifoldOCI

/// Fills and inspects a registry by requests of its own, so that the program under test is not its own witness.
///
/// It speaks plain HTTP: a registry with TLS is filled through an open twin, see ``DockerRegistry``.
public struct RegistryFixture: Sendable {
    private let client: RawHTTPClient

    /// A fixture on a registry, with a value of `Authorization` if it asks for one.
    public init(host: String, authorization: String? = nil) {
        client = RawHTTPClient(host: host, authorization: authorization)
    }

    /// Pushes an image with its blobs; without a tag, by its digest.
    @discardableResult
    public func push(_ image: SyntheticImage, to repository: String, tag: String? = nil) async throws -> Digest {
        try await pushBlob(image.config, to: repository)
        for layer in image.layers { try await pushBlob(layer.bytes, to: repository) }
        return try await pushManifest(image.manifest, image.mediaTypes.manifest, to: repository, tag: tag)
    }

    /// Pushes the images of an index by their digests, and then the index.
    @discardableResult
    public func push(_ index: SyntheticIndex, to repository: String, tag: String? = nil) async throws -> Digest {
        for member in index.members { try await push(member, to: repository) }
        return try await pushManifest(index.bytes, index.mediaType, to: repository, tag: tag)
    }

    /// Pushes a blob.
    @discardableResult
    public func pushBlob(_ bytes: [UInt8], to repository: String) async throws -> Digest {
        let digest = Digest(sha256Of: bytes)
        let session = try await client.send("POST", "/v2/\(repository)/blobs/uploads/", body: [])
        guard session.status == 202, var location = session.headers["Location"] else {
            throw Self.unexpected(session, "starting an upload to \(repository)")
        }
        if let host = location.firstRange(of: "://\(client.host)") { location.removeSubrange(..<host.upperBound) }
        location += (location.contains("?") ? "&" : "?") + "digest=\(digest)"
        let headers: HeaderFields = ["Content-Type": "application/octet-stream"]
        let reply = try await client.send("PUT", location, headers: headers, body: bytes)
        guard reply.status == 201 else { throw Self.unexpected(reply, "uploading \(digest) to \(repository)") }
        return digest
    }

    /// Pushes any manifest as it is; without a tag, by its digest.
    @discardableResult
    public func pushManifest(
        _ bytes: [UInt8],
        _ mediaType: String,
        to repository: String,
        tag: String? = nil
    ) async throws -> Digest {
        let digest = Digest(sha256Of: bytes)
        let target = "/v2/\(repository)/manifests/\(tag ?? digest.description)"
        let reply = try await client.send("PUT", target, headers: ["Content-Type": mediaType], body: bytes)
        guard reply.status == 201 else { throw Self.unexpected(reply, "PUT \(target)") }
        return digest
    }

    /// Asks for a manifest by tag or digest, whatever the answer is.
    public func manifest(
        _ reference: String,
        in repository: String,
        accept: String = everyManifest
    ) async throws -> RawHTTPClient.Response {
        try await client.send("GET", "/v2/\(repository)/manifests/\(reference)", headers: ["Accept": accept])
    }

    /// The bytes of a blob, or nil when the repository has it not.
    public func blob(_ digest: Digest, in repository: String) async throws -> [UInt8]? {
        let reply = try await client.send("GET", "/v2/\(repository)/blobs/\(digest)")
        return reply.status == 200 ? reply.body : nil
    }

    /// Whether a repository has a blob.
    public func hasBlob(_ digest: Digest, in repository: String) async throws -> Bool {
        try await client.send("HEAD", "/v2/\(repository)/blobs/\(digest)").status == 200
    }

    /// Deletes a manifest and all its tags.
    public func deleteManifest(_ digest: Digest, in repository: String) async throws {
        let reply = try await client.send("DELETE", "/v2/\(repository)/manifests/\(digest)")
        guard reply.status == 202 else { throw Self.unexpected(reply, "deleting \(digest) in \(repository)") }
    }

    /// All the manifest types that clients take.
    public static let everyManifest = [
        SyntheticImage.MediaTypes.oci.index, SyntheticImage.MediaTypes.docker.index,
        SyntheticImage.MediaTypes.oci.manifest, SyntheticImage.MediaTypes.docker.manifest,
    ].joined(separator: ", ")

    private static func unexpected(_ reply: RawHTTPClient.Response, _ what: String) -> TestSupportError {
        TestSupportError("\(what): status \(reply.status), \(String(decoding: reply.body, as: UTF8.self))")
    }
}
