import ManifoldOCI
import TestSupport
import Testing

/// How many requests the main job takes, by the access log of a real registry.
@Suite(.needs("docker-registry"), .timeLimit(.minutes(2)))
struct RequestCountTests {
    /// The kinds of request, with how often each came.
    private func kinds(_ entries: [AccessLogEntry]) -> [String: Int] {
        entries.reduce(into: [:]) { counts, entry in
            let path = entry.uri.prefix { $0 != "?" }
            let kind =
                if path == "/v2/" {
                    "ping"
                } else if path.hasSuffix("/blobs/uploads/") {
                    entry.uri.contains("mount=") ? "mount" : "upload"
                } else if path.contains("/manifests/") {
                    "manifest"
                } else {
                    "blob"
                }
            counts["\(entry.method) \(kind)", default: 0] += 1
        }
    }

    @Test func membersOfOneRepository() async throws {
        let workshop = try await Workshop()
        let samples = try await workshop.push("pause:3.10-{arch}")
        let mark = try await workshop.registry.mark()
        let digest = try await workshop.manifold.require(
            ["create", "--push", workshop.name("pause:3.10")] + workshop.names("pause:3.10-{arch}")
        )
        let entries = try await workshop.registry.entries(since: mark)
        #expect(kinds(entries) == ["GET manifest": 5, "GET blob": 5, "PUT manifest": 1])
        #expect(entries.count == 11)
        #expect(try await workshop.digest("pause:3.10") == digest)
        #expect(try await workshop.index("pause:3.10").digests == samples.map(\.image.digest.description))
    }

    @Test func membersOfFiveRepositories() async throws {
        let workshop = try await Workshop()
        try await workshop.push("pause-{arch}:3.10")
        let mark = try await workshop.registry.mark()
        let digest = try await workshop.manifold.require(
            ["create", "--push", workshop.name("pause:3.10")] + workshop.names("pause-{arch}:3.10")
        )
        let entries = try await workshop.registry.entries(since: mark)
        let expected = ["GET manifest": 5, "GET blob": 5, "POST mount": 10, "PUT manifest": 6]
        #expect(kinds(entries) == expected)
        #expect(entries.count == 26)
        #expect(entries.allSatisfy { $0.status < 300 })
        #expect(entries.last?.line == "PUT /v2/pause/manifests/3.10")
        #expect(try await workshop.digest("pause:3.10") == digest)
    }

    /// A draft takes the same requests, divided between the two commands; a second draft of the same members asks only
    /// whether their names still mean the same.
    @Test func draftAndPush() async throws {
        let workshop = try await Workshop()
        try await workshop.push("pause:3.10-{arch}")
        let members = workshop.names("pause:3.10-{arch}")
        var mark = try await workshop.registry.mark()
        try await workshop.manifold.require(["create", workshop.name("pause:3.10")] + members)
        #expect(kinds(try await workshop.registry.entries(since: mark)) == ["GET manifest": 5, "GET blob": 5])

        mark = try await workshop.registry.mark()
        try await workshop.manifold.require("push", workshop.name("pause:3.10"))
        let pushed = try await workshop.registry.entries(since: mark)
        #expect(kinds(pushed)["PUT manifest"] == 1)
        #expect(kinds(pushed)["GET blob"] == nil)
        #expect(kinds(pushed)["HEAD blob"] == nil)

        mark = try await workshop.registry.mark()
        try await workshop.manifold.require(["create", "--replace", workshop.name("pause:3.10")] + members)
        #expect(kinds(try await workshop.registry.entries(since: mark)) == ["HEAD manifest": 5])
    }
}
