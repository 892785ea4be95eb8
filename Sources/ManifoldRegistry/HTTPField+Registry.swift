import HTTPTypes

extension HTTPField.Name {
    /// The digest of the content of a reply, or of what was stored.
    ///
    /// Advisory since distribution-spec 1.1.
    static let dockerContentDigest = Self.constant("Docker-Content-Digest")
    /// What every registry of docker's making says about itself.
    static let dockerDistributionAPIVersion = Self.constant("Docker-Distribution-Api-Version")

    /// Where the next page of a listing is (RFC 8288).
    static let link = Self.constant("Link")

    private static func constant(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("a header name that is none: \(name)") }
        return name
    }
}
