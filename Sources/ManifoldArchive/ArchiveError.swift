import CZlib
import ManifoldOCI
import SystemPackage

/// Why an archive could not be written: what failed, on which path, and what the library or the system said of it.
public struct ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        private enum Kind: Hashable, Sendable {
            case invalidPath, contentChanged, input, output, archive, compression, misuse
        }

        private let kind: Kind

        /// A path that cannot be the name of an entry.
        public static let invalidPath = Code(kind: .invalidPath)
        /// A file was shorter or longer than announced: it changed while it was read.
        public static let contentChanged = Code(kind: .contentChanged)
        /// The content of an entry could not be read.
        public static let input = Code(kind: .input)
        /// What was made could not be written.
        public static let output = Code(kind: .output)
        /// libarchive refused.
        public static let archive = Code(kind: .archive)
        /// zlib refused, or the compression asked for does not exist.
        public static let compression = Code(kind: .compression)
        /// A writer was used after it had finished or failed.
        public static let misuse = Code(kind: .misuse)
    }

    /// The kind of failure.
    public let code: Code
    /// The path of the entry in the archive, or nil when the failure is not of one entry.
    public let path: String?
    /// What happened, in the words of the library or the system where there are any.
    public let reason: String

    /// Makes an error.
    public init(_ code: Code, path: String? = nil, reason: String) {
        self.code = code
        self.path = path
        self.reason = reason
    }

    /// What failed, on which path, and why.
    public var description: String {
        let failure =
            switch code {
            case .invalidPath: "not a path for an archive entry"
            case .contentChanged: "content changed while it was read"
            case .input: "cannot read content"
            case .output: "cannot write layer"
            case .archive: "cannot write tar entry"
            case .compression: "cannot compress"
            default: "archive writer used wrongly"
            }
        guard let path else { return "\(failure): \(reason)" }
        return "\(quoted(path)): \(failure): \(reason)"
    }
}

extension ArchiveError {
    init(_ code: Code, path: String? = nil, _ error: any Error) {
        self.init(code, path: path, reason: (error as? Errno)?.description ?? String(describing: error))
    }

    init(zlib status: Int32, message: UnsafePointer<CChar>?) {
        let words = message.map { String(cString: $0) } ?? zError(status).map { String(cString: $0) }
        self.init(.compression, reason: words ?? "zlib status \(status)")
    }
}
