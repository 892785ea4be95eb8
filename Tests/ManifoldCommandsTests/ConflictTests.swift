import ManifoldOCI
import TestSupport
import Testing

/// Two things that want one place: status 7, and nothing is written.
@Suite(.needs("docker-registry"), .timeLimit(.minutes(2)))
struct ConflictTests {
    @Test func twoEntriesOfOnePlatform() async throws {
        let workshop = try await Workshop()
        let first = try await workshop.push(try Sample.image("amd64", seed: 1), "app:one")
        let second = try await workshop.push(try Sample.image("amd64", seed: 2), "app:two")
        let index = workshop.name("app:1")
        let created = try await workshop.manifold("create", index, first, second)
        #expect(created.status == 0)
        #expect(created.errorText.hasPrefix("manifold: warning: "))
        #expect(created.errorText.contains("linux/amd64"))

        let digests = try [1, 2].map { try Sample.image("amd64", seed: $0).digest.description }
        for arguments in [["push", index], ["create", "--push", index, first, second]] {
            let refused = try await workshop.manifold.run(arguments)
            expectFailure(refused, 7, "linux/amd64", digests[0], digests[1])
        }
        #expect(try await workshop.digest("app:1") == nil)

        let preview = try await workshop.manifold("create", "--dry-run", index, first, second)
        #expect(preview.status == 0)
        #expect(preview.errorText.contains("linux/amd64"))
    }

    @Test func draftExists() async throws {
        let workshop = try await Workshop()
        let member = try await workshop.push(try Sample.image("amd64"), "app:one")
        let index = workshop.name("app:1")
        try await workshop.manifold.require("create", index, member)
        let mark = try await workshop.registry.mark()
        let refused = try await workshop.manifold("create", index, member)
        expectFailure(refused, 7, "refusing to amend an existing manifest list with no --amend flag", index)
        // It is refused before anything is fetched, and neither pushing at once nor a preview minds the draft.
        #expect(try await workshop.registry.entries(since: mark).isEmpty)
        try await workshop.manifold.require("create", "--push", index, member)
        try await workshop.manifold.require("create", "--dry-run", index, member)
    }

    /// Two variants of arm, which all but the longest template would give one name.
    @Test(arguments: ["repository", "tag", "tag-os", "{repository}:{arch}"]) func oneNameForTwo(
        _ style: String
    ) async throws {
        let workshop = try await Workshop()
        let members = try await variants(workshop)
        let arguments = ["create", "--push", workshop.name("app:1"), "--suffix", style] + members
        expectFailure(try await workshop.manifold.run(arguments), 7, "linux/arm/v6", "linux/arm/v7", "{variant}")
        #expect(try await workshop.digest("app:1") == nil)
        for name in ["app-arm:1", "app:1-arm", "app:1-linux-arm", "app:arm"] {
            #expect(try await workshop.digest(name) == nil)
        }

        let told = ["create", "--push", workshop.name("app:1"), "--suffix", "{repository}-{arch}{variant}:{tag}"]
        try await workshop.manifold.require(told + members)
        #expect(try await workshop.digest("app-armv6:1") != nil)
        #expect(try await workshop.digest("app-armv7:1") != nil)
    }

    /// A style can be limited to the entries that it tells apart.
    @Test func limitedStyles() async throws {
        let workshop = try await Workshop()
        let members = try await variants(workshop)
        let amd64 = try await workshop.push(try Sample.image("amd64"), "in:amd64")
        try await workshop.manifold.require(
            ["create", "--push", workshop.name("app:1"), "--suffix", "repository@linux/arm/v7,linux/amd64"]
                + members + [amd64]
        )
        #expect(try await workshop.digest("app-arm:1") == variant("v7").digest.description)
        #expect(try await workshop.digest("app-amd64:1") == Sample.image("amd64").digest.description)
    }

    @Test func nameOfTheIndexItself() async throws {
        let workshop = try await Workshop()
        let member = try await workshop.push(try Sample.image("amd64"), "in:1")
        let refused = try await workshop.manifold(
            "create",
            "--push",
            workshop.name("app:1"),
            "--tag",
            "1-amd64",
            "--suffix",
            "tag",
            member
        )
        expectFailure(refused, 7, workshop.name("app:1-amd64"), "index")
        #expect(try await workshop.digest("app:1-amd64") == nil)
    }

    private func variants(_ workshop: Workshop) async throws -> [String] {
        [
            try await workshop.push(try variant("v6"), "in:armv6"),
            try await workshop.push(try variant("v7"), "in:armv7"),
        ]
    }

    private func variant(_ name: String) throws -> SyntheticImage {
        try SyntheticImage(architecture: "arm", variant: name, layers: [SyntheticLayer(size: 200)])
    }
}
