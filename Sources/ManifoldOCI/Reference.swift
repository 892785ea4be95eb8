/// The name of content in a registry: `[registry/]repository[:tag][@digest]`, in its normalised form.
///
/// Short names are completed as every docker-compatible client does: `ubuntu` is `docker.io/library/ubuntu`. A missing
/// tag stays missing; ``withDefaultTag`` adds `latest`.
///
/// Source: distribution/reference, "Grammar" and `ParseNormalizedNamed`; OCI distribution-spec v1.1.1, "Pull".
public struct Reference: Hashable, Sendable, CustomStringConvertible {
    /// The registry's host, with its port when one is written: `docker.io`, `localhost:5000`, `[::1]:5000`.
    public let registry: String
    /// The repository's path on the registry: `library/ubuntu`.
    public let repository: String
    /// The tag, when one is written.
    public let tag: String?
    /// The digest, when one is written.
    ///
    /// It wins over the tag when content is fetched.
    public let digest: Digest?

    init(uncheckedRegistry registry: String, repository: String, tag: String?, digest: Digest?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// The whole name with nothing left out: `docker.io/library/ubuntu:22.04`.
    public var description: String {
        name + (tag.map { ":" + $0 } ?? "") + (digest.map { "@\($0)" } ?? "")
    }

    /// Registry and repository, without tag and digest.
    public var name: String { "\(registry)/\(repository)" }

    /// The name as people write it: `docker.io/` is left out, and `library/` where nothing but one component follows,
    /// unless what remains would be read as something else (`docker.io/a.b/c`).
    public var familiar: String {
        guard registry == Self.hub else { return description }
        var short = String(description.dropFirst(Self.hub.utf8.count + 1))
        if repository.hasPrefix("library/"), !repository.dropFirst("library/".count).contains("/") {
            short = String(short.dropFirst("library/".count))
        }
        return (try? Reference(parsing: short)) == self ? short : description
    }

    /// The host that requests go to.
    ///
    /// Docker Hub's is not the one in its names.
    public var wireHost: String { registry == Self.hub ? "registry-1.docker.io" : registry }

    /// What to ask a registry for: the digest when there is one, else the tag, else `latest`.
    public var target: TagOrDigest {
        if let digest { .digest(digest) } else { .tag(tag ?? "latest") }
    }

    /// The same name with the tag `latest` when neither tag nor digest is written.
    public var withDefaultTag: Reference {
        tag == nil && digest == nil ? replacing(tag: "latest", digest: nil) : self
    }

    /// Another tag and digest in the same repository.
    ///
    /// The tag must be valid: see ``isTag(_:)``.
    package func replacing(tag: String?, digest: Digest?) -> Reference {
        Reference(uncheckedRegistry: registry, repository: repository, tag: tag, digest: digest)
    }

    static let hub = "docker.io"
}

/// What follows the repository in a request: a tag that may move, or a digest that cannot.
public enum TagOrDigest: Hashable, Sendable, CustomStringConvertible {
    /// A name that the registry may point at other content tomorrow.
    case tag(String)
    /// The content itself.
    case digest(Digest)

    /// The tag or the digest as written in a URL.
    public var description: String {
        switch self {
        case .tag(let tag): tag
        case .digest(let digest): digest.description
        }
    }
}
