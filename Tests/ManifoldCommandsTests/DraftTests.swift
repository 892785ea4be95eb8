import Foundation
import ManifoldOCI
import TestSupport
import Testing

/// Drafts, from their making to their end.
@Suite(.needs("docker-registry"), .timeLimit(.minutes(2)))
struct DraftTests {
    private let workshop: Workshop
    private var manifold: Manifold { workshop.manifold }
    private var index: String { workshop.name("pause:3.10") }

    init() async throws {
        workshop = try await Workshop()
        try await workshop.push("pause:{arch}")
    }

    private func member(_ architecture: String) -> String { workshop.name("pause:\(architecture)") }

    private func draft() async throws -> IndexDocument {
        try IndexDocument(try await manifold.require("inspect", index))
    }

    private func architectures() async throws -> [String] { try await draft().architectures }

    @Test func argumentOrderIsKept() async throws {
        let order = ["s390x", "amd64", "arm64", "arm"]
        try await manifold.require(["create", index] + order.map(member))
        #expect(try await architectures() == order)
        try await manifold.require("add", index, member("ppc64le"))
        #expect(try await architectures() == order + ["ppc64le"])
        try await manifold.require("create", "--replace", index, member("arm"), member("s390x"))
        #expect(try await architectures() == ["arm", "s390x"])
        try await manifold.require("remove", index, "linux/arm/v7")
        try await manifold.require("remove", index, member("s390x"))
        let bytes = try await manifold("inspect", index).stdout
        #expect(try IndexDocument(bytes).manifests.isEmpty)
        expectFailure(try await manifold("push", index), 3, "no entries")
        expectFailure(try await manifold("remove", index, "linux/arm/v7"), 3, "does not exist in")
    }

    /// Amending fetches the members that are named anew, and leaves them where they were, as they were annotated.
    @Test func amendingReplacesWhatAMemberNowIs() async throws {
        try await manifold.require(["create", index] + ["amd64", "arm64", "s390x"].map(member))
        try await manifold.require("annotate", index, member("arm64"), "--annotation", "org.example.a=b")
        try await manifold.require("annotate", index, "linux/arm64", "--variant", "v8", "--os-features", "one,two")
        try await manifold.require("annotate", index, "--index", "--annotation", "org.example.index=yes")
        let newer = try Sample.image("arm64", seed: 77)
        try await workshop.push(newer, "pause:arm64")
        try await manifold.require("create", "--amend", index, member("arm64"), member("arm"))

        let document = try await draft()
        #expect(document.architectures == ["amd64", "arm64", "s390x", "arm"])
        let entry = document.manifests[1]
        #expect(entry.digest == newer.digest.description)
        #expect(entry.annotations == ["org.example.a": "b"])
        #expect(entry.platform?.variant == "v8")
        #expect(entry.platform?.osFeatures == ["one", "two"])
        #expect(document.annotations == ["org.example.index": "yes"])
        #expect(try await manifold.require("push", index) == workshop.digest("pause:3.10"))
        #expect(try await workshop.index("pause:3.10") == document)
    }

    @Test func amendingMakesWhatIsNotThere() async throws {
        #expect(try await manifold.require("create", "-a", index, member("arm")) == "Created manifest list \(index)")
        #expect(try await manifold.require("add", index, member("arm")) == "Created manifest list \(index)")
        #expect(try await architectures() == ["arm"])
    }

    @Test func annotateChangesOneEntry() async throws {
        try await manifold.require(["create", index] + ["amd64", "arm64"].map(member))
        let silent = try await manifold(
            "annotate",
            index,
            member("amd64"),
            "--os",
            "windows",
            "--arch",
            "x86_64",
            "--os-version",
            "10.0.1",
            "--os-features",
            "win32k"
        )
        #expect(silent.status == 0)
        #expect(silent.text.isEmpty)
        #expect(silent.errorText.hasPrefix("manifold: warning: "))
        let platform = try await draft().manifests[0].platform
        let features = ["win32k"]
        #expect(
            platform == .init(os: "windows", architecture: "amd64", osVersion: "10.0.1", osFeatures: features)
        )
        #expect(try await draft().manifests[1].platform == .init(os: "linux", architecture: "arm64"))

