import ManifoldOCI

/// A place that content can be written to.
public protocol ContentTarget: Sendable {
    /// The place's name for messages, without tag and digest.
    var placeName: String { get }

    /// Whether the place holds a blob.
    /// - Throws: ``ManifoldError``.
    func contains(_ descriptor: Descriptor) async throws -> Bool

    /// Writes a blob. Bytes that are not what the descriptor promises are never visible under its digest.
    /// - Throws: ``ManifoldError``.
    func store(_ descriptor: Descriptor, from body: BlobBody) async throws -> StoreOutcome

    /// Writes a document under its digest and points names at it.
    ///
    /// With no names it is reachable by digest alone. Everything it points at must be in place.
    /// - Throws: ``ManifoldError``.
    func store(_ manifest: RawManifest, as names: [String]) async throws

    /// Whether this place and a source are one and the same, so that nothing needs to be copied between them.
    func isSamePlace(as source: any ContentSource) -> Bool
}

/// A target that can take a blob over from a neighbouring place without its bytes being sent.
public protocol MountingTarget: ContentTarget {
    /// Whether mounting from this source can be asked for.
    func canMount(from source: any ContentSource) -> Bool

    /// Mounts a blob, or stores it when mounting is refused.
    /// - Parameters:
    ///   - descriptor: The blob.
    ///   - source: The neighbouring place that holds it.
    ///   - body: The bytes, asked for only when they must be sent.
    /// - Throws: ``ManifoldError``.
    func store(
        _ descriptor: Descriptor,
        mountingFrom source: any ContentSource,
        orFrom body: @Sendable () async throws -> BlobBody
    ) async throws -> StoreOutcome
}

/// What happened to a blob that was to be stored.
public enum StoreOutcome: String, Sendable {
    /// Its bytes were sent or written.
    case uploaded
    /// A neighbouring place lent it.
    case mounted
    /// It was there.
    case existed
}

/// The bytes of a blob in a form that can be sent again from the start.
public enum BlobBody: Sendable {
    /// In memory.
    case bytes([UInt8])
    /// In an open file.
    case file(BlobFile)
    /// From another place, opened anew for each attempt.
    case stream(@Sendable () async throws -> BlobStream)
}
