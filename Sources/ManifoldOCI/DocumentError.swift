/// Why bytes are not the document they should be.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of fault.
    public enum Kind: Hashable, Sendable {
        /// Not JSON, or JSON that two readers could understand in two ways.
        case malformed
        /// The type that was announced and the type inside differ, or it could be an index as well as an image.
        case ambiguous
        /// A type that cannot be a member: schema 1, or nothing that is known.
        case unsupported
    }

    /// The kind of fault.
    public let kind: Kind
    /// What is wrong, in words, with the offset where there is one.
    public let reason: String

    package init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }

    package init(_ error: JSONError) {
        self.init(.malformed, error.description)
    }

    /// What is wrong, in words.
    public var description: String { reason }
}
