/// A hash algorithm that can be named in a digest.
///
/// Registered algorithms (`sha256`, `sha512`) and `sha384` can be computed here; any other name that fits the
/// grammar can be carried, but not verified.
///
/// Source: OCI image-spec v1.1.1, descriptor.md, "Digests" and "Registered Algorithms".
public struct DigestAlgorithm: Hashable, Sendable {
    /// The name as it stands before the colon, for example `sha256`.
    public let name: String

    init(unchecked name: String) {
        self.name = name
    }

    /// SHA-256: 64 lower-case hexadecimal digits.
    ///
    /// Every implementation must support it.
    public static let sha256 = DigestAlgorithm(unchecked: "sha256")
    /// SHA-384: 96 lower-case hexadecimal digits.
    ///
    /// Not registered, but known to every Go client.
    public static let sha384 = DigestAlgorithm(unchecked: "sha384")
    /// SHA-512: 128 lower-case hexadecimal digits.
    public static let sha512 = DigestAlgorithm(unchecked: "sha512")

    /// The number of hexadecimal digits of a digest, or nil when the algorithm is not one that can be computed.
    public var hexLength: Int? {
        switch self {
        case .sha256: 64
        case .sha384: 96
        case .sha512: 128
        default: nil
        }
    }

    /// Whether content can be checked against a digest of this algorithm.
    public var isComputable: Bool { hexLength != nil }
}
