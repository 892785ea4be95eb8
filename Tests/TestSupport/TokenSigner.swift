import Crypto
import Foundation

/// Signs tokens with a key of its own that a registry trusts by its certificate.
///
/// Source: distribution documentation, "Token Authentication Implementation"; RFC 7515 and RFC 7518 section 3.4.
struct TokenSigner: Sendable {
    private let key: P256.Signing.PrivateKey
    private let header: String
    private let files: TemporaryDirectory
    /// The certificate that a registry takes as `rootcertbundle`.
    let certificateFile: String

    init() async throws {
        key = P256.Signing.PrivateKey()
        files = try TemporaryDirectory()
        certificateFile = files.file("token.pem")
        let keyFile = try files.write(key.pemRepresentation, to: "token.key")
        let subject = ["-subj", "/CN=manifold-test-issuer", "-days", "30"]
        try await Tool.require("openssl", ["req", "-x509", "-key", keyFile, "-out", certificateFile] + subject)
        let lines = String(decoding: try files.read("token.pem"), as: UTF8.self).split(separator: "\n")
        let certificate = lines.filter { !$0.hasPrefix("-----") }.joined()
        header = try Self.encoded(["typ": "JWT", "alg": "ES256", "x5c": [certificate]])
    }

    /// A token with these claims.
    func token(_ claims: [String: Any]) throws -> String {
        let text = "\(header).\(try Self.encoded(claims))"
        let signature = try key.signature(for: Data(text.utf8))
        return "\(text).\(Self.base64URL(signature.rawRepresentation))"
    }

    private static func encoded(_ object: [String: Any]) throws -> String {
        base64URL(try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes]))
    }

    private static func base64URL(_ data: Data) -> String {
        let text = data.base64EncodedString()
        return String(
            text.compactMap { character in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            }
        )
    }
}
