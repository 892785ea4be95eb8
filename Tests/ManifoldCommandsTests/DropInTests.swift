import Foundation
import ManifoldOCI
import TestSupport
import Testing

/// What lets a script written for docker run with one word changed.
@Suite(.timeLimit(.minutes(2)))
struct DropInTests {
    private let manifold: Manifold

    init() throws {
        manifold = try Manifold()
    }

    /// Some scripts compare as strings, and ask for 20.10 at least.
    @Test(arguments: ["{{.Client.Version}}", "{{ .Client.Version }}"]) func version(_ format: String) async throws {
        let version = try await manifold.require("version", "--format", format)
        #expect(version >= "20.10.0")
        #expect(version.split(separator: ".").count == 3)
        expectFailure(try await manifold("version", "--format", "{{.Server.Version}}"), 64, "Server")
    }

    /// Docker's switches take values, and scripts pass variables that are empty.
    @Test(.needs("docker-registry")) func valuesOfSwitches() async throws {
        let workshop = try await Workshop()
        try await workshop.push("pause:{arch}")
        let index = workshop.name("pause:1")
        let member = workshop.name("pause:arm")
        let manifold = workshop.manifold
        try await manifold.require("manifest", "create", "--insecure=false", index, member, member)
        try await manifold.require("manifest", "create", "--amend=true", index, member)
        let before = try await manifold.require("inspect", index)
        try await manifold.require(
            "annotate",
            index,
            member,
            "--os",
            "",
            "--arch",
            "",
            "--variant",
            "",
            "--os-version",
            "",
            "--os-features",
            ""
        )
        #expect(try await manifold.require("inspect", index) == before)
        try await manifold.require("manifest", "push", "--purge=true", index)
        #expect(try await manifold("exists", index).status == 3)
    }

