import Foundation
import ManifoldOCI
import TestSupport
import Testing

/// The recipes among the samples, each run with a docker client and then with manifold by changing one word, and the
/// native commands that their READMEs show beside them: all publish the same bytes.
@Suite(.needs("docker-registry", "docker", "bash", "awk"), .timeLimit(.minutes(3)))
struct RecipeTests {
    /// Who makes the lists of a recipe.
    enum Client: String, CaseIterable {
        case docker, manifold
    }

    private static let samples = URL(filePath: #filePath).appending(path: "../../../Samples").standardized
    /// Where the native commands publish; each client has a place of its own, too, so that none finds another's work.
    private static let native = "native"
    private static let places = Client.allCases.map(\.rawValue) + [native]
    /// The versions that the base of the Windows images has, under the tags of the images.
    private static let windows = [("1809", "10.0.17763.6414"), ("ltsc2022", "10.0.20348.2700")]

    // MARK: - Kubernetes' pause

    @Test(arguments: [SyntheticImage.MediaTypes.docker, .oci], [false, true]) func pause(
        _ types: SyntheticImage.MediaTypes,
        _ windowsImagesTellTheirVersion: Bool
    ) async throws {
        let workshop = try await Workshop()
        try await pushPause(workshop, types, windowsImagesTellTheirVersion)
        let outputs = try await run("kubernetes-pause", in: workshop, types)
        #expect(outputs[.manifold] == outputs[.docker])

        let linux = workshop.names("native/pause:3.10-linux-{arch}")
        let windows = Self.windows.map { release, version in
            let name = workshop.name("native/pause:3.10-windows-amd64-\(release)")
            return windowsImagesTellTheirVersion ? name : "windows(\(version))/amd64=\(name)"
        }
        let index = workshop.name("native/pause:3.10")
        let digest = try await workshop.manifold.require(["create", "--push", index] + linux + windows)
        try await expectSameDigests("pause:3.10", in: workshop)
        #expect(outputs[.docker]?.last == digest)

        let document = try await workshop.index("docker/pause:3.10")
        #expect(document.architectures == Sample.architectures + ["amd64", "amd64"])
        #expect(document.manifests.compactMap(\.platform?.osVersion) == Self.windows.map(\.1))
        #expect(document.mediaType == types.index)
    }

    /// The shortest way when only the base knows the versions.
    @Test func versionsFromTheBase() async throws {
        let workshop = try await Workshop()
        try await pushPause(workshop, .docker, false)
        let outputs = try await run("kubernetes-pause", in: workshop, .docker)

        let index = workshop.name("native/pause:3.10")
        let windows = Self.windows.map { workshop.name("native/pause:3.10-windows-amd64-\($0.0)") }
        try await workshop.manifold.require(
            ["create", index] + workshop.names("native/pause:3.10-linux-{arch}") + windows
        )
        for (member, build) in zip(windows, ["10.0.17763", "10.0.20348"]) {
            let base = workshop.name("native/nanoserver:all")
            try await workshop.manifold.require(
                ["annotate", index, member, "--os-version", build, "--os-version-from", base]
            )
        }
        let digest = try await workshop.manifold.require("push", "--purge", index)
        try await expectSameDigests("pause:3.10", in: workshop)
        #expect(outputs[.docker]?.last == digest)
    }

    /// A recipe that ends in the middle, as with any failing command, publishes nothing.
    @Test(arguments: Client.allCases) func unknownWindowsBuild(_ client: Client) async throws {
        let workshop = try await Workshop()
        try await pushPause(workshop, .docker, false)
        let base = try SyntheticIndex([try Self.windowsImage("10.0.14393.1", .docker)], mediaTypes: .docker)
        try await workshop.fixture.push(base, to: "\(client)/nanoserver", tag: "all")
        let output = try await recipe("kubernetes-pause", client, in: workshop)
        #expect(output.status == 1)
        #expect(output.errorText.contains("has no version 10.0.17763"))
        #expect(try await workshop.digest("\(client)/pause:3.10") == nil)
    }

    // MARK: - A repository for each architecture

    @Test(arguments: [SyntheticImage.MediaTypes.docker, .oci]) func suffix(
        _ types: SyntheticImage.MediaTypes
    ) async throws {
        let workshop = try await Workshop()
        for place in Self.places { try await workshop.push("\(place)/pause-{arch}:3.10", mediaTypes: types) }
        let outputs = try await run("kubernetes-suffix", in: workshop, types)
        #expect(outputs[.manifold] == outputs[.docker])
        // Created, a line for each image that came from another repository, and the digest.
        #expect(outputs[.docker]?.count == 7)

        let digest = try await createFromTemplate("pause", tag: "3.10", Sample.architectures, in: workshop)
        try await expectSameDigests("pause:3.10", in: workshop)
        #expect(outputs[.docker]?.last == digest)
    }

    /// From the binaries on: one command builds, publishes the images under their names, and the index over them.
    @Test(.needsClang) func suffixOfBuiltImages() async throws {
        let workshop = try await Workshop()
        let pause = try await Pause()
        let index = workshop.name("native/pause:3.10")
        let built = try await workshop.manifold.require(
            ["build", "-t", index, "--suffix", "repository"] + pause.arguments
        )
        let outputs = try await run("kubernetes-suffix", steps: ["images", "list"], in: workshop, .oci)
        #expect(outputs[.manifold] == outputs[.docker])
        try await expectSameDigests("pause:3.10", in: workshop)
        for name in Sample.architectures.map({ "pause-\($0):3.10" }) {
            try await expectSameDigests(name, in: workshop)
        }
        #expect(outputs[.docker]?.last == built.split(separator: "\n").last.map(String.init))
    }

    @Test(.needsClang) func pauseOfBuiltImages() async throws {
        let workshop = try await Workshop()
        for place in Self.places { try await pushWindows(workshop, .oci, false, to: place) }
        let outputs = try await run("kubernetes-pause", steps: ["images", "list"], in: workshop, .oci)
        #expect(outputs[.manifold] == outputs[.docker])
        #expect(try await workshop.digest("manifold/pause:3.10") == outputs[.docker]?.last)
        #expect(try await workshop.digest("docker/pause:3.10") == outputs[.docker]?.last)
    }

    /// Images with their platform in the tag get the older names beside, each for the image that the list names.
    @Test func olderNamesBesideTheNewOnes() async throws {
        let workshop = try await Workshop()
        for place in Self.places {
            try await workshop.push("\(place)/pause-{arch}:3.10", mediaTypes: .docker)
        }
        let samples = try await workshop.push("newer/pause:3.10-linux-{arch}", mediaTypes: .docker)
        let outputs = try await run("kubernetes-suffix", in: workshop, .docker)
        let output = try await workshop.manifold.require([
            "create", "--push", workshop.name("newer/pause:3.10"), "--suffix", "repository",
            "--from", workshop.name("newer/pause:3.10-linux-{arch}"),
            "--platform", Sample.architectures.map { "linux/\($0)" }.joined(separator: ","),
        ])
        #expect(output.split(separator: "\n").last.map(String.init) == outputs[.docker]?.last)
        for sample in samples {
            let name = "newer/pause-\(sample.architecture):3.10"
            #expect(try await workshop.digest(name) == sample.image.digest.description)
        }
    }

    // MARK: - A release

    @Test(arguments: [SyntheticImage.MediaTypes.docker, .oci]) func release(
        _ types: SyntheticImage.MediaTypes
    ) async throws {
        let workshop = try await Workshop()
        let images = ["kube-apiserver", "kube-proxy", "kubectl"]
        let architectures = ["amd64", "arm64", "ppc64le", "s390x"]
        let members = images.flatMap { image in architectures.map { (image, $0) } }
        for (number, (image, architecture)) in members.enumerated() {
            let content = try Sample.image(architecture, seed: UInt64(number + 1), types)
            for place in Self.places {
                try await workshop.push(content, "\(place)/\(image)-\(architecture):v1.36.0_1")
            }
        }
        let outputs = try await run("kubernetes-release", in: workshop, types)
        // The processes of a release finish in any order.
        #expect(outputs[.manifold]?.sorted() == outputs[.docker]?.sorted())
        for image in images {
            let digest = try await createFromTemplate(image, tag: "v1.36.0_1", architectures, in: workshop)
            try await expectSameDigests("\(image):v1.36.0_1", in: workshop)
            #expect(outputs[.docker]?.contains(digest) == true)
        }
        let drafts = try await workshop.manifold.require("ls")
        #expect(!drafts.contains("kube"), "everything was purged")
    }
}

// MARK: - Fixtures

extension RecipeTests {
    private static func windowsImage(
        _ version: String?,
        _ types: SyntheticImage.MediaTypes,
        seed: UInt64 = 20
    ) throws -> SyntheticImage {
        try SyntheticImage(
            os: "windows",
            osVersion: version,
            mediaTypes: types,
            layers: [SyntheticLayer(size: 300, seed: seed)]
        )
    }

