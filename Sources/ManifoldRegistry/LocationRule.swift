/// Decides whether a URL that a server hands out may be followed.
enum LocationRule {
    /// Why a URL must not be followed, or nil when it may be.
    ///
    /// HTTPS is never left for HTTP, and a registry out in the world cannot send us to an address of the inner network.
    static func objection(to url: String, from base: String) -> String? {
        guard let target = URLText.origin(url), let host = URLText.host(url) else {
            return "it points at something that is no HTTP URL"
        }
        guard let origin = URLText.origin(base), let baseHost = URLText.host(base) else { return nil }
        if target == origin { return nil }
        if origin.hasPrefix("https:"), target.hasPrefix("http:") { return "it leads from HTTPS to plain HTTP" }
        if URLText.isPrivateAddress(host), !URLText.isPrivateAddress(baseHost) {
            return "it leads to \(host), an address of an inner network"
        }
        return nil
    }
}
