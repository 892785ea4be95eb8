import ManifoldOCI

/// A place that content can be read from: a repository on a registry, a layout, the local store.
public protocol ContentSource: Sendable {
    /// The place's name for messages, without tag and digest: `example.com/app`, `oci:build`.
    var placeName: String { get }

    /// What a name points at, without fetching it.
    /// - Throws: ``ManifoldError``, `notFound` when the name points at nothing.
    func resolve(_ name: TagOrDigest) async throws -> Descriptor

    /// The document that a name points at, verified against the digest when the name is one.
    /// - Throws: ``ManifoldError``: `notFound`, or `integrity` when the bytes are not what they should be.
    func manifest(_ name: TagOrDigest) async throws -> RawManifest

    /// The bytes of a blob, which verify themselves while they are read.
    /// - Throws: ``ManifoldError``.
    func open(_ descriptor: Descriptor) async throws -> BlobStream

    /// A small blob as a whole, verified.
    /// - Parameters:
    ///   - descriptor: The blob.
    ///   - limit: The most bytes that are accepted.
    /// - Throws: ``ManifoldError``, `integrity` when it is larger than the limit or not what was promised.
    func blob(_ descriptor: Descriptor, limit: Int) async throws -> [UInt8]
}

/// A source that only gathers what lies in several places, and knows where each piece really is.
public protocol GatheredSource: ContentSource {
    /// The place that holds the content and that a registry could mount it from.
    func origin(of descriptor: Descriptor) -> (any ContentSource)?

    /// The places that are gathered, as far as a registry could mount from them.
    var places: [any ContentSource] { get }
}

extension ContentSource {
    /// The document that a descriptor points at, which must be what the descriptor promises.
    /// - Throws: ``ManifoldError``, `integrity` when its size or its type is another.
    public func manifest(matching descriptor: Descriptor) async throws -> RawManifest {
        let manifest = try await manifest(.digest(descriptor.digest))
        guard manifest.bytes.count == descriptor.size, manifest.mediaType == descriptor.mediaType else {
            throw ManifoldError(
                .integrity,
                "cannot use \(descriptor.digest) in \(placeName)",
                why: "it has \(manifest.bytes.count) bytes of type \(manifest.mediaType), and the index promises "
                    + "\(descriptor.size) bytes of type \(escapedForTerminal(descriptor.mediaType.rawValue))",
                advice: "The index is wrong; make it again"
            )
        }
        return manifest
    }

    /// Reads the blob like any other and collects it.
    public func blob(_ descriptor: Descriptor, limit: Int) async throws -> [UInt8] {
        guard descriptor.size <= limit else {
            throw ManifoldError(
                .integrity,
                "cannot read \(descriptor.digest) in \(placeName)",
                why: "it has \(descriptor.size) bytes, and no more than \(limit) are accepted for its kind"
            )
        }
        return try await open(descriptor).collect()
    }
}

/// How much is read of what comes from outside before it is refused, in bytes.
public enum ContentLimits {
    /// A manifest or an index: what registries accept.
    public static let manifest = 4 << 20
    /// An image configuration.
    public static let config = 4 << 20
    /// How deep indexes may be nested in each other.
    public static let nesting = 8
}