    /// The images that the pause recipe takes as given, at every place.
    private func pushPause(
        _ workshop: Workshop,
        _ types: SyntheticImage.MediaTypes,
        _ windowsImagesTellTheirVersion: Bool
    ) async throws {
        for place in Self.places {
            try await workshop.push("\(place)/pause:3.10-linux-{arch}", mediaTypes: types)
            try await pushWindows(workshop, types, windowsImagesTellTheirVersion, to: place)
        }
    }

    /// The Windows images, and an index that stands for what they were made from.
    private func pushWindows(
        _ workshop: Workshop,
        _ types: SyntheticImage.MediaTypes,
        _ tellTheirVersion: Bool,
        to place: String
    ) async throws {
        for (number, (release, version)) in Self.windows.enumerated() {
            let image = try Self.windowsImage(tellTheirVersion ? version : nil, types, seed: UInt64(10 + number))
            try await workshop.push(image, "\(place)/pause:3.10-windows-amd64-\(release)")
        }
        let bases = try Self.windows.enumerated().map {
            try Self.windowsImage($1.1, types, seed: UInt64(20 + $0))
        }
        try await workshop.fixture.push(
            try SyntheticIndex(bases, mediaTypes: types),
            to: "\(place)/nanoserver",
            tag: "all"
        )
    }

