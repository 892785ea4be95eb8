import Foundation
import ManifoldOCI
import TestSupport
import Testing

/// Images from binaries: what is in them, and what is refused.
@Suite(.timeLimit(.minutes(2)))
struct BuildTests {
    private let manifold: Manifold

    init() throws {
        manifold = try Manifold()
        for machine in Executable.Machine.allCases {
            try manifold.files.write(Executable.bytes(machine), to: machine.rawValue)
        }
        try manifold.files.write("#!/bin/sh\nexit 0\n", to: "script")
    }

    private func file(_ name: String) -> String { manifold.files.file(name) }

    /// Builds into a layout, and reads back what is there.
    private func build(_ arguments: String...) async throws -> BuiltLayout {
        let layout = file("layout-\(UUID().uuidString)")
        let digest = try await manifold.require(["build", "-o", "oci:\(layout):app:1"] + arguments)
        return BuiltLayout(path: layout, digest: digest)
    }

    @Test func defaults() async throws {
        let layout = try await build("--binary", file("amd64"))
        let manifest = try layout.manifest(layout.digest)
        #expect(manifest.mediaType == MediaType.ociManifest.rawValue)
        #expect(manifest.layers.map(\.mediaType) == ["application/vnd.oci.image.layer.v1.tar+gzip"])
        let config = try layout.config(manifest)
        #expect(config.os == "linux" && config.architecture == "amd64" && config.variant == nil)
        #expect(config.created == "1970-01-01T00:00:00Z")
        #expect(config.config.user == "65535:65535")
        #expect(config.config.entrypoint == ["/amd64"])
        #expect(config.config.environment == nil && config.config.command == nil)
        let entries = try await layout.entries(manifest)
        #expect(entries == ["-rwxr-xr-x 0/0 120 1970-01-01 00:00 amd64"])
    }

