import Foundation
import ManifoldOCI
import Testing

@testable import TestSupport

/// The program that a registry gives back for each architecture runs, and stops when it is asked to.
@Suite(.needs("docker-registry", "tar"), .needsClang, .timeLimit(.minutes(3)))
struct PauseRunTests {
    private struct Manifest: Decodable {
        struct Layer: Decodable {
            var digest: String
        }

        var layers: [Layer]
    }

    private static let emulators = [
        "amd64": "qemu-x86_64-static", "arm": "qemu-arm-static", "arm64": "qemu-aarch64-static",
        "ppc64le": "qemu-ppc64le-static", "s390x": "qemu-s390x-static",
    ]

    @Test(
        .needs(
            "qemu-x86_64-static",
            "qemu-arm-static",
            "qemu-aarch64-static",
            "qemu-ppc64le-static",
            "qemu-s390x-static"
        )
    )
    func everyArchitectureStopsOnTERM() async throws {
        let workshop = try await Workshop()
        let pause = try await Pause()
        try await workshop.manifold.require(["build", "-t", workshop.name("pause:1.0")] + pause.arguments)
        let index = try await workshop.index("pause:1.0")
        #expect(index.architectures == Sample.architectures)
        for entry in index.manifests {
            let architecture = try #require(entry.platform?.architecture)
            let program = try await pulledProgram(workshop, entry.digest)
            defer { withExtendedLifetime(program.files) {} }
            #expect(try await stop(program.files, program.path, Self.emulators[architecture]) == 0, "\(architecture)")
        }
    }

    /// The file `/pause` of an image, as tar unpacks it from the layer that the registry has.
    private func pulledProgram(
        _ workshop: Workshop,
        _ digest: String
    ) async throws -> (files: TemporaryDirectory, path: String) {
        let bytes = try #require(try await workshop.bytes("pause@\(digest)"))
        let manifest = try JSONDecoder().decode(Manifest.self, from: Data(bytes))
        let layer = try Digest(parsing: try #require(manifest.layers.first).digest)
        let files = try TemporaryDirectory()
        let archive = try files.write(
            try #require(try await workshop.fixture.blob(layer, in: "pause")),
            to: "layer.tar.gz"
        )
        try await Tool.require("tar", ["--extract", "--gzip", "--no-same-owner", "--file", archive, "-C", files.path])
        return (files, files.file("pause"))
    }

    /// Sends TERM when the program has come to wait for signals, which it blocks before, and returns its exit status.
    private func stop(_ files: TemporaryDirectory, _ path: String, _ emulator: String?) async throws -> Int? {
        let process = try ChildProcess(
            try #require(emulator.flatMap(Tool.find)),
            arguments: ["-strace", path],
            output: files.file("out"),
            errors: files.file("trace")
        )
        try await eventually("\(path) waits for signals") {
            try String(decoding: files.read("trace"), as: UTF8.self).contains("sigtimedwait")
        }
        kill(process.id, SIGTERM)
        return try await process.exitStatus(within: .seconds(20))
    }
}
