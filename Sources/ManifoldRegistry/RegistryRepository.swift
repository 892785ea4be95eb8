import HTTPTypes
import ManifoldContent
import ManifoldOCI
import ManifoldTransfer

/// A repository on a registry, as a place that content comes from and goes to.
///
/// Source: OCI distribution-spec v1.1.1.
public struct RegistryRepository: Sendable {
    let client: RegistryClient
    let host: RegistryHost
    /// The repository, with the tag or digest it was asked for by.
    public let reference: Reference
    /// Neighbours that blobs will be mounted from.
    ///
    /// One token for all of them is asked for.
    private var neighbours: Set<String> = []

    init(client: RegistryClient, host: RegistryHost, reference: Reference) {
        self.client = client
        self.host = host
        self.reference = reference
    }

    /// The same repository, which asks for tokens that allow mounting from these sources as well.
    public func expectingMounts(from sources: [any ContentSource]) -> RegistryRepository {
        var result = self
        for case let source as RegistryRepository in sources where canMount(from: source) {
            result.neighbours.insert(source.reference.repository)
        }
        return result
    }

    var pullScopes: Set<TokenScope> { [.pull(reference.repository)] }

    var pushScopes: Set<TokenScope> {
        Set([.push(reference.repository)] + neighbours.map { .pull($0) })
    }

    func path(_ rest: String) -> String { "\(reference.repository)/\(rest)" }

    /// The reference with another tag or digest, for messages.
    func named(_ name: TagOrDigest) -> Reference {
        switch name {
        case .tag(let tag): reference.replacing(tag: tag, digest: nil)
        case .digest(let digest): reference.replacing(tag: nil, digest: digest)
        }
    }

    /// Sends a request and returns a successful answer.
    /// - Throws: `ManifoldError` that begins with `what`.
    func perform(
        _ request: RegistryRequest,
        _ what: String,
        _ reference: Reference,
        accepting: (RegistryReply) -> Bool = \.isSuccess
    ) async throws -> RegistryReply {
        let failure = RegistryFailure(what: what, reference: reference, scopes: request.scopes)
        let reply: RegistryReply
        do {
            reply = try await client.send(request, to: host)
        } catch {
            throw failure.error(for: error)
        }
        if accepting(reply) { return reply }
        reply.discard()
        throw failure.error(for: reply, knowsCredential: await host.authenticator.knowsCredential())
    }
}

extension RegistryRepository {
    /// The tags of the repository, in the order in which the registry gives them.
    ///
    /// Pages are followed on the same host only, and never in a circle.
    /// - Throws: `ManifoldError`.
    public func tags() async throws -> [String] {
        var tags: [String] = []
        var seen: Set<String> = []
        var address = RegistryRequest.Address.path(path("tags/list"))
        let what = "cannot list the tags of \(reference.name)"
        while true {
            let request = RegistryRequest(method: .get, address: address, scopes: pullScopes, limit: 8 << 20)
            let reply = try await perform(request, what, reference)
            tags += try Self.tags(in: reply.bytes, what, reference)
            guard let next = Self.nextPage(reply), seen.insert(next).inserted else { return tags }
            guard host.isHome(next) else { return tags }
            address = .url(next)
        }
    }

    private static func tags(in body: [UInt8], _ what: String, _ reference: Reference) throws -> [String] {
        guard case .object(let object)? = try? StrictJSON.parse(body) else {
            throw ManifoldError(.failed, what, why: "the answer is not JSON", reference: reference)
        }
        guard case .array(let values)? = object["tags"] else { return [] }
        return values.compactMap { if case .string(let tag) = $0, Reference.isTag(tag) { tag } else { nil } }
    }

    /// The address in `Link: <…>; rel="next"`.
    private static func nextPage(_ reply: RegistryReply) -> String? {
        for link in reply.headers[values: .link] {
            guard link.contains("rel=\"next\"") || link.contains("rel=next"), let open = link.firstIndex(of: "<"),
                let close = link[open...].firstIndex(of: ">")
            else { continue }
            return URLText.resolve(String(link[link.index(after: open)..<close]), against: reply.url)
        }
        return nil
    }

    /// Deletes a manifest, and with it every tag that points at it.
    /// - Throws: `ManifoldError`.
    public func delete(_ digest: Digest) async throws {
        let scope = TokenScope(repository: reference.repository, actions: [.pull, .delete])
        let request = RegistryRequest(
            method: .delete,
            address: .path(path("manifests/\(digest)")),
            scopes: [scope]
        )
        let named = named(.digest(digest))
        _ = try await perform(request, "cannot delete \(named)", named)
    }
}
