import Foundation
import ManifoldOCI
import TestSupport
import Testing

/// Credentials, tokens and certificates, against registries that really ask for them.
@Suite(.needs("docker-registry", "openssl"), .timeLimit(.minutes(2)))
struct AuthenticationTests {
    @Test func basic() async throws {
        let workshop = try await Workshop(.htpasswd(user: "tester", password: "secret"))
        try await workshop.push("pause-{arch}:1")
        let manifold = workshop.manifold
        try manifold.logIn(to: workshop.registry.host, "tester", "secret")
        let index = workshop.name("pause:1")
        let digest = try await manifold.require(["create", "--push", index] + workshop.names("pause-{arch}:1"))
        #expect(try await workshop.digest("pause:1") == digest)

        // The same from a file that is named, where the usual one holds nothing.
        let file = try manifold.files.write(try manifold.files.read("docker/config.json"), to: "elsewhere.json")
        try manifold.files.write("{}", to: "docker/config.json")
        expectFailure(try await manifold("inspect", index), 4, index)
        #expect(try await manifold.require("inspect", "--authfile", file, index).contains("s390x"))
        expectFailure(try await manifold("inspect", "--authfile", "\(file).gone", index), 1, "\(file).gone")
    }

    /// A log of requests shows no secret.
    @Test func debugKeepsSecrets() async throws {
        let workshop = try await Workshop(.htpasswd(user: "tester", password: "secret"))
        let member = try await workshop.push(try Sample.image("amd64"), "app:1")
        try workshop.manifold.logIn(to: workshop.registry.host, "tester", "secret")
        let output = try await workshop.manifold("inspect", "--debug", member)
        #expect(output.status == 0)
        #expect(output.errorText.contains("/v2/app/manifests/1"))
        #expect(!output.errorText.contains("secret"))
        #expect(!output.errorText.contains(Data("tester:secret".utf8).base64EncodedString()))
    }

    /// For a mount a token needs rights in two repositories; one token has both, and tokens are used again.
    @Test func oneTokenForTwoRepositories() async throws {
        let server = try await TokenServer(.init(users: ["tester": "secret"]))
        let workshop = try await Workshop(.token(server))
        try await workshop.push("pause-{arch}:1")
        try workshop.manifold.logIn(to: workshop.registry.host, "tester", "secret")
        let members = workshop.names("pause-{arch}:1")
        let digest = try await workshop.manifold.require(["create", "--push", workshop.name("pause:1")] + members)
        #expect(try await workshop.digest("pause:1") == digest)

        let requests = server.log
        for architecture in Sample.architectures {
            let pull = "repository:pause-\(architecture):pull"
            let both = requests.contains { request in
                request.scopes.contains(pull) && request.scopes.contains("repository:pause:pull,push")
            }
            #expect(both, "\(architecture)")
        }
        #expect(requests.allSatisfy { $0.account == "tester" })
        #expect(requests.count <= 2 * members.count + 1, "\(requests.map(\.scopes))")
        let mounts = try await workshop.registry.accessLog().filter { $0.uri.contains("mount=") }
        #expect(mounts.count == 10)
        #expect(mounts.filter { $0.status == 201 }.count == 10)
    }

    /// Members of one repository need one token to be read and one to push.
    @Test func tokensOfOneRepository() async throws {
        let server = try await TokenServer(.init(users: ["tester": "secret"]))
        let workshop = try await Workshop(.token(server))
        try await workshop.push("pause:{arch}")
        try workshop.manifold.logIn(to: workshop.registry.host, "tester", "secret")
        let members = workshop.names("pause:{arch}")
        try await workshop.manifold.require(["create", "--push", workshop.name("pause:1")] + members)
        #expect(server.log.count <= 2, "\(server.log.map(\.scopes))")
    }

    @Test func anonymousTokens() async throws {
        let server = try await TokenServer()
        let workshop = try await Workshop(.token(server))
        let member = try await workshop.push(try Sample.image("amd64"), "app:amd64")
        try await workshop.manifold.require("create", workshop.name("app:1"), member)
        expectFailure(try await workshop.manifold("push", workshop.name("app:1")), 4, "app")
        #expect(try await workshop.manifold("exists", workshop.name("app:1")).status == 0)
    }

    @Test func certificates() async throws {
        let authority = try await CertificateAuthority()
        let stranger = try await CertificateAuthority(name: "Stranger")
        let workshop = try await Workshop(.tls(authority))
        try await workshop.push("pause-{arch}:1")
        let manifold = workshop.manifold
        let members = workshop.names("pause-{arch}:1")
        let index = workshop.name("pause:1")
        let digest = try await manifold.require(["create", "--push", index, "--ca-file", authority.caFile] + members)
        #expect(try await workshop.digest("pause:1") == digest)

        expectFailure(try await manifold("inspect", "--ca-file", stranger.caFile, index), 1, index)
        expectFailure(try await manifold("inspect", index), 1, "certificate")
        let pushed = try await manifold("create", "--push", workshop.name("pause:2"), members[0])
        expectFailure(pushed, 1, "certificate")
        #expect(try await workshop.digest("pause:2") == nil)
        let careless = try await manifold.require(
            ["create", "--push", "--insecure", workshop.name("pause:3")] + members
        )
        #expect(careless == digest)
    }

    /// Credentials go over TLS to a registry that shows a certificate that is trusted.
    @Test func passwordOverTLS() async throws {
        let authority = try await CertificateAuthority()
        let workshop = try await Workshop(.tls(authority, .htpasswd(user: "tester", password: "secret")))
        let member = try await workshop.push(try Sample.image("amd64"), "app:1")
        try workshop.manifold.logIn(to: workshop.registry.host, "tester", "secret")
        let shown = try await workshop.manifold.require("inspect", "--ca-file", authority.caFile, member)
        #expect(shown.contains("schemaVersion"))
    }
}
