import ManifoldContent
import ManifoldOCI
import SystemPackage
import TestSupport
import Testing

@testable import ManifoldStore

/// What a layout from outside, or a broken one, must not lead to.
@Suite(.timeLimit(.minutes(1)))
struct OCILayoutRefusalTests {
    private let files: TemporaryDirectory
    private let layout: OCILayout

    init() throws {
        files = try TemporaryDirectory()
        layout = try OCILayout(creating: FilePath(files.path))
    }

    private func blobName(_ digest: Digest) -> String { "blobs/sha256/\(digest.encoded)" }

    @Test(
        arguments: [
            "", "{}", "[]", "not json", #"{"imageLayoutVersion":"2.0.0"}"#, #"{"imageLayoutVersion":1}"#,
            #"{"imageLayoutVersion":"1"}"#, #"{"imageLayoutVersion":"1.0.0","imageLayoutVersion":"1.0.0"}"#,
        ]
    )
    func versions(marker: String) throws {
        try files.write(marker, to: "oci-layout")
        for open in [OCILayout.init(opening:), OCILayout.init(creating:)] {
            let error = #expect(throws: ManifoldError.self) { try open(FilePath(files.path)) }
            #expect(error?.code == .integrity)
        }
    }

    @Test func noLayout() throws {
        let error = #expect(throws: ManifoldError.self) { try OCILayout(opening: FilePath(files.file("none"))) }
        #expect(error?.code == .notFound)
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"schemaVersion":2,"config":{},"layers":[]}"#, #"{"schemaVersion":1,"manifests":[]}"#,
    ])
    func indexes(text: String) throws {
        try files.write(text, to: "index.json")
        let error = #expect(throws: ManifoldError.self) { try layout.index() }
        #expect(error?.code == .integrity)
        #expect(error?.description.contains("index.json") == true)
    }

    /// A digest is checked before it becomes a path.
    @Test(arguments: ["sha256:../../../../etc/passwd", "sha256:..", "../x:ab", "sha256/..:ab", "sha256:AB", "sha256:"])
    func traversal(digest: String) throws {
        #expect(throws: DigestError.self) { try Digest(parsing: digest) }
        let entry = #"{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":1,"digest":"\#(digest)"}"#
        try files.write(#"{"schemaVersion":2,"manifests":[\#(entry)]}"#, to: "index.json")
        let error = #expect(throws: ManifoldError.self) { try layout.index() }
        #expect(error?.code == .integrity)
    }

    @Test func oneNameForTwoContents() async throws {
        let one = try SyntheticImage()
        let two = try SyntheticImage(architecture: "arm64")
        try await layout.put(one, as: ["a"])
        try await layout.put(two, as: ["b"])
        try await layout.editIndex { index in
            for entry in index.manifests.indices { index.manifests[entry].annotations = [AnnotationKey.refName: "a"] }
        }
        let error = await #expect(throws: ManifoldError.self) { try await layout.manifest(.tag("a")) }
        #expect(error?.code == .integrity)
        #expect(try await layout.manifest(.digest(two.digest)).digest == two.digest)
    }

    /// A blob that a crash cut short counts as missing, and is written again.
    @Test(arguments: [0, 3])
    func truncated(length: Int) async throws {
        let (descriptor, bytes) = blob("some bytes")
        try files.write(bytes.prefix(length), to: blobName(descriptor.digest))
        #expect(try await layout.contains(descriptor) == false)
        await #expect(throws: ManifoldError.self) { try await layout.open(descriptor).collect() }
        #expect(try await layout.store(descriptor, from: .bytes(bytes)) == .uploaded)
        #expect(try files.read(blobName(descriptor.digest)) == bytes)
        #expect(try await layout.store(descriptor, from: .bytes(bytes)) == .existed)
    }

    @Test func damagedBytes() async throws {
        let image = try SyntheticImage()
        try await layout.put(image, as: ["a"])
        try files.write(image.manifest.reversed(), to: blobName(image.digest))
        for name in [TagOrDigest.tag("a"), .digest(image.digest)] {
            let error = await #expect(throws: ManifoldError.self) { try await layout.manifest(name) }
            #expect(error?.code == .integrity)
        }
        try files.write(image.manifest + [0x20], to: blobName(image.digest))
        let error = await #expect(throws: ManifoldError.self) { try await layout.manifest(.tag("a")) }
        #expect(error?.code == .integrity)
    }

    @Test(arguments: ["some byte", "some BYTES", "some bytes!"])
    func wrongBytesAreNeverVisible(text: String) async throws {
        let (descriptor, _) = blob("some bytes")
        let error = await #expect(throws: ManifoldError.self) {
            try await layout.store(descriptor, from: .bytes(Array(text.utf8)))
        }
        #expect(error?.code == .integrity)
        #expect(files.files == ["index.json", "oci-layout"])
    }

    /// Where a link stands in place of a blob, nothing is read and nothing behind it is changed.
    @Test func links() async throws {
        let (descriptor, bytes) = blob("some bytes")
        let outside = try TemporaryDirectory()
        try outside.write(bytes, to: "target")
        try files.link(blobName(descriptor.digest), to: outside.file("target"))
        let error = await #expect(throws: ManifoldError.self) { try await layout.open(descriptor) }
        #expect(error?.code == .storage)
        #expect(try await layout.contains(descriptor) == false)
        #expect(try await layout.store(descriptor, from: .bytes(bytes)) == .uploaded)
        #expect(try await layout.open(descriptor).collect() == bytes)
        #expect(try outside.read("target") == bytes)
    }

    @Test func aLinkInPlaceOfADocument() async throws {
        let image = try SyntheticImage()
        try files.write(image.manifest, to: "elsewhere")
        try files.link(blobName(image.digest), to: files.file("elsewhere"))
        await #expect(throws: ManifoldError.self) { try await layout.manifest(.digest(image.digest)) }
    }

    @Test func aDirectoryInPlaceOfABlob() async throws {
        let (descriptor, bytes) = blob("some bytes")
        try files.directory(blobName(descriptor.digest))
        #expect(try await layout.contains(descriptor) == false)
        let error = await #expect(throws: ManifoldError.self) {
            try await layout.store(descriptor, from: .bytes(bytes))
        }
        #expect(error?.code == .storage)
        #expect(!files.files.contains { $0.hasPrefix(OCILayout.ingestPrefix) })
    }
}
