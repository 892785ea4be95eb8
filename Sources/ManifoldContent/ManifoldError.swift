import ManifoldOCI

/// What went wrong, to what, why, and what can be done about it.
public struct ManifoldError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, which decides about the exit status and about trying again.
    public struct Code: Hashable, Sendable {
        private enum Value: Hashable, Sendable {
            case notFound, unauthorized, denied, overloaded, unreachable, timedOut, certificate, rejected
            case integrity, conflict, invalidInput, storage, unsupported, cancelled, failed
        }

        private let value: Value

        private init(_ value: Value) {
            self.value = value
        }

        /// The content, tag or repository does not exist.
        public static let notFound = Code(.notFound)
        /// The registry wants to know who asks, and was not told or did not believe it.
        public static let unauthorized = Code(.unauthorized)
        /// The registry knows who asks and refuses.
        public static let denied = Code(.denied)
        /// The registry has too much to do, or failed in itself.
        ///
        /// Trying again may help.
        public static let overloaded = Code(.overloaded)
        /// No connection: the name does not resolve, nobody listens, or the connection broke.
        public static let unreachable = Code(.unreachable)
        /// Nothing came for too long.
        public static let timedOut = Code(.timedOut)
        /// The server's certificate does not verify, or TLS cannot be agreed on.
        public static let certificate = Code(.certificate)
        /// The registry does not accept what was sent.
        public static let rejected = Code(.rejected)
        /// A digest, a size, a type or a platform is not what was promised.
        public static let integrity = Code(.integrity)
        /// Something of that name exists, or two things want one name.
        public static let conflict = Code(.conflict)
        /// What the user gave cannot be meant.
        public static let invalidInput = Code(.invalidInput)
        /// The local disk refuses: permissions, space, or a damaged file.
        public static let storage = Code(.storage)
        /// Well-formed, but nothing that can be worked with.
        public static let unsupported = Code(.unsupported)
        /// Stopped on request.
        public static let cancelled = Code(.cancelled)
        /// Any other failure.
        public static let failed = Code(.failed)
    }

    /// At which end of a transfer something happened.
    public enum Side: String, Sendable {
        /// Where content comes from.
        case source
        /// Where content goes to.
        case target
        /// On this machine.
        case local
    }

    /// The kind of failure.
    public var code: Code
    /// What was being done: `cannot fetch the manifest of example.com/app:1`.
    public var what: String
    /// Why it failed.
    public var why: String
    /// What the user can do about it.
    public var advice: String?
    /// Which end failed, when there are two.
    public var side: Side?
    /// The reference concerned.
    public var reference: Reference?
    /// The HTTP status, when a registry answered.
    public var status: Int?
    /// The code in the registry's own answer, for example `MANIFEST_UNKNOWN`.
    public var registryCode: String?

    /// Makes an error.
    ///
    /// The texts are sentences without a full stop.
    public init(
        _ code: Code,
        _ what: String,
        why: String,
        advice: String? = nil,
        side: Side? = nil,
        reference: Reference? = nil,
        status: Int? = nil,
        registryCode: String? = nil
    ) {
        self.code = code
        self.what = what
        self.why = why
        self.advice = advice
        self.side = side
        self.reference = reference
        self.status = status
        self.registryCode = registryCode
    }

    /// Whether the same request may succeed later.
    public var isRetryable: Bool { [.overloaded, .unreachable, .timedOut].contains(code) }

    /// `WHAT. WHY. WHAT TO DO`, on one line.
    public var description: String {
        [what, why, advice ?? ""].filter { !$0.isEmpty }.joined(separator: ". ")
    }
}

extension ManifoldError {
    /// Wraps what is wrong with a document, which is a matter of integrity.
    package init(_ error: DocumentError, reading name: String, reference: Reference? = nil) {
        self.init(
            .integrity,
            "cannot use \(name)",
            why: error.description,
            advice: error.kind == .unsupported ? "Only OCI and Docker schema 2 images can be members" : nil,
            reference: reference
        )
    }
}
