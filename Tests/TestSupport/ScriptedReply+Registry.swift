import Foundation
import ManifoldOCI

/// What registries say in good order.
extension ScriptedReply {
    /// A document, with its media type and its digest.
    public static func json(_ status: Int, _ mediaType: String, _ bytes: [UInt8]) -> ScriptedReply {
        let digest = Digest(sha256Of: bytes)
        return ScriptedReply(
            status,
            ["Content-Type": mediaType, "Docker-Content-Digest": digest.description],
            body: bytes
        )
    }

    /// A failure in the form of the distribution specification.
    public static func error(_ status: Int, _ code: String, _ message: String) -> ScriptedReply {
        let document = ["errors": [["code": code, "message": message]]]
        let body = (try? JSONSerialization.data(withJSONObject: document, options: [.sortedKeys])) ?? Data()
        return ScriptedReply(status, ["Content-Type": "application/json"], body: [UInt8](body))
    }

    /// The demand for credentials, with the whole value of `WWW-Authenticate`.
    public static func unauthorized(challenge: String) -> ScriptedReply {
        error(401, "UNAUTHORIZED", "authentication required").with("WWW-Authenticate", challenge)
    }
}
