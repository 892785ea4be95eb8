import Foundation
import ManifoldOCI
import TestSupport
import Testing

/// Known defects of `docker manifest`, each with what docker does in a comment, and the proof that it is gone here.
@Suite(.needs("docker-registry"), .timeLimit(.minutes(2)))
struct DockerDefectTests {
    private let workshop: Workshop
    private var manifold: Manifold { workshop.manifold }

    init() async throws {
        workshop = try await Workshop()
    }

    private func image(_ architecture: String, _ seed: UInt64) throws -> SyntheticImage {
        try Sample.image(architecture, seed: seed)
    }

    /// docker/cli#954: docker finds the member in its store and never asks again, so the list has the old image.
    @Test func movedMember() async throws {
        let index = workshop.name("app:1")
        let member = try await workshop.push(try image("amd64", 1), "app:amd64")
        try await manifold.require("create", index, member)
        let moved = try image("amd64", 2)
        try await workshop.push(moved, "app:amd64")
        try await manifold.require("create", "--amend", index, member)
        try await manifold.require("push", index)
        #expect(try await workshop.index("app:1").digests == [moved.digest.description])
    }

    /// Docker keeps the members that came before the one that failed, and then refuses the same command.
    @Test func failedCreate() async throws {
        let index = workshop.name("app:1")
        let good = try await workshop.push(try image("amd64", 1), "app:amd64")
        expectFailure(try await manifold("create", index, good, workshop.name("app:arm64")), 3, "no such manifest")
        #expect(try await manifold("exists", index).status == 3)
        try await workshop.push(try image("arm64", 1), "app:arm64")
        try await manifold.require("create", index, good, workshop.name("app:arm64"))
    }

    /// Docker writes `:` and `/` as `-` and `_`, so these two are one list to it: the second create is refused.
    @Test func collidingNames() async throws {
        let member = try await workshop.push(try image("amd64", 1), "app:amd64")
        let other = try await workshop.push(try image("arm64", 1), "app:arm64")
        try await manifold.require("create", workshop.name("a/app:m-1"), member)
        try await manifold.require("create", workshop.name("a/app-m:1"), other)
        #expect(try await manifold.require("inspect", workshop.name("a/app:m-1")).contains("amd64"))
        #expect(try await manifold.require("inspect", workshop.name("a/app-m:1")).contains("arm64"))
    }

    /// Docker orders the entries by the names of its files, whatever the order of the arguments.
    @Test func orderOfArguments() async throws {
        let members = [
            try await workshop.push(try image("s390x", 1), "app:z"),
            try await workshop.push(try image("amd64", 1), "app:a"),
            try await workshop.push(try image("arm64", 1), "app:m"),
        ]
        try await manifold.require(["create", workshop.name("app:1")] + members)
        try await manifold.require("push", workshop.name("app:1"))
        #expect(try await workshop.index("app:1").architectures == ["s390x", "amd64", "arm64"])
    }

    /// Docker lets the first member decide, so that a Docker list may hold OCI images.
    @Test func familyOfAllMembers() async throws {
        let docker = try await workshop.push(try SyntheticImage(architecture: "amd64", mediaTypes: .docker), "app:a")
        let oci = try await workshop.push(try SyntheticImage(architecture: "arm64", mediaTypes: .oci), "app:b")
        try await manifold.require("create", "--push", workshop.name("app:1"), docker, oci)
        #expect(try await workshop.index("app:1").mediaType == "application/vnd.oci.image.index.v1+json")
    }

    /// Docker rebuilds what it inspects: annotations, artifact types and unknown members are gone, the digest is another.
    @Test func inspectionKeepsEverything() async throws {
        let inner = try image("amd64", 1)
        try await workshop.push(inner, "app:amd64")
        let document = """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":\
            "\(inner.mediaTypes.manifest)","size":\(inner.manifest.count),"digest":"\(inner.digest)","platform":\
            {"architecture":"amd64","os":"linux"},"annotations":{"a":"b"},"x-unknown":[1]}],"x-more":{"y":null},\
            "annotations":{"c":"d"}}
            """
        let digest = try await workshop.fixture.pushManifest(
            Array(document.utf8),
            "application/vnd.oci.image.index.v1+json",
            to: "app",
            tag: "1"
        )
        let shown = try await manifold.require("inspect", workshop.name("app:1"))
        for part in [#""a": "b""#, #""c": "d""#, "x-unknown", "x-more"] { #expect(shown.contains(part)) }
        let raw = try await manifold("inspect", "--raw", workshop.name("app:1"))
        #expect(Digest(sha256Of: raw.stdout) == digest)
    }

    /// docker/cli#1135: docker measured what it had written anew, and containerd refused the image for its size.
    @Test func sizeOfTheBytesThatAreThere() async throws {
        let plain = try image("amd64", 1)
        try await workshop.push(plain, "app:plain")
        let padded = Array("  \n".utf8) + plain.manifest + Array("\n\n".utf8)
        try await workshop.fixture.pushManifest(padded, plain.mediaTypes.manifest, to: "app", tag: "padded")
        try await manifold.require("create", workshop.name("app:1"), workshop.name("app:padded"))
        try await manifold.require("push", workshop.name("app:1"))
        let entry = try #require(try await workshop.index("app:1").manifests.first)
        #expect(entry.size == padded.count)
        #expect(entry.digest == Digest(sha256Of: padded).description)
    }

    /// docker/cli#4746: docker has no command that says which lists there are.
    @Test func listing() async throws {
        let member = try await workshop.push(try image("amd64", 1), "app:amd64")
        for name in ["one:1", "two:2"] { try await manifold.require("create", workshop.name(name), member) }
        let names = try await manifold.require("ls").split(separator: "\n").dropFirst().map { $0.prefix { $0 != " " } }
        #expect(names == [workshop.name("one:1")[...], workshop.name("two:2")[...]])
    }

    /// docker/cli#4345: docker asks for the right to push when it only looks.
    @Test func leastScope() async throws {
        let server = try await TokenServer(.init(users: ["tester": "secret"]))
        let guarded = try await Workshop(.token(server))
        try await guarded.push("pause:{arch}")
        try guarded.manifold.logIn(to: guarded.registry.host, "tester", "secret")
        try await guarded.manifold.require("inspect", guarded.name("pause:arm64"))
        try await guarded.manifold.require(["create", guarded.name("pause:1")] + guarded.names("pause:{arch}"))
        #expect(!server.log.isEmpty)
        #expect(server.log.allSatisfy { $0.scopes == ["repository:pause:pull"] })
    }

    /// Docker says `no such manifest` for a registry that wants a password, one that is down, and one that refuses, alike
    /// (docker/cli#2396).
    @Test func failuresAreToldApart() async throws {
        let guarded = try await Workshop(.htpasswd(user: "tester", password: "secret"))
        try await guarded.push("pause:{arch}")
        let index = workshop.name("app:1")
        expectFailure(try await manifold("create", index, workshop.name("app:gone")), 3, "no such manifest", "404")
        expectFailure(try await manifold("create", index, guarded.name("pause:arm")), 4, "401")
        guarded.registry.stop()
        expectFailure(try await manifold("create", "--retries", "0", index, guarded.name("pause:arm")), 5, "listens")
    }
}
