import ManifoldOCI
import TestSupport
import Testing

/// The docker client, where there is one, makes the very same index, and prints it the same way.
@Suite(.needs("docker-registry", "docker"), .timeLimit(.minutes(3)))
struct DockerAgreementTests {
    private let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
    }

    private func docker(_ arguments: String...) async throws -> Tool.Output {
        try await Tool.run("docker", arguments: ["manifest"] + arguments, environment: ["DOCKER_CONFIG": home.path])
    }

    /// Docker sorts entries by the names of its files; these names come in that order.
    private static let template = "pause:3.10-{arch}"

    @Test(arguments: [SyntheticImage.MediaTypes.docker, .oci]) func sameDigest(
        _ types: SyntheticImage.MediaTypes
    ) async throws {
        let workshop = try await Workshop()
        try await workshop.push(Self.template, mediaTypes: types)
        let members = workshop.names(Self.template)
        let theirs = workshop.name("pause:docker")
        for member in members {
            let created = try await docker("create", "--amend", "--insecure", theirs, member)
            // Clients before 23 know no OCI images, and say that there are none.
            if types == .oci, created.errorText.contains("no such manifest") {
                try Test.cancel("this docker client is too old for OCI images")
            }
            try #require(created.status == 0, "\(created.errorText)")
        }
        let pushed = try await docker("push", "--insecure", theirs)
        try #require(pushed.status == 0, "\(pushed.errorText)")

        let digest = try await workshop.manifold.require(["create", "--push", workshop.name("pause:ours")] + members)
        #expect(digest == pushed.text.split(separator: "\n").last.map(String.init))
        #expect(try await workshop.digest("pause:ours") == digest)
        #expect(try await workshop.index("pause:ours").mediaType == types.index)
    }

    @Test(arguments: ["pause:3.10", "pause:3.10-arm"], [[], ["-v"]]) func sameInspection(
        _ name: String,
        _ flags: [String]
    ) async throws {
        let workshop = try await Workshop()
        try await workshop.push(Self.template, mediaTypes: .docker)
        let members = workshop.names(Self.template)
        try await workshop.manifold.require(["create", "--push", workshop.name("pause:3.10")] + members)
        let theirs = try await docker(["inspect", "--insecure"] + flags + [workshop.name(name)])
        try #require(theirs.status == 0, "\(theirs.errorText)")
        // Clients before 23 print no bytes.
        if flags == ["-v"], !theirs.text.contains("\"Raw\"") { try Test.cancel("this docker client is too old for -v") }
        let ours = try await workshop.manifold.run(["inspect"] + flags + [workshop.name(name)])
        #expect(String(decoding: ours.stdout, as: UTF8.self) == String(decoding: theirs.stdout, as: UTF8.self))
    }

    private func docker(_ arguments: [String]) async throws -> Tool.Output {
        try await Tool.run("docker", arguments: ["manifest"] + arguments, environment: ["DOCKER_CONFIG": home.path])
    }
}
