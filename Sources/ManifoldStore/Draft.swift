import ManifoldOCI

/// An index in the making: its entries in order, and where each of them came from.
public struct Draft: Sendable, Hashable {
    /// The name under which the index will be pushed.
    public let reference: Reference
    /// The entries in the order of the index.
    public var entries: [DraftEntry]
    /// Annotations of the index.
    public var annotations: Annotations
    /// The family that was asked for; nil lets the entries decide.
    public var mediaType: MediaType?
    /// When the draft was made, in seconds since 1970.
    public var created: Int64
    /// When it was last changed, in seconds since 1970.
    public var updated: Int64
    /// What was pushed last, when anything was.
    public var push: Push?
    /// How its registry was to be reached when the draft was made; a push need not be told again.
    public var connection = Connection()

    /// What a user allowed for the registry of a draft.
    public struct Connection: Sendable, Hashable {
        /// Certificates need not verify.
        public var isInsecure = false
        /// The registry speaks plain HTTP.
        public var isPlainHTTP = false

        /// Allows nothing.
        public init() {}

        /// Allows what either allows.
        public func union(_ other: Connection) -> Connection {
            var result = self
            result.isInsecure = isInsecure || other.isInsecure
            result.isPlainHTTP = isPlainHTTP || other.isPlainHTTP
            return result
        }
    }

    /// A push of the draft.
    public struct Push: Sendable, Hashable {
        /// The digest of the index.
        public let digest: Digest
        /// When, in seconds since 1970.
        public let time: Int64

        /// Notes a push.
        public init(digest: Digest, time: Int64) {
            self.digest = digest
            self.time = time
        }
    }

    /// Begins a draft.
    ///
    /// `time` is in seconds since 1970.
    public init(reference: Reference, time: Int64) {
        self.reference = reference
        entries = []
        annotations = [:]
        created = time
        updated = time
    }
}

/// One entry of a draft.
public struct DraftEntry: Sendable, Hashable {
    /// What the index will say: the image's digest, size and type, its platform and annotations.
    public var descriptor: Descriptor
    /// The platform that the image itself names; where the index says otherwise, a user said so.
    public var detected: Platform?
    /// The name that the user gave, in its canonical form: `docker://example.com/app:1-amd64`.
    public var member: String
    /// The place that holds the content, in the form of a location by digest.
    public var origin: String
    /// When it was fetched, in seconds since 1970.
    public var fetched: Int64

    /// Makes an entry.
    public init(descriptor: Descriptor, detected: Platform?, member: String, origin: String, fetched: Int64) {
        self.descriptor = descriptor
        self.detected = detected
        self.member = member
        self.origin = origin
        self.fetched = fetched
    }
}