    @Test func everythingThatCanBeSaid() async throws {
        let layout = try await build(
            "--binary",
            "linux/arm64=\(file("arm64"))",
            "--path",
            "/usr/bin/app",
            "--entrypoint",
            "/usr/bin/app,run",
            "--cmd=--verbose,now",
            "--user",
            "7:8",
            "--env",
            "A=b=c",
            "--label",
            "org.example.l=m",
            "--workdir",
            "/srv",
            "--expose",
            "8080",
            "--expose",
            "53/udp",
            "--stop-signal",
            "SIGUSR1",
            "--annotation",
            "org.example.n=o",
            "--compression",
            "none",
            "--source-date-epoch",
            "1700000000",
            "--index"
        )
        let index = try layout.index(layout.digest)
        #expect(index.annotations == ["org.example.n": "o"])
        let manifest = try layout.manifest(try #require(index.digests.first))
        #expect(manifest.annotations == ["org.example.n": "o"])
        #expect(manifest.layers.map(\.mediaType) == ["application/vnd.oci.image.layer.v1.tar"])
        let config = try layout.config(manifest)
        #expect(config.created == "2023-11-14T22:13:20Z")
        let expected = BuiltLayout.Config.Settings(
            user: "7:8",
            exposedPorts: ["8080/tcp": .init(), "53/udp": .init()],
            environment: ["A=b=c"],
            entrypoint: ["/usr/bin/app", "run"],
            command: ["--verbose", "now"],
            workingDirectory: "/srv",
            labels: ["org.example.l": "m"],
            stopSignal: "SIGUSR1"
        )
        #expect(config.config == expected)
        let entries = try await layout.entries(manifest)
        #expect(entries.last == "-rwxr-xr-x 0/0 120 2023-11-14 22:13 usr/bin/app")
        #expect(entries.allSatisfy { $0.contains(" 2023-11-14 22:13 ") })
    }

    @Test func indexOrImage() async throws {
        let arguments = ["--path", "/app", "--binary", file("amd64"), "--binary", file("arm64")]
        let layout = file("several")
        let digest = try await manifold.require(
            ["build", "-o", "oci:\(layout):app:1", "--suffix", "repository"] + arguments
        )
        let built = BuiltLayout(path: layout, digest: digest)
        #expect(try built.index(digest).architectures == ["amd64", "arm64"])
        #expect(try built.names() == ["app-amd64:1", "app-arm64:1", "app:1"])
        let single = try await build("--binary", file("amd64"), "--path", "/app", "--index")
        #expect(try single.index(single.digest).digests == [built.index(digest).digests[0]])
        let refused = try await manifold("build", "-o", "oci:\(layout):x", "--binary", file("amd64"), "--suffix", "tag")
        expectFailure(refused, 64, "--index")
    }

    @Test(arguments: [
        ("linux/arm64=", "amd64", 6, "linux/arm64"), ("windows/amd64=", "amd64", 6, "windows/amd64"),
        ("", "script", 6, "not a program"), ("linux/amd64=", "script", 6, "--force-platform"),
        ("", "gone", 3, "gone"), ("linux/arm64=", "gone", 3, "gone"),
    ])
    func isRefused(_ prefix: String, _ name: String, _ status: Int, _ part: String) async throws {
        let output = try await manifold("build", "-o", "oci:\(file("out")):a", "--binary", prefix + file(name))
        expectFailure(output, status, file(name), part)
        #expect(try manifold.files.isEmpty(of: "out"))
    }

    @Test func force() async throws {
        let layout = try await build("--force-platform", "--binary", "linux/riscv64=\(file("script"))")
        #expect(try layout.config(layout.manifest(layout.digest)).architecture == "riscv64")
    }

    @Test func twoOfOnePlatform() async throws {
        let arguments = ["--path", "/app", "--binary", file("amd64"), "--binary", "linux/amd64=\(file("amd64"))"]
        let output = try await manifold.run(["build", "-o", "oci:\(file("out")):a"] + arguments)
        expectFailure(output, 7, "linux/amd64")
    }

    /// Neither the mask, the zone, the language, the place nor the times of the file come into the result.
    @Test(.needs("sh", "touch", "cp")) func reproducible() async throws {
        let arguments = ["--path", "/app", "--binary", file("amd64"), "--binary", file("arm64"), "--annotation", "a=b"]
        let first = try await manifold.require(["build", "-o", "oci:\(file("first")):app:1"] + arguments)
        try manifold.files.directory("elsewhere")
        for name in ["amd64", "arm64"] {
            try await Tool.require("cp", [file(name), file("elsewhere/\(name)")])
            try await Tool.require("touch", ["-d", "2001-02-03", file("elsewhere/\(name)")])
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file("elsewhere/\(name)"))
        }
        let other = try await Tool.require(
            "sh",
            ["-c", #"umask 077; exec "$@""#, "sh", Manifold.program, "build", "-o", "oci:\(file("second")):app:1"]
                + arguments.map { $0.replacingOccurrences(of: manifold.files.path, with: file("elsewhere")) },
            environment: [
                "TZ": "Asia/Kolkata", "LC_ALL": "tr_TR.UTF-8", "TMPDIR": file("elsewhere"), "HOME": file("elsewhere"),
                "SOURCE_DATE_EPOCH": nil,
            ]
        )
        #expect(other.text == first)
    }

    @Test func sourceDateEpoch() async throws {
        func digest(_ options: [String], _ epoch: String?) async throws -> Manifold.Output {
            try await manifold.run(
                ["build", "-o", "oci:\(file("times")):app:1", "--binary", file("amd64")] + options,
                environment: ["SOURCE_DATE_EPOCH": epoch]
            )
        }
        let named = try await digest(["--source-date-epoch", "1700000000"], nil).text
        #expect(try await digest([], "1700000000").text == named)
        #expect(try await digest(["--source-date-epoch", "1700000000"], "1").text == named)
        #expect(try await digest([], nil).text != named)
        expectFailure(try await digest([], "yesterday"), 64, "SOURCE_DATE_EPOCH", "yesterday")
    }
}
