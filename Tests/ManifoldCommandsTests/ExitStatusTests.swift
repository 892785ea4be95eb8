import ManifoldOCI
import TestSupport
import Testing

/// What goes wrong at a registry, and the status that says so.
@Suite(.timeLimit(.minutes(2)))
struct ExitStatusTests {
    @Test(
        .needs("docker-registry"),
        arguments: [
            ["create", "index:1", "there:1", "gone:1"], ["create", "--push", "index:1", "gone:1", "there:1"],
            ["create", "--dry-run", "index:1", "gone:1"], ["add", "index:1", "gone:1"], ["inspect", "gone:1"],
            ["show", "gone:1"], ["show", "there:gone"],
            ["inspect", "there@sha256:" + String(repeating: "0", count: 64)],
        ]
    )
    func missing(_ arguments: [String]) async throws {
        let workshop = try await Workshop()
        try await workshop.push(try Sample.image("amd64"), "there:1")
        let full = arguments.map { $0.contains(":") ? workshop.name($0) : $0 }
        let output = try await workshop.manifold.run(full)
        expectFailure(output, 3, "no such manifest", workshop.registry.host)
        expectFailure(try await workshop.manifold("exists", workshop.name("index:1")), 3)
    }

    @Test(.needs("docker-registry"), arguments: [nil, "wrong"]) func denied(_ password: String?) async throws {
        let workshop = try await Workshop(.htpasswd(user: "tester", password: "secret"))
        try await workshop.push(try Sample.image("amd64"), "app:1-amd64")
        if let password { try workshop.manifold.logIn(to: workshop.registry.host, "tester", password) }
        let output = try await workshop.manifold("create", workshop.name("app:1"), workshop.name("app:1-amd64"))
        expectFailure(output, 4, workshop.name("app:1-amd64"))
    }

    @Test(.needs("docker-registry", "openssl")) func tokenWithoutRights() async throws {
        let server = try await TokenServer()
        server.update { $0.rights = { _, repository, actions in repository == "open" ? actions : [] } }
        let workshop = try await Workshop(.token(server))
        try await workshop.push(try Sample.image("amd64"), "open:1")
        try await workshop.push(try Sample.image("arm64"), "closed:1")
        let pull = try await workshop.manifold("create", workshop.name("index:1"), workshop.name("closed:1"))
        expectFailure(pull, 4, workshop.name("closed:1"))
        let push = try await workshop.manifold("create", "--push", workshop.name("index:1"), workshop.name("open:1"))
        expectFailure(push, 4, "index")
    }

    @Test func unreachable() async throws {
        let server = try ScriptedRegistry()
        let host = server.host
        server.stop()
        let manifold = try Manifold()
        let output = try await manifold("create", "\(host)/a:1", "\(host)/a:1-amd64", "--retries", "0")
        expectFailure(output, 5, host)
    }

    @Test func overloaded() async throws {
        let server = try ScriptedRegistry { _ in .error(503, "UNAVAILABLE", "come back later") }
        let output = try await Manifold()("inspect", "\(server.host)/a:1", "--retries", "0")
        expectFailure(output, 5, "503")
        #expect(server.requests.count == 1)
    }

    @Test func silent() async throws {
        let server = try ScriptedRegistry { _ in .stall }
        let manifold = try Manifold()
        let idle = try await manifold("inspect", "\(server.host)/a:1", "--idle-timeout", "200ms", "--retries", "0")
        expectFailure(idle, 5, "\(server.host)/a:1")
        let total = try await manifold("inspect", "\(server.host)/a:1", "--timeout", "200ms", "--retries", "0")
        expectFailure(total, 5, "--timeout")
    }

    /// Content that is not what it is said to be.
    enum Lie: String, CaseIterable, CustomTestStringConvertible {
        case otherBytes, otherHeader, otherConfig, schema1, ambiguous, duplicateKey, page, torn

        var testDescription: String { rawValue }
    }

    @Test(arguments: Lie.allCases) func integrity(_ lie: Lie) async throws {
        let image = try Sample.image("amd64")
        let other = try Sample.image("arm64", seed: 2)
        let type = image.mediaTypes.manifest
        let server = try ImageHost.serving(["1": image]) { request in
            if request.path.contains("/blobs/") {
                return lie == .otherConfig ? ScriptedReply(200, body: other.config) : nil
            }
            switch lie {
            case .otherConfig: return nil
            case .otherBytes: return .json(200, type, other.manifest)
            case .otherHeader:
                let headers: HeaderFields = [
                    "Content-Type": type, "Docker-Content-Digest": other.digest.description,
                ]
                return ScriptedReply(200, headers, body: image.manifest)
            case .schema1:
                let document = #"{"schemaVersion": 1, "name": "a", "tag": "1", "fsLayers": [], "history": []}"#
                return .json(200, "application/vnd.docker.distribution.manifest.v1+prettyjws", Array(document.utf8))
            case .ambiguous:
                let text = String(decoding: image.manifest, as: UTF8.self)
                return .json(200, type, Array((text.dropLast() + #","manifests":[]}"#).utf8))
            case .duplicateKey:
                let text = String(decoding: image.manifest, as: UTF8.self)
                return .json(200, type, Array((text.dropLast() + #","schemaVersion":2}"#).utf8))
            case .page: return ScriptedReply(200, ["Content-Type": "text/html"], body: Array("<html>hello".utf8))
            case .torn: return .json(200, type, Array(image.manifest.dropLast(9)))
            }
        }
        let name = lie == .otherBytes ? "\(server.host)/a@\(image.digest)" : "\(server.host)/a:1"
        let manifold = try Manifold()
        let output = try await manifold("create", "\(server.host)/index:1", name, "--retries", "0")
        expectFailure(output, 6, "\(server.host)/a")
        expectFailure(try await manifold("exists", "\(server.host)/index:1"), 3)
    }

    @Test(.needs("docker-registry")) func contradiction() async throws {
        let workshop = try await Workshop()
        let member = try await workshop.push(try Sample.image("arm64"), "app:1-arm64")
        let index = workshop.name("app:1")
        let refused = try await workshop.manifold("create", index, "linux/amd64=\(member)")
        expectFailure(refused, 6, "linux/amd64", "arm64", "--force-platform")
        try await workshop.manifold.require("create", "--force-platform", index, "linux/amd64=\(member)")
        let document = try IndexDocument(try await workshop.manifold.require("inspect", index))
        #expect(document.architectures == ["amd64"])
        // What the prefix leaves out comes from the image, and what it adds stays.
        try await workshop.manifold.require("create", "--replace", index, "linux/arm64/v8=\(member)")
        let completed = try IndexDocument(try await workshop.manifold.require("inspect", index))
        #expect(completed.manifests.first?.platform == .init(os: "linux", architecture: "arm64", variant: "v8"))
    }
}