        expectFailure(try await manifold("annotate", index, "linux/arm64", "--arch", "z80"), 64, "linux/z80")
        expectFailure(
            try await manifold("annotate", index, member("s390x"), "--os", "linux"),
            3,
            "manifest for image \(member("s390x")) does not exist in \(index)"
        )
        let gone = workshop.name("gone:1")
        expectFailure(
            try await manifold("annotate", gone, member("amd64"), "--os", "linux"),
            3,
            "manifest for image \(member("amd64")) does not exist in \(gone)"
        )
        #expect(try await draft().manifests[0].platform == platform)
    }

    @Test func listedAndRemoved() async throws {
        #expect(try await manifold.require("ls").split(separator: "\n").count == 1)
        let other = workshop.name("other:1")
        try await manifold.require("create", index, member("arm"), member("arm64"))
        try await manifold.require("create", other, member("arm"))
        try await manifold.require("push", other)

        struct Listing: Decodable, Equatable {
            var name: String
            var entries: Int
            var digest: String?
        }
        let text = try await manifold.require("ls", "--format", "json")
        let listings = try JSONDecoder().decode([Listing].self, from: Data(text.utf8))
        #expect(
            listings == [
                Listing(name: other, entries: 1, digest: try await workshop.digest("other:1")),
                Listing(name: index, entries: 2),
            ]
        )
        let lines = try await manifold.require("ls").split(separator: "\n")
        #expect(lines.dropFirst().map { $0.split(separator: " ")[0].description } == [other, index])
        #expect(lines[2].hasSuffix("no"))

        let exists = try await manifold("exists", index)
        #expect(exists.status == 0 && exists.text.isEmpty)
        let partly = try await manifold("rm", index, workshop.name("gone:1"), other)
        expectFailure(partly, 3, "No such manifest: \(workshop.name("gone:1"))")
        #expect(try await manifold.require("ls").split(separator: "\n").count == 1)
        expectFailure(try await manifold("exists", index), 3, index)
        #expect(try await manifold.require("rm", "--help").contains("USAGE"))
    }

    @Test func pruneKeepsWhatDraftsNeed() async throws {
        try await manifold.require("create", index, member("arm"), member("arm64"))
        try await manifold.require("create", workshop.name("other:1"), member("arm"), member("s390x"))
        #expect(try await manifold.require("prune") == "freed 0 B")
        try await manifold.require("rm", workshop.name("other:1"))
        let preview = try await manifold.require("prune", "--dry-run").split(separator: "\n")
        #expect(preview.count == 3 && preview.last?.hasPrefix("would free ") == true)
        let freed = try await manifold.require("prune").split(separator: "\n")
        #expect(freed.dropLast() == preview.dropLast())
        #expect(try await manifold.require("prune") == "freed 0 B")
        // What is left is enough: the registry is not needed any more to read the draft.
        workshop.registry.stop()
        #expect(try await manifold.require("inspect", index, member("arm64")).contains("sha256"))
        let old = try await manifold.require("prune", "--older-than", "1h")
        #expect(old == "freed 0 B")
    }

    @Test func purge() async throws {
        try await manifold.require("create", index, member("arm"))
        let dead = try ScriptedRegistry()
        dead.stop()
        expectFailure(
            try await manifold("push", "--purge", index, "--to", "\(dead.host)/pause:1", "--retries", "0"),
            5
        )
        #expect(try await manifold("exists", index).status == 0)
        try await manifold.require("push", "-p", index)
        expectFailure(try await manifold("exists", index), 3)
        expectFailure(try await manifold("push", index), 3, "No such manifest: \(index)")
    }

    @Test func partialFailureLeavesNoDraft() async throws {
        let failed = try await manifold("create", index, member("arm"), workshop.name("pause:gone"), member("arm64"))
        expectFailure(failed, 3, "no such manifest", "pause:gone")
        expectFailure(try await manifold("exists", index), 3)
        #expect(try await manifold.require("ls").split(separator: "\n").count == 1)
        try await manifold.require("create", index, member("arm"))

        let amended = try await manifold("add", index, member("arm64"), workshop.name("pause:gone"))
        expectFailure(amended, 3, "no such manifest")
        #expect(try await architectures() == ["arm"])
    }

    @Test func nameWithoutTag() async throws {
        let created = try await manifold("create", workshop.name("pause"), member("arm"))
        #expect(created.text == "Created manifest list \(workshop.name("pause:latest"))")
        #expect(created.errorText.hasPrefix("manifold: warning: "))
        #expect(try await manifold("exists", workshop.name("pause:latest")).status == 0)
    }
}
