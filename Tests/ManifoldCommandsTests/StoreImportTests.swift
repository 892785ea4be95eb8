import Foundation
import ManifoldOCI
import TestSupport
import Testing

/// Drafts that are taken over from docker's own store.
@Suite(.timeLimit(.minutes(2)))
struct StoreImportTests {
    private let manifold: Manifold
    private let list = "registry.example_team_app-1"

    init() throws {
        manifold = try Manifold()
    }

    /// Writes a member in docker's current format, and returns the text.
    @discardableResult
    private func write(
        _ image: SyntheticImage,
        _ reference: String,
        to list: String? = nil,
        edit: (String) -> String = { $0 }
    ) throws -> String {
        let document = String(decoding: image.manifest, as: UTF8.self)
        let platform = image.platform.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
        let text = edit(
            """
            {"Ref":"\(reference)","Descriptor":{"mediaType":"\(image.mediaTypes.manifest)",\
            "digest":"\(image.digest)","size":\(image.manifest.count),"platform":{\(platform.joined(separator: ","))}},\
            "Raw":"\(Data(image.manifest).base64EncodedString())","SchemaV2Manifest":\(document)}
            """
        )
        let name = reference.replacingOccurrences(of: ":", with: "-").replacingOccurrences(of: "/", with: "_")
        try manifold.files.write(text, to: "docker/manifests/\(list ?? self.list)/\(name)")
        return text
    }

    private func entries(_ index: String) async throws -> IndexDocument {
        try IndexDocument(Array(try await manifold.require("inspect", "--raw", index).utf8))
    }

