import ManifoldOCI
import TestSupport

/// A registry that serves images by tag and by digest from any repository, unless a script says otherwise.
enum ImageHost {
    /// Starts a server.
    /// - Parameter script: asked first about every request.
    static func serving(
        _ images: [String: SyntheticImage],
        script: @escaping @Sendable (ReceivedRequest) -> ScriptedReply? = { _ in nil }
    ) throws -> ScriptedRegistry {
        try ScriptedRegistry { request in
            if let reply = script(request) { return reply }
            let name = request.path.split(separator: "/").last.map(String.init) ?? ""
            if request.path.contains("/manifests/") {
                let image = images[name] ?? images.values.first { $0.digest.description == name }
                guard let image else { return .error(404, "MANIFEST_UNKNOWN", "manifest unknown") }
                return .json(200, image.mediaTypes.manifest, image.manifest)
            }
            for image in images.values where image.configDigest.description == name {
                return .json(200, "application/octet-stream", image.config)
            }
            return .error(404, "BLOB_UNKNOWN", "blob unknown")
        }
    }
}
