import ManifoldArchive
import ManifoldOCI
import SystemPackage
import Testing

@Suite struct LayerWriterTests {
    static let content = Array("#!/bin/sh\nexec sleep infinity\n".utf8)

    /// The archive depends on nothing but the entries, what is compressed on zlib too, and not everything that
    /// goes by that name writes the same bytes, so only the archive's digest is written down.
    @Test func goldenLayer() throws {
        let entries = try TarEntry.entries(forExecutableAt: "/usr/bin/pause", content: .bytes(Self.content))
        let layer = try LayerWriter.bytes(of: entries)
        let golden = "sha256:9a1ddbe3f3440a81ab9f44ff977ee4a7af2e37c821f37d230860bdf7a11459c1"
        #expect(layer.result.diffID.description == golden)
        #expect(layer.result.uncompressedSize == 3072)
        #expect(try LayerWriter.bytes(of: entries).bytes == layer.bytes)
    }

    @Test(arguments: [LayerCompression.gzip, .gzip(level: 1), .none])
    func resultDescribesTheBytes(compression: LayerCompression) throws {
        let entry = TarEntry(path: "data", kind: .file(.bytes(Tool.sample(700_000))), mode: 0o644)
        let layer = try LayerWriter.bytes(of: [entry], compression: compression)
        #expect(layer.result.digest == Digest(sha256Of: layer.bytes))
        #expect(layer.result.size == Int64(layer.bytes.count))
        let tar = compression == .none ? layer.bytes : try Tool.run("/usr/bin/gzip", ["-dc"], input: layer.bytes)
        #expect(layer.result.diffID == Digest(sha256Of: tar))
        #expect(layer.result.uncompressedSize == Int64(tar.count))
    }

    @Test func descriptorAndMemoryAgree() throws {
        let entries = try TarEntry.entries(forExecutableAt: "/pause", content: .bytes(Tool.sample(400_000)))
        let layer = try LayerWriter.bytes(of: entries)
        try Tool.withTemporaryFile { (file) throws in
            #expect(try LayerWriter.write(entries, to: file) == layer.result)
            #expect(try Tool.contents(of: file) == layer.bytes)
        }
    }

    @Test func outputThatCannotBeWritten() throws {
        let file = try FileDescriptor.open("/dev/null", .readOnly)
        let error = try file.closeAfter {
            #expect(throws: ArchiveError.self) { try LayerWriter.write([], to: file) }
        }
        #expect(error?.code == .output)
    }
}