    @Test func currentFormat() async throws {
        let images = try ["s390x", "amd64"].map { try Sample.image($0, seed: 1) }
        for image in images {
            try write(image, "registry.example/team/app:1-\(try #require(image.platform["architecture"]))")
        }
        #expect(
            try await manifold.require("store", "import")
                == "Imported manifest list registry.example/team/app:1 with 2 entries"
        )
        // The order is docker's, by the names of the files.
        #expect(try await entries("registry.example/team/app:1").architectures == ["amd64", "s390x"])
        let again = try await manifold("store", "import")
        #expect(again.status == 1)
        #expect(again.errorText.contains("--replace"))
        try await manifold.require("store", "import", "--replace")
    }

    /// Scripts edit docker's files to say the version of Windows.
    @Test func editedPlatform() async throws {
        try write(try Sample.image("amd64", seed: 2), "registry.example/team/app:1-windows") { text in
            text.replacingOccurrences(
                of: #""os":"linux""#,
                with: #""os":"windows","os.version":"10.0.17763.1""#
            )
        }
        try await manifold.require("store", "import")
        let shown = try await manifold.require("inspect", "registry.example/team/app:1")
        #expect(shown.contains("\"os.version\": \"10.0.17763.1\""))
    }

    /// Before docker 18.06 or so a member's bytes were not kept, only what they meant.
    @Test func olderFormat() async throws {
        let document = """
            {
               "schemaVersion": 2,
               "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
               "config": {
                  "mediaType": "application/vnd.docker.container.image.v1+json",
                  "size": 2,
                  "digest": "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
               },
               "layers": []
            }
            """
        let digest = Digest(sha256Of: Array(document.utf8))
        let text = """
            {"Ref":"registry.example/team/app:1-arm","Digest":"\(digest)",\
            "Platform":{"architecture":"arm","os":"linux","variant":"v7"},"SchemaV2Manifest":\(document)}
            """
        try manifold.files.write(text, to: "docker/manifests/\(list)/registry.example_team_app-1-arm")
        try await manifold.require("store", "import")
        #expect(try await entries("registry.example/team/app:1").digests == [digest.description])
    }

    /// Docker cannot read, push or remove a list with one torn file; here the file is named and the rest is taken.
    @Test(arguments: ["torn", "mismatch"]) func badFile(_ fault: String) async throws {
        let good = try Sample.image("amd64", seed: 3)
        try write(good, "registry.example/team/app:1-amd64")
        try write(try Sample.image("arm64", seed: 3), "registry.example/team/app:1-arm64") { text in
            fault == "torn"
                ? String(text.prefix(40))
                : text.replacingOccurrences(of: good.digest.encoded, with: "0")
                    .replacingOccurrences(of: "\"Raw\":\"ey", with: "\"Raw\":\"eyAg")
        }
        let before = try manifold.files.read("docker/manifests/\(list)/registry.example_team_app-1-arm64")
        let output = try await manifold("store", "import")
        #expect(output.status == 1)
        #expect(output.errorText.contains("registry.example_team_app-1-arm64"))
        #expect(try await entries("registry.example/team/app:1").digests == [good.digest.description])
        #expect(try manifold.files.read("docker/manifests/\(list)/registry.example_team_app-1-arm64") == before)
    }

    /// `app:m-1` and `app-m:1` share a directory of docker's; which of them was meant cannot be known.
    @Test func collidedName() async throws {
        try write(try Sample.image("amd64", seed: 4), "registry.example/app:x", to: "registry.example_app-m-1")
        try write(try Sample.image("arm64", seed: 4), "registry.example/app-m-x:y", to: "registry.example_app-m-1")
        let output = try await manifold("store", "import")
        #expect(output.status == 1)
        #expect(output.errorText.contains("registry.example/app:m-1"))
        #expect(output.errorText.contains("registry.example/app-m:1"))
        #expect(try await manifold.require("ls").split(separator: "\n").count == 1)
        #expect(
            try await manifold.require("store", "import", "--as", "registry.example/app-m:1")
                == "Imported manifest list registry.example/app-m:1 with 2 entries"
        )
    }

    /// What the name of the directory leaves open, the members settle: their registry, their path, their tags.
    @Test(arguments: [
        ("registry.example_app-1.0-beta.1", "registry.example/app-arm:1.0-beta.1", "registry.example/app:1.0-beta.1"),
        ("localhost-5000_t_docker-m-1", "localhost:5000/t/docker:1-linux-amd64", "localhost:5000/t/docker-m:1"),
        ("docker.io_library_ubuntu-latest", "docker.io/library/ubuntu-amd64:latest", "docker.io/library/ubuntu:latest"),
        ("docker.io_foo_bar-1", "docker.io/foo/bar:1-arm", "docker.io/foo/bar:1"),
        (
            "localhost-5000_t_kubectl-v1.36.0_1", "localhost:5000/t/kubectl-arm:v1.36.0_1",
            "localhost:5000/t/kubectl:v1.36.0_1"
        ),
    ])
    func names(_ directory: String, _ member: String, _ expected: String) async throws {
        try write(try Sample.image("amd64", seed: 5), member, to: directory)
        let output = try await manifold("store", "import")
        #expect(output.text == "Imported manifest list \(expected) with 1 entries", "\(output.errorText)")
    }

    @Test func nothingThere() async throws {
        expectFailure(try await manifold("store", "import", manifold.files.file("gone")), 3, "no such directory")
    }

    /// What a real docker client left.
    @Test(.needs("docker", "docker-registry")) func realDraft() async throws {
        let workshop = try await Workshop()
        try await workshop.push("pause-{arch}:1", mediaTypes: .docker)
        let members = workshop.names("pause-{arch}:1")
        let index = workshop.name("pause:1")
        let environment: [String: String?] = ["DOCKER_CONFIG": manifold.files.file("docker")]
        func docker(_ arguments: [String]) async throws -> String {
            let output = try await Tool.run("docker", arguments: ["manifest"] + arguments, environment: environment)
            try #require(output.status == 0, "\(output.errorText)")
            return output.text
        }
        _ = try await docker(["create", "--insecure", index] + members)
        _ = try await docker(["annotate", "--variant", "v8", index, workshop.name("pause-arm64:1")])
        try await manifold.require("store", "import")
        let ours = try await manifold.run(["inspect", index]).text
        #expect(ours == (try await docker(["inspect", "--insecure", index])))
    }
}
