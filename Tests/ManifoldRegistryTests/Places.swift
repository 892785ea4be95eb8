import ManifoldContent
import ManifoldCredentials
import ManifoldOCI
import TestSupport

@testable import ManifoldRegistry

/// One credential for whoever asks.
struct FixedCredential: CredentialSource {
    let value: Credential?

    func credential(for registry: String) -> Credential? { value }
}

/// A repository on a server of the tests, over plain HTTP unless something else is said, and without retries.
func place(
    _ host: String,
    _ rest: String = "app:1",
    as credential: Credential? = nil,
    retries: Int = 0,
    plainHTTP: Bool = true,
    change: (inout RegistryOptions) -> Void = { _ in }
) throws -> RegistryRepository {
    var options = RegistryOptions()
    options.retries = retries
    options.plainHTTP = plainHTTP
    change(&options)
    let client = RegistryClient(options: options, credentials: FixedCredential(value: credential))
    return client.repository(try Reference(parsing: "\(host)/\(rest)"))
}

/// Two repositories on one client, as a run has them.
func neighbours(
    _ host: String,
    as credential: Credential? = nil,
    plainHTTP: Bool = true
) throws -> (app: RegistryRepository, base: RegistryRepository) {
    let app = try place(host, as: credential, plainHTTP: plainHTTP)
    return (app, app.client.repository(try Reference(parsing: "\(host)/lib/base")))
}

/// A blob for the tests, with the descriptor of it.
func blob(_ text: String = "some bytes") -> (descriptor: Descriptor, bytes: [UInt8]) {
    let bytes = Array(text.utf8)
    let type = MediaType(rawValue: "application/octet-stream")
    return (Descriptor(mediaType: type, digest: Digest(sha256Of: bytes), size: Int64(bytes.count)), bytes)
}

extension SyntheticImage {
    /// The reply to a request for the manifest.
    var reply: ScriptedReply { .json(200, mediaTypes.manifest, manifest) }

    func raw() throws -> RawManifest { try RawManifest(manifest, contentType: mediaTypes.manifest) }
}
