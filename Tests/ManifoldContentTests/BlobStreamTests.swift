import ManifoldOCI
import SystemPackage
import TestSupport
import Testing

@testable import ManifoldContent

struct BlobStreamTests {
    private func error(_ chunks: [String], for descriptor: Descriptor) async -> ManifoldError? {
        let stream = BlobStream(descriptor, from: "a test", chunks: Chunks(chunks: chunks.map { Array($0.utf8) }))
        return await #expect(throws: ManifoldError.self) { try await stream.collect() }
    }

    @Test(arguments: [["hello"], ["he", "llo"], ["", "hello", ""], ["h", "e", "l", "l", "o"]])
    func right(chunks: [String]) async throws {
        let (descriptor, bytes) = blob("hello")
        let stream = BlobStream(descriptor, from: "a test", chunks: Chunks(chunks: chunks.map { Array($0.utf8) }))
        #expect(try await stream.collect() == bytes)
        // It can be read again.
        #expect(try await stream.collect() == bytes)
    }

    @Test func empty() async throws {
        let (descriptor, _) = blob("")
        #expect(try await BlobStream(descriptor, from: "a test", chunks: BytesChunk([])).collect() == [])
    }

    @Test(arguments: [["hell"], [], ["hell", "o!"], ["hello", "!"], ["HELLO"]])
    func wrong(chunks: [String]) async {
        let error = await error(chunks, for: blob("hello").descriptor)
        #expect(error?.code == .integrity)
        #expect(error?.description.contains("a test") == true)
        #expect(error?.description.contains(blob("hello").descriptor.digest.description) == true)
    }

    /// More than was promised is noticed at once, not when it ends: it may never end.
    @Test func tooLongIsNoticedAtOnce() async throws {
        let (descriptor, _) = blob("hello")
        let chunks = Chunks(chunks: [Array("hello".utf8), [1]], failure: Errno.ioError)
        var iterator = BlobStream(descriptor, from: "a test", chunks: chunks).makeAsyncIterator()
        #expect(try await iterator.next() == Array("hello".utf8))
        await #expect(throws: ManifoldError.self) { try await iterator.next() }
    }

    @Test func aFailureBelowIsPassedOn() async {
        let chunks = Chunks(chunks: [Array("he".utf8)], failure: Errno.ioError)
        let stream = BlobStream(blob("hello").descriptor, from: "a test", chunks: chunks)
        await #expect(throws: Errno.ioError) { try await stream.collect() }
    }

    @Test(arguments: [DigestAlgorithm.sha384, .sha512])
    func otherAlgorithms(algorithm: DigestAlgorithm) async throws {
        let bytes = Array("hello".utf8)
        var hasher = try #require(DigestHasher(algorithm))
        hasher.update(bytes)
        let descriptor = Descriptor(mediaType: someType, digest: hasher.finalize(), size: 5)
        #expect(try await BlobStream(descriptor, from: "a test", chunks: BytesChunk(bytes)).collect() == bytes)
        #expect(await error(["HELLO"], for: descriptor)?.code == .integrity)
    }

    /// What cannot be verified is not passed off as right.
    @Test func anAlgorithmThatIsNotKnown() async throws {
        let descriptor = Descriptor(mediaType: someType, digest: try Digest(parsing: "blake3:ab"), size: 5)
        let error = await error(["hello"], for: descriptor)
        #expect(error?.code == .integrity)
        #expect(error?.description.contains("blake3") == true)
    }

    @Test(arguments: [0, 1, 256 << 10, 700_001])
    func files(size: Int) async throws {
        let files = try TemporaryDirectory()
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let path = try files.write([9, 9] + bytes + [9, 9, 9], to: "blob")
        let file = BlobFile(owning: try .open(FilePath(path), .readOnly), offset: 2, length: Int64(size))
        let stream = BlobStream(blob(bytes).descriptor, from: "a file", chunks: BlobFileChunks(file))
        #expect(try await stream.collect() == bytes)
        #expect(try file.read(at: Int64(size), count: 10).isEmpty)
    }
}
