import ManifoldContent
import ManifoldOCI
import SystemPackage
import TestSupport
import Testing

@testable import ManifoldStore

@Suite(.timeLimit(.minutes(1)))
struct OCILayoutTests {
    private let files: TemporaryDirectory
    private let layout: OCILayout

    init() throws {
        files = try TemporaryDirectory()
        layout = try OCILayout(creating: FilePath(files.path))
    }

    @Test func empty() throws {
        #expect(files.files == ["index.json", "oci-layout"])
        #expect(try files.read("oci-layout") == Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
        #expect(try layout.names().isEmpty)
        #expect(try OCILayout(opening: FilePath(files.path)) == layout)
        // What is there is not begun anew.
        #expect(try OCILayout(creating: FilePath(files.path)).index().manifests.isEmpty)
    }

    @Test func writtenAndReadBack() async throws {
        let image = try SyntheticImage(layers: [SyntheticLayer(size: 700_000)])
        try await layout.put(image, as: ["1", "latest"])
        #expect(try layout.names() == ["1", "latest"])
        for name in ["1", "latest"] {
            #expect(try await layout.manifest(.tag(name)).bytes == image.manifest)
            #expect(try await layout.resolve(.tag(name)).digest == image.digest)
        }
        #expect(try await layout.manifest(.digest(image.digest)).bytes == image.manifest)
        for (descriptor, bytes) in try image.contents() {
            #expect(try await layout.contains(descriptor))
            #expect(try await layout.open(descriptor).collect() == bytes)
            #expect(try files.read("blobs/sha256/\(descriptor.digest.encoded)") == bytes)
        }
        #expect(files.files.count == 5)
    }

    @Test(.needs("skopeo"))
    func anotherProgramReadsIt() async throws {
        let image = try SyntheticImage()
        try await layout.put(image, as: ["1"])
        let output = try await Tool.require("skopeo", ["inspect", "--raw", "oci:\(files.path):1"])
        #expect(output.stdout == image.manifest)
    }

    @Test func namesAreReplaced() async throws {
        let one = try SyntheticImage()
        let two = try SyntheticImage(architecture: "arm64")
        try await layout.put(one, as: ["a", "b"])
        try await layout.put(two, as: ["b", "c"])
        #expect(try layout.names() == ["a", "b", "c"])
        #expect(try await layout.manifest(.tag("a")).digest == one.digest)
        #expect(try await layout.manifest(.tag("b")).digest == two.digest)
        // What has lost its name is still there by its digest.
        try await layout.put(two, as: ["a"])
        #expect(try await layout.manifest(.digest(one.digest)).digest == one.digest)
    }

    @Test func withoutAName() async throws {
        let image = try SyntheticImage()
        try await layout.put(image, as: [])
        #expect(try layout.index().manifests.isEmpty)
        #expect(try await layout.resolve(.digest(image.digest)) == (try image.raw().descriptor))
    }

    @Test func theOnlyImage() async throws {
        let image = try SyntheticImage()
        let nothing = await #expect(throws: ManifoldError.self) { try await layout.resolve(.tag("")) }
        #expect(nothing?.code == .notFound)
        try await layout.put(image, as: ["a"])
        #expect(try await layout.resolve(.tag("")).digest == image.digest)
        try await layout.put(image, as: ["b"])
        #expect(try await layout.resolve(.tag("")).digest == image.digest)
        try await layout.put(try SyntheticImage(architecture: "arm64"), as: ["c"])
        let several = await #expect(throws: ManifoldError.self) { try await layout.resolve(.tag("")) }
        #expect(several?.code == .invalidInput)
        #expect(several?.advice?.contains("\"a\", \"b\", \"c\"") == true)
    }

    @Test func aNameThatIsNotThere() async throws {
        try await layout.put(try SyntheticImage(), as: ["a"])
        let error = await #expect(throws: ManifoldError.self) { try await layout.manifest(.tag("b")) }
        #expect(error?.code == .notFound)
        #expect(error?.description.contains("\"a\"") == true)
        let digest = await #expect(throws: ManifoldError.self) {
            try await layout.manifest(.digest(Digest(sha256Of: [])))
        }
        #expect(digest?.code == .notFound)
    }

    /// Several tasks that name different things at once: no name is lost.
    @Test func manyWriters() async throws {
        let image = try SyntheticImage()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 { group.addTask { try await layout.put(image, as: ["n\(number)"]) } }
            try await group.waitForAll()
        }
        #expect(try Set(layout.names()) == Set((0..<20).map { "n\($0)" }))
        #expect(files.files.count == 5)
    }

    @Test func whatContainerdCallsIt() async throws {
        let image = try SyntheticImage()
        try await layout.put(image, as: [])
        try await layout.editIndex { index in
            var entry = try image.raw().descriptor
            entry.annotations = ["io.containerd.image.name": "registry.example/app:1"]
            index.manifests.append(entry)
        }
        #expect(try await layout.manifest(.tag("registry.example/app:1")).digest == image.digest)
    }
}