    // MARK: - Running

    /// Runs a recipe with both clients; a client too old for the images cancels the test.
    /// - Returns: the lines of both outputs, with the client's place taken out of the names.
    private func run(
        _ name: String,
        steps: [String] = [],
        in workshop: Workshop,
        _ types: SyntheticImage.MediaTypes,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> [Client: [String]] {
        var outputs: [Client: [String]] = [:]
        for client in Client.allCases {
            let output = try await recipe(name, client, steps: steps, in: workshop)
            // Clients before 23 know no OCI images, and say that there are none.
            if client == .docker, types == .oci, output.errorText.contains("no such manifest") {
                try Test.cancel("this docker client is too old for OCI images")
            }
            try #require(output.status == 0, "\(client): \(output.errorText)", sourceLocation: sourceLocation)
            outputs[client] = output.text.replacingOccurrences(of: "/\(client)/", with: "/")
                .split(separator: "\n").map(String.init)
        }
        return outputs
    }

    /// Runs a recipe with one client; the only difference is the word that names the client.
    private func recipe(
        _ name: String,
        _ client: Client,
        steps: [String] = [],
        in workshop: Workshop
    ) async throws -> Tool.Output {
        let place = workshop.name(client.rawValue)
        let programs = URL(filePath: try Manifold.program).deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let files = workshop.manifold.files
        return try await Tool.run(
            Self.samples.appending(path: "\(name)/recipe").path,
            arguments: steps,
            environment: [
                // Manifold is the default of every recipe.
                "DOCKER_MANIFEST": client == .docker ? "docker manifest" : nil, "MANIFEST_FLAGS": "--insecure",
                "REGISTRY": place, "WINDOWS_BASE": "\(place)/nanoserver:all", "TAG": "3.10", "VERSION": "v1.36.0+1",
                "IMAGE": nil, "IMAGES": nil, "ARCHITECTURES": nil, "SOURCE_DATE_EPOCH": nil,
                "HOME": files.file("home"), "DOCKER_CONFIG": files.file("docker"),
                "MANIFOLD_STORE": workshop.manifold.store, "PATH": "\(programs):\(path)",
            ]
        )
    }

    /// The native command for members of one naming scheme.
    private func createFromTemplate(
        _ image: String,
        tag: String,
        _ architectures: [String],
        in workshop: Workshop
    ) async throws -> String {
        try await workshop.manifold.require(
            "create",
            "--push",
            workshop.name("native/\(image):\(tag)"),
            "--from",
            workshop.name("native/\(image)-{arch}:\(tag)"),
            "--platform",
            architectures.map { "linux/\($0)" }.joined(separator: ",")
        )
    }

    /// Expects that a name stands for the same bytes at every place.
    private func expectSameDigests(
        _ name: String,
        in workshop: Workshop,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let theirs = try #require(try await workshop.digest("docker/\(name)"), sourceLocation: sourceLocation)
        for place in Self.places {
            let digest = try await workshop.digest("\(place)/\(name)")
            #expect(digest == theirs, "\(place)/\(name)", sourceLocation: sourceLocation)
        }
    }
}
