import Foundation
import ManifoldOCI
import TestSupport
import Testing

/// Per-architecture images in, one index and its legacy names out, on a real registry.
@Suite(.needs("docker-registry", "skopeo"), .timeLimit(.minutes(3)))
struct MainJobTests {
    private func digest(_ bytes: [UInt8]) -> String { Digest(sha256Of: bytes).description }

    /// Builds a plain image for each architecture from pause, as a release script would.
    private func buildMembers(_ workshop: Workshop, _ pause: Pause) async throws -> [String] {
        var digests: [String] = []
        for architecture in Sample.architectures {
            let variant = architecture == "arm" ? "/v7" : ""
            digests.append(
                try await workshop.manifold.require(
                    "build",
                    "-t",
                    workshop.name("pause-\(architecture):3.10"),
                    "--path",
                    "/pause",
                    "--binary",
                    "linux/\(architecture)\(variant)=\(pause.file(architecture))"
                )
            )
        }
        return digests
    }

    @Test(.needsClang) func fromBinariesToLegacyNames() async throws {
        let workshop = try await Workshop()
        let pause = try await Pause()
        let members = try await buildMembers(workshop, pause)
        let index = workshop.name("pause:3.10")
        let created = try await workshop.manifold.require(["create", index] + workshop.names("pause-{arch}:3.10"))
        #expect(created == "Created manifest list \(index)")
        let output = try await workshop.manifold.run(
            ["push", index, "--tag", "latest"]
                + ["repository", "tag", "tag-os", "{repository}:{tag}.{os}_{arch}{variant}"].flatMap {
                    ["--suffix", $0]
                }
        )
        #expect(output.status == 0, "\(output.errorText)")
        let printed = try #require(output.text.split(separator: "\n").last).description

        let raw = try await Skopeo.raw("docker://\(index)")
        #expect(digest(raw) == printed)
        #expect(try await workshop.digest("pause:latest") == printed)
        let document = try IndexDocument(raw)
        #expect(document.digests == members)
        #expect(document.architectures == Sample.architectures)
        #expect(document.manifests.map(\.platform?.variant) == [nil, "v7", nil, nil, nil])
        for (architecture, expected) in zip(Sample.architectures, members) {
            let variant = architecture == "arm" ? "v7" : ""
            let names = [
                "pause-\(architecture):3.10", "pause:3.10-\(architecture)", "pause:3.10-linux-\(architecture)",
                "pause:3.10.linux_\(architecture)\(variant)",
            ]
            for name in names { #expect(try await workshop.digest(name) == expected, "\(name)") }
        }

        let files = try TemporaryDirectory()
        try await Skopeo.copyAll("docker://\(index)", "oci:\(files.file("copy")):3.10")
        #expect(digest(try await Skopeo.raw("oci:\(files.file("copy")):3.10")) == printed)
    }

    /// The same digest comes out whichever way the index is written, and skopeo finds every name in a layout.
    @Test func layoutsAndRegistriesAgree() async throws {
        let workshop = try await Workshop()
        let samples = try await workshop.push("pause-{arch}:3.10")
        let index = workshop.name("pause:3.10")
        let members = workshop.names("pause-{arch}:3.10")
        let manifold = workshop.manifold
        let pushed = try await manifold.require(["create", "--push", index] + members)
        try await manifold.require(["create", index] + members)
        let layout = manifold.files.file("layout")
        let written = try await manifold.require(
            "push",
            index,
            "--to",
            "oci:\(layout)",
            "--suffix",
            "repository",
            "--tag",
            "latest"
        )
        #expect(written == pushed)
        #expect(digest(try await Skopeo.raw("oci:\(layout):pause:3.10")) == pushed)
        #expect(digest(try await Skopeo.raw("oci:\(layout):pause:latest")) == pushed)
        for sample in samples {
            let raw = try await Skopeo.raw("oci:\(layout):pause-\(sample.architecture):3.10")
            #expect(raw == sample.image.manifest)
        }

        // Everything is there: skopeo moves it to another repository, and it is the same.
        try await Skopeo.copyAll("oci:\(layout):pause:3.10", "docker://\(workshop.name("moved:1"))")
        #expect(try await workshop.digest("moved:1") == pushed)

        // And back by ourselves, from the layout, over members that are named there.
        let again = try await manifold.require(
            ["create", "--push", workshop.name("again:1")]
                + Sample.architectures.map { "oci:\(layout):pause-\($0):3.10" }
        )
        #expect(again == pushed)
    }

    /// Images that were made by somebody else's tool.
    @Test func membersThatSkopeoPushed() async throws {
        let workshop = try await Workshop()
        let samples = try await workshop.push("made:{arch}", mediaTypes: .docker)
        for sample in samples {
            try await Tool.require(
                "skopeo",
                [
                    "--insecure-policy", "copy", "--format", "oci", "--src-tls-verify=false",
                    "--dest-tls-verify=false", "docker://\(workshop.name("made:\(sample.architecture)"))",
                    "docker://\(workshop.name("converted-\(sample.architecture):1"))",
                ]
            )
        }
        let digest = try await workshop.manifold.require(
            ["create", "--push", workshop.name("whole:1")] + workshop.names("converted-{arch}:1")
        )
        #expect(try await workshop.digest("whole:1") == digest)
        #expect(try await workshop.index("whole:1").mediaType == MediaType.ociIndex.rawValue)
        #expect(try await workshop.index("whole:1").architectures == Sample.architectures)
    }

    /// Members on another registry are copied, blob by blob.
    @Test func membersOnAnotherRegistry() async throws {
        let workshop = try await Workshop()
        let source = try await Workshop()
        let samples = try await source.push("pause:{arch}")
        let index = workshop.name("pause:3.10")
        let digest = try await workshop.manifold.require(["create", "--push", index] + source.names("pause:{arch}"))
        #expect(try await workshop.digest("pause:3.10") == digest)
        for sample in samples {
            #expect(try await workshop.bytes("pause@\(sample.image.digest)") == sample.image.manifest)
            for layer in sample.image.layers {
                let held = try await workshop.fixture.blob(Digest(sha256Of: layer.bytes), in: "pause")
                #expect(held == layer.bytes)
            }
        }
    }
}
