import Foundation
import ManifoldOCI
import Testing

@testable import TestSupport

/// Ctrl-C and TERM while something is being transferred.
@Suite(.timeLimit(.minutes(2)))
struct InterruptionTests {
    /// Every file of a directory with its content.
    private func snapshot(_ directory: String) throws -> [String: Data] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: directory)
        return names.reduce(into: [:]) { files, name in
            files[name] = FileManager.default.contents(atPath: "\(directory)/\(name)")
        }
    }

    private func output(_ manifold: Manifold) throws -> Manifold.Output {
        try .init(status: 0, stdout: manifold.files.read("running.out"), stderr: manifold.files.read("running.err"))
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)]) func whileFetching(_ signal: Int32, _ status: Int) async throws {
        let images = ["amd64": try Sample.image("amd64"), "arm64": try Sample.image("arm64", seed: 2)]
        let isStalling = Guarded(true)
        let server = try ImageHost.serving(images) { request in
            // Half of the document comes, and then nothing.
            guard isStalling.value, request.path.hasSuffix("/manifests/arm64"), let image = images["arm64"] else {
                return nil
            }
            return .json(200, image.mediaTypes.manifest, image.manifest).ending(.stall, afterBodyBytes: 40)
        }
        let manifold = try Manifold()
        let members = ["amd64", "arm64"].map { "\(server.host)/app:\($0)" }
        try await manifold.require("create", "\(server.host)/other:1", members[0])
        let before = try snapshot(manifold.store)
        let process = try manifold.start("create", "\(server.host)/app:1", members[0], members[1])
        try await eventually("the second member is asked for") {
            server.lines.contains { $0.hasSuffix("/manifests/arm64") }
        }
        kill(process.id, signal)
        #expect(try await process.exitStatus(within: .seconds(10)) == status)
        #expect(try snapshot(manifold.store) == before)
        expectFailure(try output(manifold), 0, "interrupted")

        isStalling.withLock { $0 = false }
        try await manifold.require("create", "\(server.host)/app:1", members[0], members[1])
    }

    /// While pushing, the draft stays as it was, and the same command goes on where it was stopped.
    @Test(.needs("docker-registry")) func whilePushing() async throws {
        let workshop = try await Workshop()
        let member = try await workshop.push(try Sample.image("amd64"), "app:amd64")
        let manifold = workshop.manifold
        let server = try ScriptedRegistry { request in
            request.method == "HEAD" ? .error(404, "BLOB_UNKNOWN", "unknown") : .stall
        }
        let index = workshop.name("app:1")
        try await manifold.require("create", index, member)
        let before = try snapshot(manifold.store)
        let process = try manifold.start("push", index, "--to", "\(server.host)/app:1", "--purge")
        try await eventually("an upload begins") { server.requests.contains { $0.method == "POST" } }
        kill(process.id, SIGINT)
        #expect(try await process.exitStatus(within: .seconds(10)) == 130)
        #expect(try snapshot(manifold.store) == before)
        #expect(try await manifold.require("push", index, "--purge") == workshop.digest("app:1"))
    }

    /// A layout that is written to holds no name of what did not arrive.
    @Test func whileWritingALayout() async throws {
        let image = try Sample.image("amd64")
        let server = try ImageHost.serving(["amd64": image]) { request in
            request.path.hasSuffix(Digest(sha256Of: image.layers[0].bytes).description) ? .stall : nil
        }
        let manifold = try Manifold()
        let layout = manifold.files.file("layout")
        let process = try manifold.start(
            "create",
            "--push",
            "\(server.host)/app:1",
            "\(server.host)/app:amd64",
            "--to",
            "oci:\(layout)"
        )
        try await eventually("the layer is asked for") { server.lines.filter { $0.contains("/blobs/") }.count == 2 }
        kill(process.id, SIGINT)
        #expect(try await process.exitStatus(within: .seconds(10)) == 130)
        let index = try #require(FileManager.default.contents(atPath: "\(layout)/index.json"))
        #expect(try IndexDocument([UInt8](index)).manifests.isEmpty)
        let names = try FileManager.default.contentsOfDirectory(atPath: layout)
        #expect(names.filter { $0.hasPrefix(".ingest") }.isEmpty)
    }
}
