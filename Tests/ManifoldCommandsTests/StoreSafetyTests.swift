import Foundation
import ManifoldOCI
import Testing

@testable import TestSupport

/// A store that is used by many, interrupted, damaged, full, or not writable.
@Suite(.timeLimit(.minutes(3)))
struct StoreSafetyTests {
    /// Every draft directory of a store.
    private func draftDirectories(_ manifold: Manifold) throws -> [String] {
        let drafts = "\(manifold.store)/drafts"
        return try FileManager.default.contentsOfDirectory(atPath: drafts).map { "\(drafts)/\($0)" }
    }

    private func names(_ manifold: Manifold) async throws -> [String] {
        try await manifold.require("ls").split(separator: "\n").dropFirst().map {
            String($0.split(separator: " ")[0])
        }
    }

    @Test func eightProcessesAddToOneDraft() async throws {
        let architectures = ["386", "amd64", "arm64", "loong64", "mips64le", "ppc64le", "riscv64", "s390x"]
        let images = try architectures.enumerated().map { try Sample.image($1, seed: UInt64($0 + 1)) }
        let server = try ImageHost.serving(Dictionary(uniqueKeysWithValues: zip(architectures, images)))
        let manifold = try Manifold()
        let index = "\(server.host)/app:1"
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for architecture in architectures {
                group.addTask { try await manifold("add", index, "\(server.host)/app:\(architecture)").status }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 0, count: 8))
        let document = try IndexDocument(try await manifold.require("inspect", index))
        #expect(document.architectures.sorted() == architectures)
        #expect(Set(document.digests) == Set(images.map(\.digest.description)))
    }

    /// What a killed process leaves is in nobody's way.
    @Test func killedInTheMiddleOfCreate() async throws {
        let isStalling = Guarded(true)
        let images = ["amd64": try Sample.image("amd64"), "arm64": try Sample.image("arm64", seed: 2)]
        let server = try ImageHost.serving(images) { request in
            isStalling.value && request.path.hasSuffix("/manifests/arm64") ? .stall : nil
        }
        let manifold = try Manifold()
        let index = "\(server.host)/app:1"
        let members = ["amd64", "arm64"].map { "\(server.host)/app:\($0)" }
        try await manifold.require("create", "\(server.host)/other:1", members[0])
        let process = try manifold.start("create", index, members[0], members[1])
        try await eventually("the second member is asked for") {
            server.lines.contains { $0.hasSuffix("/manifests/arm64") }
        }
        process.kill()
        #expect(process.status == 128 + 9)

        #expect(try await names(manifold) == ["\(server.host)/other:1"])
        isStalling.withLock { $0 = false }
        try await manifold.require("create", index, members[0], members[1])
        #expect(try await names(manifold) == [index, "\(server.host)/other:1"])
        #expect(try await manifold.require("prune") == "freed 0 B")
    }

    @Test(arguments: [0, 1, 40]) func truncatedDraft(_ length: Int) async throws {
        let server = try ImageHost.serving(["amd64": try Sample.image("amd64")])
        let manifold = try Manifold()
        let member = "\(server.host)/app:amd64"
        let damaged = "\(server.host)/damaged:1"
        try await manifold.require("create", damaged, member)
        let directory = try #require(try draftDirectories(manifold).first)
        let file = URL(filePath: "\(directory)/draft.json")
        try Data(contentsOf: file).prefix(length).write(to: file)
        try await manifold.require("create", "\(server.host)/other:1", member)

        let lines = try await manifold.require("ls").split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix(damaged) && $0.contains("damaged") })
        #expect(try await manifold("inspect", "\(server.host)/other:1").status == 0)
        for arguments in [
            ["inspect", damaged], ["push", damaged], ["create", damaged, member], ["add", damaged, member],
            ["remove", damaged, "linux/amd64"], ["exists", damaged], ["prune"],
        ] {
            let output = try await manifold.run(arguments)
            expectFailure(output, 1, damaged, "manifold rm \(damaged)")
        }
        try await manifold.require("rm", damaged)
        try await manifold.require("create", damaged, member)
        #expect(try await manifold("inspect", damaged).status == 0)
    }

    @Test func replacingADamagedDraft() async throws {
        let server = try ImageHost.serving(["amd64": try Sample.image("amd64")])
        let manifold = try Manifold()
        let index = "\(server.host)/app:1"
        try await manifold.require("create", index, "\(server.host)/app:amd64")
        let directory = try #require(try draftDirectories(manifold).first)
        try Data("{".utf8).write(to: URL(filePath: "\(directory)/draft.json"))
        try await manifold.require("create", "--replace", index, "\(server.host)/app:amd64")
        #expect(try await names(manifold) == [index])
    }

    /// A damaged copy of a member in the store is fetched again, not used.
    @Test func damagedBlobIsFetchedAgain() async throws {
        let image = try Sample.image("amd64")
        let server = try ImageHost.serving(["amd64": image])
        let manifold = try Manifold()
        let index = "\(server.host)/app:1"
        try await manifold.require("create", index, "\(server.host)/app:amd64")
        let blob = URL(filePath: "\(manifold.store)/blobs/sha256/\(image.digest.encoded)")
        try Data(image.manifest.reversed()).write(to: blob)
        try await manifold.require("create", "--replace", index, "\(server.host)/app:amd64")
        #expect(try IndexDocument(try await manifold.require("inspect", index)).digests == [image.digest.description])
    }

    @Test func storeThatIsAFile() async throws {
        let server = try ImageHost.serving(["amd64": try Sample.image("amd64")])
        let manifold = try Manifold()
        let file = try manifold.files.write("no directory", to: "store")
        let output = try await manifold("create", "\(server.host)/app:1", "\(server.host)/app:amd64")
        expectFailure(output, 1, file)
        #expect(try manifold.files.read("store") == Array("no directory".utf8))
    }
}
