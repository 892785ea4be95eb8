/// An authority that nobody but a test trusts, made with the `openssl` program.
public final class CertificateAuthority: Sendable {
    /// A certificate of a server, and the key that belongs to it, both in PEM files.
    public struct Certificate: Sendable {
        /// The file with the certificate.
        public let certificateFile: String
        /// The file with the key, which is not encrypted.
        public let keyFile: String
    }

    private let files: TemporaryDirectory
    private let issued = Guarded(0)
    /// The file with the authority's certificate in PEM form, removed with this object.
    public let caFile: String

    /// Makes an authority with a key of its own.
    public init(name: String = "Manifold Test Authority") async throws {
        files = try TemporaryDirectory()
        caFile = files.file("ca.pem")
        let extensions = ["basicConstraints = critical, CA:TRUE", "keyUsage = critical, keyCertSign, cRLSign"]
        let configuration = try files.write(Self.configuration(name, extensions), to: "ca.conf")
        try await Self.request(configuration, Certificate(certificateFile: caFile, keyFile: files.file("ca.key")))
    }

    /// Makes a certificate for host names and addresses, all of which it names as alternatives.
    public func issue(for hosts: [String] = ["127.0.0.1", "localhost"]) async throws -> Certificate {
        let number = issued.withLock { count in
            count += 1
            return count
        }
        let names = hosts.map { host in
            (host.contains(":") || host.allSatisfy { $0.isNumber || $0 == "." } ? "IP:" : "DNS:") + host
        }
        let extensions = [
            "basicConstraints = critical, CA:FALSE", "keyUsage = critical, digitalSignature",
            "extendedKeyUsage = serverAuth", "subjectAltName = \(names.joined(separator: ", "))",
        ]
        let name = hosts.first ?? "nobody"
        let configuration = try files.write(Self.configuration(name, extensions), to: "\(number).conf")
        let certificate = Certificate(
            certificateFile: files.file("\(number).pem"),
            keyFile: files.file("\(number).key")
        )
        try await Self.request(
            configuration,
            certificate,
            ["-CA", caFile, "-CAkey", files.file("ca.key")]
        )
        return certificate
    }

    private static func request(
        _ configuration: String,
        _ certificate: Certificate,
        _ options: [String] = []
    ) async throws {
        let arguments = [
            "req", "-x509", "-config", configuration, "-days", "30", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", certificate.keyFile, "-out",
            certificate.certificateFile,
        ]
        let output = try await Tool.run("openssl", arguments: arguments + options)
        guard output.status == 0 else { throw TestSupportError("openssl: \(output.errorText)") }
    }

    private static func configuration(_ name: String, _ extensions: [String]) -> String {
        """
        [req]
        distinguished_name = subject
        x509_extensions = extensions
        prompt = no
        [subject]
        CN = \(name)
        [extensions]
        \(extensions.joined(separator: "\n"))

        """
    }
}
