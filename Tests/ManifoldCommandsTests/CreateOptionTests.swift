import ManifoldOCI
import TestSupport
import Testing

/// What the options of `create` do to the index.
@Suite(.needs("docker-registry"), .timeLimit(.minutes(2)))
struct CreateOptionTests {
    private let workshop: Workshop
    private var manifold: Manifold { workshop.manifold }
    private var index: String { workshop.name("pause:3.10") }

    init() async throws {
        workshop = try await Workshop()
    }

    private func dryRun(_ arguments: [String]) async throws -> IndexDocument {
        try IndexDocument(try await manifold.require(["create", "--dry-run", index] + arguments))
    }

    @Test func template() async throws {
        try await workshop.push("pause-{arch}:3.10")
        let from = ["--from", workshop.name("pause-{arch}:3.10")]
        let platforms = ["linux/s390x", "linux/arm/v7", "linux/amd64"]
        let several = try await dryRun(from + ["--platform", platforms.joined(separator: ",")])
        #expect(several.architectures == ["s390x", "arm", "amd64"])
        #expect(several.manifests[1].platform?.variant == "v7")
        let repeated = try await dryRun(from + platforms.flatMap { ["--platform", $0] })
        #expect(repeated == several)

        let missing = ["--platform", "linux/amd64,linux/riscv64,linux/arm64"]
        let refused = try await manifold.run(["create", index] + from + missing)
        expectFailure(refused, 3, "no such manifest", "pause-riscv64")
        let output = try await manifold.run(["create", "--dry-run", "--ignore-missing", index] + from + missing)
        #expect(output.status == 0)
        #expect(output.errorText.hasPrefix("manifold: warning: ") && output.errorText.contains("pause-riscv64"))
        #expect(try IndexDocument(output.stdout).architectures == ["amd64", "arm64"])
        let none = ["--platform", "linux/riscv64,linux/386", "--ignore-missing"]
        expectFailure(try await manifold.run(["create", index] + from + none), 3, "no such manifest")
        #expect(try await manifold("exists", index).status == 3)

        // The name is filled in with the platform that is asked for, which the image must be for.
        try await workshop.push(try Sample.image("s390x", seed: 9), "pause-riscv64:3.10")
        expectFailure(try await manifold.run(["create", index] + from + missing), 6, "linux/riscv64", "s390x")
    }

    @Test func dryRunWritesNothing() async throws {
        try await workshop.push("pause:{arch}")
        let mark = try await workshop.registry.mark()
        let members = workshop.names("pause:{arch}")
        let printed = try await manifold.run(["create", "--dry-run", "--push", index] + members)
        #expect(printed.status == 0)
        let entries = try await workshop.registry.entries(since: mark)
        #expect(Set(entries.map(\.method)) == ["GET"])
        #expect(try await manifold("exists", index).status == 3)
        #expect(try manifold.files.isEmpty(of: "store"))
        try await manifold.require(["create", "--push", index] + members)
        #expect(try await workshop.bytes("pause:3.10") == Array(printed.stdout.dropLast()))
    }

    /// Which type an index gets, from its entries and its options.
    @Test(
        arguments: [
            (.docker, [], MediaType.dockerList, false),
            (.docker, ["--type", "oci"], .ociIndex, false),
            (.docker, ["--type", "docker"], .dockerList, false),
            (.docker, ["--annotation", "org.example.a=b=c"], .ociIndex, true),
            (.oci, [], .ociIndex, false),
            (.oci, ["--type", "docker"], .dockerList, true),
            (.oci, ["--annotation", "org.example.a=b=c"], .ociIndex, false),
        ] as [(SyntheticImage.MediaTypes, [String], MediaType, Bool)]
    )
    func type(
        _ types: SyntheticImage.MediaTypes,
        _ options: [String],
        _ expected: MediaType,
        _ warns: Bool
    ) async throws {
        try await workshop.push("pause:{arch}", mediaTypes: types)
        let members = workshop.names("pause:{arch}")
        let pushed = try await manifold.run(["create", "--push", index] + options + members)
        #expect(pushed.status == 0)
        #expect(pushed.errorText.contains("manifold: warning: ") == warns)
        let document = try await workshop.index("pause:3.10")
        #expect(document.mediaType == expected.rawValue)
        #expect(document.annotations == (options.first == "--annotation" ? ["org.example.a": "b=c"] : nil))

        // A draft remembers what it was made with.
        try await manifold.require(["create", index] + options + members)
        #expect(try await manifold.require("push", index) == pushed.text)
    }

    @Test func dockerListsHoldNoAnnotations() async throws {
        try await workshop.push("pause:{arch}", mediaTypes: .docker)
        let arguments = ["create", "--push", index, "--type", "docker", "--annotation", "a=b"]
        let refused = try await manifold.run(arguments + workshop.names("pause:{arch}"))
        expectFailure(refused, 64, "annotations", "--type oci")
        #expect(try await workshop.bytes("pause:3.10") == nil)
    }

    /// When the registry is asked for members that the store has.
    @Test func pull() async throws {
        try await workshop.push("pause:{arch}")
        let member = workshop.name("pause:arm64")
        let create = ["create", "--replace", index, member, "--pull"]
        expectFailure(try await manifold.run(create + ["never"]), 3, "no such manifest", "--pull missing")
        try await manifold.require(create + ["missing"])

        let newer = try Sample.image("arm64", seed: 50)
        try await workshop.push(newer, "pause:arm64")
        let older = try Sample.image("arm64", seed: 3).digest
        for (pull, digest, requests) in [
            ("never", older, []), ("missing", older, []),
            ("always", newer.digest, ["HEAD", "GET", "GET"]), ("never", newer.digest, []),
            ("always", newer.digest, ["HEAD"]),
        ] {
            let mark = try await workshop.registry.mark()
            try await manifold.require(create + [pull])
            #expect(try await workshop.registry.entries(since: mark).map(\.method) == requests, "\(pull)")
            let document = try IndexDocument(try await manifold.require("inspect", index))
            #expect(document.digests == [digest.description], "\(pull)")
        }
    }

    @Test func filesOfTheResult() async throws {
        try await workshop.push("pause:{arch}")
        let files = try TemporaryDirectory()
        let digest = try await manifold.require(
            [
                "create", "--push", index, "--tag", "3", "--tag", "latest", "--suffix", "repository@linux/amd64",
                "--digest-file", files.file("digest"), "--metadata-file", files.file("metadata.json"),
            ] + workshop.names("pause:{arch}")
        )
        for tag in ["3.10", "3", "latest"] { #expect(try await workshop.digest("pause:\(tag)") == digest) }
        #expect(try files.read("digest") == Array("\(digest)\n".utf8))
        let metadata = String(decoding: try files.read("metadata.json"), as: UTF8.self)
        for part in [digest, workshop.name("pause:latest"), workshop.name("pause-amd64:3.10")] {
            #expect(metadata.contains("\"\(part)\""))
        }
    }

    /// `--to` says where, and the name stays what is published in the draft's place.
    @Test func elsewhere() async throws {
        try await workshop.push("pause:{arch}")
        try await manifold.require(
            ["create", "--push", index, "--to", workshop.name("mirror/pause:1"), "--suffix", "tag"]
                + workshop.names("pause:{arch}")
        )
        #expect(try await workshop.bytes("pause:3.10") == nil)
        #expect(try await workshop.index("mirror/pause:1").architectures == Sample.architectures)
        #expect(try await workshop.digest("mirror/pause:1-amd64") == Sample.image("amd64").digest.description)
    }
}
