import ManifoldContent
import ManifoldOCI
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The `auths` of docker's `config.json`.
///
/// The file is read when a registry first asks who is there, and once: a run that needs no credentials opens no file.
public struct DockerConfigFile: CredentialSource {
    private let path: FilePath
    private let mustExist: Bool

    /// Names the file.
    /// - Parameters:
    ///   - path: The file.
    ///   - mustExist: Whether it is an error when there is no such file, because somebody named it.
    public init(path: FilePath, mustExist: Bool) {
        self.path = path
        self.mustExist = mustExist
    }

    /// The file that docker itself would read: `$DOCKER_CONFIG/config.json`, else `$HOME/.docker/config.json`.
    public static func standard(environment: [String: String]) -> DockerConfigFile? {
        if let directory = environment["DOCKER_CONFIG"], !directory.isEmpty {
            return DockerConfigFile(path: FilePath(directory).appending("config.json"), mustExist: false)
        }
        guard let home = environment["HOME"], !home.isEmpty else { return nil }
        return DockerConfigFile(path: FilePath(home).appending(".docker").appending("config.json"), mustExist: false)
    }

    /// The credential whose key names the host.
    ///
    /// An exact key wins; else a key with a scheme or a path whose host part is equal. Docker Hub's key is
    /// `https://index.docker.io/v1/`, and no other host ever gets what is stored under it.
    /// - Throws: `ManifoldError` when the file or the entry is malformed: going on as nobody would hide it.
    public func credential(for registry: String) throws -> Credential? {
        guard let auths = try auths() else { return nil }
        let wanted = registry == "docker.io" ? "https://index.docker.io/v1/" : registry
        let entry =
            auths.members.first { $0.name == wanted }
            ?? auths.members.first { Self.host(ofKey: $0.name) == Self.host(ofKey: wanted) }
        guard let entry else { return nil }
        do {
            return try Self.credential(entry.value, key: entry.name)
        } catch {
            throw ManifoldError(
                .failed,
                "cannot use the credential for \(registry)",
                why: "the entry \(quoted(entry.name)) in \(path) is malformed: \(error.reason)",
                advice: "Log in again, or correct the file"
            )
        }
    }

    private func auths() throws -> JSONObject? {
        let bytes: [UInt8]
        do {
            bytes = try LocalFile.read(path, limit: 4 << 20)
        } catch Errno.noSuchFileOrDirectory where !mustExist {
            return nil
        } catch {
            throw ManifoldError(error, "cannot read the credentials in", path: path)
        }
        do {
            let reader = try DocumentReader(try DocumentReader.parse(bytes), known: [], context: "the file")
            guard let value = reader.value("auths") else { return nil }
            guard case .object(let auths) = value else { throw reader.fault("auths", "is not an object") }
            return auths
        } catch {
            throw ManifoldError(
                .failed,
                "cannot read the credentials in \(path)",
                why: "the file is malformed: \(error)",
                advice: "Correct the file, or name another with --authfile"
            )
        }
    }

    /// `host[:port]` of a key that may be a URL.
    private static func host(ofKey key: String) -> String {
        var rest = Substring(key)
        for scheme in ["https://", "http://"] where rest.hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
        return String(rest.prefix { $0 != "/" })
    }

    private static func credential(_ value: JSON, key: String) throws(DocumentError) -> Credential? {
        let reader = try DocumentReader(value, known: [], context: "the entry")
        var user = try reader.string("username") ?? ""
        var password = try reader.string("password") ?? ""
        if let encoded = try reader.string("auth"), !encoded.isEmpty {
            guard let data = Data(base64Encoded: encoded),
                let text = String(validating: data, as: UTF8.self), let colon = text.firstIndex(of: ":"),
                colon != text.startIndex
            else { throw DocumentError(.malformed, "\"auth\" is not the base64 of user:password") }
            user = String(text[..<colon])
            password = String(text[text.index(after: colon)...])
            while password.unicodeScalars.last == "\0" { password.unicodeScalars.removeLast() }
        }
        if let token = try reader.string("identitytoken"), !token.isEmpty { return .identityToken(token, user: user) }
        if let token = try reader.string("registrytoken"), !token.isEmpty { return .registryToken(token) }
        return password.isEmpty ? nil : .basic(user: user, password: password)
    }
}
