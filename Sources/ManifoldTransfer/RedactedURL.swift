/// A URL as it may appear in a log: without user information and without the values of query parameters that grant
/// access.
package struct RedactedURL: CustomStringConvertible, Sendable {
    /// The URL with its secrets replaced by `REDACTED`.
    package let description: String

    /// A parameter is secret when its name, in lower case, contains one of these: presigned URLs of the object stores,
    /// tokens, and the signed `_state` of an upload session.
    private static let secretNames = [
        "sig", "token", "key", "cred", "secret", "password", "auth", "jwt", "code", "policy", "_state",
    ]

    /// Redacts a URL.
    package init(_ url: String) {
        var text = Self.withoutUserInformation(url)
        if let mark = text.firstIndex(of: "?") {
            let start = text.index(after: mark)
            let parameters = text[start...].split(separator: "&", omittingEmptySubsequences: false)
            text = text[..<start] + parameters.map(Self.redacted).joined(separator: "&")
        }
        description = text
    }

    private static func withoutUserInformation(_ url: String) -> String {
        var start = url.startIndex
        if let slash = url.firstIndex(of: "/"), url[slash...].hasPrefix("//") {
            start = url.index(slash, offsetBy: 2)
        }
        let authority = url[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let at = authority.lastIndex(of: "@") else { return url }
        return url[..<start] + "REDACTED" + url[at...]
    }

    private static func redacted(_ parameter: Substring) -> String {
        guard let equals = parameter.firstIndex(of: "=") else { return String(parameter) }
        let name = parameter[..<equals].lowercased()
        return secretNames.contains(where: name.contains) ? parameter[...equals] + "REDACTED" : String(parameter)
    }
}
