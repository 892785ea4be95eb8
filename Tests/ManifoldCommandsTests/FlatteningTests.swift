import Foundation
import ManifoldOCI
import TestSupport
import Testing

/// Members that are indexes themselves.
@Suite(.needs("docker-registry"), .timeLimit(.minutes(2)))
struct FlatteningTests {
    private let workshop: Workshop
    private var manifold: Manifold { workshop.manifold }
    private var index: String { workshop.name("whole:1") }

    init() async throws {
        workshop = try await Workshop()
    }

    private func create(_ arguments: String...) async throws -> IndexDocument {
        try await manifold.require(["create", "--push", index] + arguments)
        return try await workshop.index("whole:1")
    }

    private func image(_ architecture: String, seed: UInt64) throws -> SyntheticImage {
        try Sample.image(architecture, seed: seed)
    }

    @Test func entriesTakeTheMembersPlace() async throws {
        let inner = [try image("arm64", seed: 1), try image("s390x", seed: 2)]
        try await workshop.fixture.push(try SyntheticIndex(inner), to: "inner", tag: "1")
        let first = try await workshop.push(try image("amd64", seed: 3), "app:first")
        let last = try await workshop.push(try image("ppc64le", seed: 4), "app:last")
        let document = try await create(first, workshop.name("inner:1"), last)
        #expect(document.architectures == ["amd64", "arm64", "s390x", "ppc64le"])
        #expect(document.digests[1...2] == inner.map(\.digest.description)[...])
        for image in inner { #expect(try await workshop.bytes("whole@\(image.digest)") == image.manifest) }

        #expect(
            try await create(workshop.name("inner:1"), "--platform", "linux/s390x,linux/riscv64").architectures
                == ["s390x"]
        )
        let none = try await manifold("create", index, workshop.name("inner:1"), "--platform", "linux/riscv64")
        expectFailure(none, 3, workshop.name("inner:1"))
    }

    /// Entry annotations stay, index annotations go, and attestations go where they are not wanted.
    @Test func annotationsAndAttestations() async throws {
        let image = try image("amd64", seed: 1)
        let other = try self.image("arm64", seed: 2)
        let statement = try SyntheticImage(os: "unknown", architecture: "unknown", layers: [SyntheticLayer(size: 50)])
        for content in [image, other, statement] { try await workshop.fixture.push(content, to: "inner") }
        func entry(_ image: SyntheticImage, _ annotations: [String: String]) -> [String: Any] {
            [
                "mediaType": image.mediaTypes.manifest, "digest": image.digest.description,
                "size": image.manifest.count, "platform": image.platform, "annotations": annotations,
            ]
        }
        let attested = [
            "vnd.docker.reference.type": "attestation-manifest",
            "vnd.docker.reference.digest": image.digest.description,
        ]
        let bytes = try JSONSerialization.data(withJSONObject: [
            "schemaVersion": 2, "mediaType": MediaType.ociIndex.rawValue, "annotations": ["org.example.index": "x"],
            "manifests": [entry(image, ["org.example.entry": "y"]), entry(other, [:]), entry(statement, attested)],
        ])
        try await workshop.fixture.pushManifest([UInt8](bytes), MediaType.ociIndex.rawValue, to: "inner", tag: "1")
        let member = workshop.name("inner:1")

        let kept = try await create(member)
        #expect(kept.digests == [image, other, statement].map(\.digest.description))
        #expect(kept.manifests[0].annotations == ["org.example.entry": "y"])
        #expect(kept.manifests[2].annotations == attested)
        #expect(kept.annotations == nil)
        let stripped = try await create(member, "--attestations", "strip")
        #expect(stripped.digests == [image, other].map(\.digest.description))
        let first = try await create(member, "--platform", "linux/amd64")
        #expect(first.digests == [image, statement].map(\.digest.description))
        let second = try await create(member, "--platform", "linux/arm64")
        #expect(second.digests == [other.digest.description])

        // Attestations get no suffixed name, and two of them are no conflict.
        try await manifold.require("create", "--push", index, member, "--suffix", "tag")
        #expect(try await workshop.digest("whole:1-unknown") == nil)
        #expect(try await workshop.digest("whole:1-amd64") == image.digest.description)
    }

    /// Of an index that is here in part, the part that is here can be used.
    @Test func sparseIndex() async throws {
        let inner = [try image("arm64", seed: 1), try image("s390x", seed: 2)]
        try await workshop.fixture.push(try SyntheticIndex(inner), to: "inner", tag: "1")
        try await workshop.fixture.deleteManifest(inner[1].digest, in: "inner")
        let member = workshop.name("inner:1")
        #expect(try await create(member, "--platform", "linux/arm64").architectures == ["arm64"])
        expectFailure(try await manifold("create", index, member), 3, "no such manifest")
    }

    /// One image may be listed for two platforms: each can be chosen, and the image is fetched once.
    @Test func oneImageForTwoPlatforms() async throws {
        let image = try image("amd64", seed: 1)
        try await workshop.fixture.push(image, to: "inner", tag: "image")
        let entries = ["amd64", "arm64"].map { architecture in
            """
            {"mediaType":"\(image.mediaTypes.manifest)","size":\(image.manifest.count),"digest":"\(image.digest)",\
            "platform":{"architecture":"\(architecture)","os":"linux"}}
            """
        }
        let type = "application/vnd.oci.image.index.v1+json"
        let document =
            #"{"schemaVersion":2,"mediaType":"\#(type)","manifests":[\#(entries.joined(separator: ","))]}"#
        try await workshop.fixture.pushManifest(Array(document.utf8), type, to: "inner", tag: "1")
        let member = workshop.name("inner:1")
        for architecture in ["amd64", "arm64"] {
            #expect(try await create(member, "--platform", "linux/\(architecture)").architectures == [architecture])
        }
        let mark = try await workshop.registry.mark()
        #expect(try await create(member).architectures == ["amd64", "arm64"])
        let fetched = try await workshop.registry.entries(since: mark).map(\.line)
            .filter { $0 == "GET /v2/inner/manifests/\(image.digest)" }
        #expect(fetched.count == 1)
    }

    /// What is not taken is not fetched.
    @Test func requestsOfAFilteredIndex() async throws {
        let inner = [try image("arm64", seed: 1), try image("s390x", seed: 2), try image("amd64", seed: 3)]
        try await workshop.fixture.push(try SyntheticIndex(inner), to: "inner", tag: "1")
        let mark = try await workshop.registry.mark()
        try await manifold.require("create", index, workshop.name("inner:1"), "--platform", "linux/arm64")
        let lines = try await workshop.registry.entries(since: mark).map(\.line)
        #expect(!lines.contains { $0.hasSuffix("\(inner[1].digest)") || $0.hasSuffix("\(inner[2].digest)") })
    }

    /// An index that skopeo wrote over, with entries that no draft has fetched before, from a layout.
    @Test(.needs("skopeo")) func indexInALayout() async throws {
        let inner = try SyntheticIndex([try image("arm64", seed: 1), try image("s390x", seed: 2)], mediaTypes: .oci)
        try await workshop.fixture.push(inner, to: "inner", tag: "1")
        let layout = "oci:\(manifold.files.file("layout")):inner"
        try await Skopeo.copyAll("docker://\(workshop.name("inner:1"))", layout)
        workshop.registry.stop()
        let target = try await Workshop()
        try await manifold.require("create", "--push", target.name("whole:1"), layout)
        #expect(try await target.index("whole:1").digests == inner.members.map(\.digest.description))
    }
}
