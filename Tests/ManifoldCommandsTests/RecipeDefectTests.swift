import ManifoldOCI
import TestSupport
import Testing

/// Defects of docker's that show when a recipe pushes; what docker 28.2 does stands with each.
@Suite(.needs("docker-registry"), .timeLimit(.minutes(2)))
struct RecipeDefectTests {
    /// Docker gives up: `error mounting … to …`.
    @Test(arguments: [202, 405]) func contentIsCopiedWhereMountsAreRefused(_ status: Int) async throws {
        let image = try Sample.image("amd64")
        let server = try ImageHost.serving(["1": image]) { request in
            if request.path.contains("/v2/app-amd64/") {
                let layer = image.layers[0].bytes
                guard request.path.hasSuffix(Digest(sha256Of: layer).description) else { return nil }
                return .json(200, "application/octet-stream", layer)
            }
            switch request.method {
            case "HEAD": return .error(404, "BLOB_UNKNOWN", "unknown")
            case "POST":
                if status == 405, request.query["mount"] != nil { return .error(405, "UNSUPPORTED", "no mounts") }
                return ScriptedReply(202, ["Location": "/v2/app/blobs/uploads/1"])
            default: return ScriptedReply(201)
            }
        }
        let manifold = try Manifold()
        try await manifold.require("create", "\(server.host)/app:1", "\(server.host)/app-amd64:1")
        let digest = try await manifold.require("push", "\(server.host)/app:1").split(separator: "\n").last
        let lines = server.lines
        #expect(lines.contains { $0.hasPrefix("POST ") && $0.contains("mount=") })
        #expect(lines.filter { $0.hasPrefix("PUT /v2/app/blobs/uploads/1") }.count == 2)
        #expect(lines.last == "PUT /v2/app/manifests/1")
        let pushed = try #require(server.requests.last)
        #expect(digest.map(String.init) == Digest(sha256Of: pushed.body).description)
    }

    /// docker/cli#4345: the right to push was asked for where reading was enough.
    @Test(.needs("openssl")) func rightsThatAreAskedFor() async throws {
        let server = try await TokenServer(.init(users: ["tester": "secret"]))
        let workshop = try await Workshop(.token(server))
        try await workshop.push("pause-{arch}:1")
        let manifold = workshop.manifold
        try manifold.logIn(to: workshop.registry.host, "tester", "secret")
        let index = workshop.name("pause:1")
        try await manifold.require(["create", index] + workshop.names("pause-{arch}:1"))
        try await manifold.require("inspect", workshop.name("pause-arm64:1"))
        let members = Set(Sample.architectures.map { "repository:pause-\($0):pull" })
        #expect(Set(server.log.flatMap(\.scopes)) == members)

        try await manifold.require("push", index)
        #expect(Set(server.log.flatMap(\.scopes)).subtracting(members) == ["repository:pause:pull,push"])
    }

    /// A member that is gone from the list's own repository is named as the reason, and the draft stays for another try.
    ///
    /// Docker passes on `manifest blob unknown: blob unknown to registry`. Neither of them asks for members before.
    @Test func memberThatWasDeletedSince() async throws {
        let workshop = try await Workshop()
        let image = try Sample.image("amd64")
        let member = try await workshop.push(image, "app:amd64")
        let index = workshop.name("app:1")
        try await workshop.manifold.require("create", index, member)
        try await workshop.fixture.deleteManifest(image.digest, in: "app")
        expectFailure(try await workshop.manifold("push", "--purge", index), 1, index, "no longer in the repository")
        try await workshop.push(image, "app:amd64")
        let digest = try await workshop.manifold.require("push", "--purge", index)
        #expect(try await workshop.digest("app:1") == digest)
    }
}
