import Foundation

extension DockerRegistrySetup {
    /// The configuration file, for files that it names in a directory.
    func configuration(storage: String, files: TemporaryDirectory) async throws -> String {
        var lines = [
            "version: 0.1",
            "log: {level: info, formatter: text, accesslog: {disabled: false}}",
            "storage:",
            "  filesystem: {rootdirectory: '\(storage)'}",
            "  delete: {enabled: \(isDeleteEnabled)}",
            "  maintenance: {uploadpurging: {enabled: false}, readonly: {enabled: \(isReadOnly)}}",
            "http:",
            // The registry chooses the port and says which in its log.
            "  addr: 127.0.0.1:0",
            "  secret: the same for all registries of the tests, so that twins know each other's uploads",
            "  relativeurls: \(hasRelativeURLs)",
        ]
        if let authority {
            let certificate = try await authority.issue()
            lines += ["  tls: {certificate: '\(certificate.certificateFile)', key: '\(certificate.keyFile)'}"]
        }
        switch access {
        case .open:
            break
        case .htpasswd(let user, let password):
            let file = try files.write(try await Self.htpasswd(user, password), to: "htpasswd")
            lines += ["auth:", "  htpasswd: {realm: manifold-test, path: '\(file)'}"]
        case .token(let server):
            lines += [
                "auth:", "  token:", "    realm: '\(server.realm)'", "    service: '\(server.service)'",
                "    issuer: '\(server.issuer)'", "    rootcertbundle: '\(server.certificateFile)'",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A line of a password file.
    ///
    /// Without the `htpasswd` program there is one pair only: `tester` and `secret`.
    private static func htpasswd(_ user: String, _ password: String) async throws -> String {
        if user == "tester", password == "secret" {
            return "tester:$2y$04$YBqmBJDX1RWphDM2aeF3FOadFOYrJRJ2aPa.YsbK8ciqoGCErW0iW\n"
        }
        let arguments = ["-n", "-i", "-B", "-C", "4", user]
        return try await Tool.require("htpasswd", arguments, input: Array(password.utf8)).text + "\n"
    }
}

extension DockerRegistry {
    /// Removes the variables that would change the configuration.
    static var environment: [String: String?] {
        let names = ProcessInfo.processInfo.environment.keys.filter { $0.hasPrefix("REGISTRY_") }
        return Dictionary(uniqueKeysWithValues: names.map { ($0, nil) })
    }
}
