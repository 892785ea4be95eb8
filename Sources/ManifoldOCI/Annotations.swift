/// Names that annotations have by convention.
///
/// Source: OCI image-spec v1.1.1, annotations.md; BuildKit's attestation storage.
public enum AnnotationKey {
    /// The name of an entry in a layout's index.
    public static let refName = "org.opencontainers.image.ref.name"
    /// The time at which the image was built, RFC 3339.
    public static let created = "org.opencontainers.image.created"
    /// What kind of companion of an image an entry is: `attestation-manifest`.
    public static let dockerReferenceType = "vnd.docker.reference.type"
    /// The digest of the image that an attestation is about.
    public static let dockerReferenceDigest = "vnd.docker.reference.digest"
}

/// Arbitrary facts about a document or an entry: keys with texts as values.
public typealias Annotations = [String: String]
