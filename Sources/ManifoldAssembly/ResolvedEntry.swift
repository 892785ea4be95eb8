import ManifoldContent
import ManifoldOCI

/// An entry for an index, with what was fetched to find out about it.
public struct ResolvedEntry: Sendable {
    /// What the index will say.
    public var descriptor: Descriptor
    /// The platform that the image itself or the index it came from names.
    public var detected: Platform?
    /// The image's document, when it was fetched.
    public var manifest: RawManifest?
    /// The image's configuration, when it was fetched.
    public var config: [UInt8]?
    /// Where the content is, by digest.
    public var origin: Location

    /// The documents and configurations that a store should keep.
    var contents: [(descriptor: Descriptor, bytes: [UInt8])] {
        guard let manifest else { return [] }
        var contents = [(descriptor: manifest.descriptor, bytes: manifest.bytes)]
        if let config, let image = manifest.image { contents.append((image.config.bare, config)) }
        return contents
    }
}

/// A member with the entries it turned out to be: one for an image, several for an index.
public struct ResolvedMember: Sendable {
    /// What the user asked for.
    public let member: Member
    /// The document that the name pointed at.
    public let document: Descriptor
    /// The entries in order.
    public let entries: [ResolvedEntry]
}

/// What the user wants to be told while things go on.
public struct Notices: Sendable {
    /// Says what is not wrong enough to stop.
    public let warn: @Sendable (String) -> Void

    /// Takes a receiver for warnings.
    public init(warn: @escaping @Sendable (String) -> Void) {
        self.warn = warn
    }
}