    @Test(.needs("docker-registry")) func verbsUnderDockersName() async throws {
        let workshop = try await Workshop()
        try await workshop.push("pause:{arch}")
        let index = workshop.name("pause:1")
        let members = workshop.names("pause:{arch}")
        let manifold = workshop.manifold
        #expect(
            try await manifold.run(["manifest", "create", "-a", index] + members, environment: experimental).text
                == "Created manifest list \(index)"
        )
        try await manifold.require("manifest", "annotate", "--arch", "arm64", index, workshop.name("pause:arm64"))
        let shown = try await manifold.require("manifest", "inspect", index)
        #expect(shown == (try await manifold.require("inspect", index)))
        let pushed = try await manifold.require("manifest", "push", index, "--purge")
        #expect(try await workshop.digest("pause:1") == pushed)
        expectFailure(try await manifold("manifest", "rm", index), 3, "No such manifest")
    }

    private let experimental: [String: String?] = ["DOCKER_CLI_EXPERIMENTAL": "enabled"]

    @Test(.needs("docker")) func plugin() async throws {
        let plugins = try manifold.files.directory("docker/cli-plugins")
        let plugin = "\(plugins)/docker-manifold"
        try FileManager.default.createSymbolicLink(atPath: plugin, withDestinationPath: try Manifold.program)
        let environment: [String: String?] = [
            "DOCKER_CONFIG": manifold.files.file("docker"), "MANIFOLD_STORE": manifold.store,
        ]
        let listed = try await Tool.run("docker", arguments: ["--help"], environment: environment)
        #expect(listed.text.contains("manifold*"))
        let path = try await Tool.run("docker", arguments: ["manifold", "store", "path"], environment: environment)
        #expect(path.text == manifold.store)
        let other = try await Tool.run(
            "docker",
            arguments: ["--config", manifold.files.file("docker"), "manifold", "version"],
            environment: environment
        )
        #expect(other.status == 0, "\(other.errorText)")
        let wrong = try await Tool.run("docker", arguments: ["manifold", "bogus"], environment: environment)
        #expect(wrong.status != 0)
    }

    // MARK: Windows

    private func windows(_ versions: String...) throws -> [SyntheticImage] {
        try versions.map { try SyntheticImage(os: "windows", architecture: "amd64", osVersion: $0) }
    }

    /// docker/cli#2722: the version of a Windows base had to be found by hand.
    @Test(
        .needs("docker-registry"),
        arguments: [
            (["10.0.17763.1", "10.0.20348.2"], "10.0.17763", "10.0.17763.1"),
            (["10.0.17763.1", "10.0.20348.2"], "10.0.20348.2", "10.0.20348.2"),
            (["10.0.17763.1"], nil, "10.0.17763.1"),
        ]
    ) func versionFromABase(_ versions: [String], _ prefix: String?, _ expected: String) async throws {
        let workshop = try await Workshop()
        let bases = try versions.map { try SyntheticImage(os: "windows", architecture: "amd64", osVersion: $0) }
        try await workshop.fixture.push(try SyntheticIndex(bases), to: "base", tag: "1")
        let member = try await workshop.push(try SyntheticImage(os: "windows", architecture: "amd64"), "app:windows")
        let index = workshop.name("app:1")
        try await workshop.manifold.require("create", index, member)
        let choice = prefix.map { ["--os-version", $0] } ?? []
        try await workshop.manifold.require(
            ["annotate", index, member, "--os-version-from", workshop.name("base:1")] + choice
        )
        #expect(try await workshop.manifold.require("inspect", index).contains("\"os.version\": \"\(expected)\""))
    }

    @Test(.needs("docker-registry"), arguments: [(nil, 64), ("10.0.1776", 3), ("10.0.9", 3), ("10.0", 64)])
    func versionThatIsNotOne(_ prefix: String?, _ status: Int) async throws {
        let workshop = try await Workshop()
        let bases = try windows("10.0.17763.1", "10.0.20348.2")
        try await workshop.fixture.push(try SyntheticIndex(bases), to: "base", tag: "1")
        let member = try await workshop.push(try SyntheticImage(os: "windows", architecture: "amd64"), "app:windows")
        let index = workshop.name("app:1")
        try await workshop.manifold.require("create", index, member)
        let choice = prefix.map { ["--os-version", $0] } ?? []
        let output = try await workshop.manifold.run(
            ["annotate", index, member, "--os-version-from", workshop.name("base:1")] + choice
        )
        expectFailure(output, status, "10.0.17763.1", "10.0.20348.2")
    }

    // MARK: Tags

    @Test(.needs("docker-registry")) func tag() async throws {
        let workshop = try await Workshop()
        let image = try Sample.image("amd64", seed: 1)
        let member = try await workshop.push(image, "app:1")
        #expect(
            try await workshop.manifold.require("tag", member, "2", workshop.name("app:3")) == image.digest.description
        )
        for tag in ["2", "3"] { #expect(try await workshop.digest("app:\(tag)") == image.digest.description) }
        expectFailure(try await workshop.manifold("tag", member, workshop.name("other:1")), 64, "other:1")
        expectFailure(try await workshop.manifold("tag", workshop.name("app:gone"), "4"), 3, "app:gone")
    }

    // MARK: Insecure registries

    /// docker/cli#1631: what create was told about the registry, push had to be told again.
    @Test(.needs("docker-registry", "openssl")) func insecureIsRemembered() async throws {
        let workshop = try await Workshop(.tls(try await CertificateAuthority()))
        try await workshop.push("pause:{arch}")
        let index = workshop.name("pause:1")
        let members = workshop.names("pause:{arch}")
        expectFailure(try await workshop.manifold.run(["create", index] + members), 1, "certificate")
        try await workshop.manifold.require(["create", "--insecure", index] + members)
        let digest = try await workshop.manifold.require("push", index)
        #expect(try await workshop.digest("pause:1") == digest)
        // A draft of its own that was never told so is not allowed it.
        expectFailure(try await workshop.manifold("inspect", workshop.name("pause:amd64")), 1, "certificate")
    }
}
