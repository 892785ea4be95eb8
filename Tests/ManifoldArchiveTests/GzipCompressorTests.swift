import ManifoldArchive
import Testing

@Suite struct GzipCompressorTests {
    static let block = 128 * 1024

    @Test(arguments: [0, 1, block - 1, block, block + 1, 2 * block, 1024 * 1024 + 17])
    func readableAroundBlockBoundaries(size: Int) throws {
        let input = Tool.sample(size)
        let compressed = try Self.compress([input])
        #expect(try Tool.run("/usr/bin/gzip", ["-dc"], input: compressed) == input)
        #expect(try Self.compress([input]) == compressed)
    }

    @Test(arguments: [1, 6, 9])
    func levels(level: Int) throws {
        let input = Tool.sample(3 * Self.block + 5)
        let compressed = try Self.compress([input], level: level)
        #expect(try Tool.run("/usr/bin/gzip", ["-dc"], input: compressed) == input)
        #expect(compressed.count < input.count)
    }

    @Test func bytesDoNotDependOnHowInputArrives() throws {
        let input = Tool.sample(2 * Self.block + 777)
        let whole = try Self.compress([input])
        for step in [1000, 65_536, Self.block, Self.block + 1] {
            let pieces = stride(from: 0, to: input.count, by: step).map {
                Array(input[$0..<min($0 + step, input.count)])
            }
            #expect(try Self.compress(pieces + [[]]) == whole, "pieces of \(step)")
        }
    }

    @Test func incompressibleInput() throws {
        var state: UInt64 = 88_172_645_463_325_252
        let input = (0..<(2 * Self.block)).map { _ -> UInt8 in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state)
        }
        let compressed = try Self.compress([input], level: 9)
        #expect(try Tool.run("/usr/bin/gzip", ["-dc"], input: compressed) == input)
    }

    @Test func header() throws {
        let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        #expect(Array(try Self.compress([]).prefix(10)) == header)
    }

    /// Blocks refer back to the one before: a repeated block of noise costs next to nothing in the window.
    @Test func blocksArePrimed() throws {
        let noise = Tool.sample(16 * 1024)
        let run = [UInt8](repeating: 0, count: Self.block - noise.count)
        let once = try Self.compress([run, noise]).count
        let twice = try Self.compress([run, noise, noise]).count
        #expect(twice - once < 1024)
    }

    @Test(arguments: [-1, 0, 10])
    func refusesOtherLevels(level: Int) {
        let error = #expect(throws: ArchiveError.self) { try Self.compress([], level: level) }
        #expect(error?.code == .compression)
    }

    @Test func refusesUseAfterTheEnd() throws {
        let gzip = try GzipCompressor { _ in }
        try gzip.finish()
        let error = #expect(throws: ArchiveError.self) { try gzip.finish() }
        #expect(error?.code == .misuse)
    }

    static func compress(_ pieces: [[UInt8]], level: Int = 6) throws -> [UInt8] {
        let result = Box()
        let gzip = try GzipCompressor(level: level) { bytes in result.bytes.append(contentsOf: bytes) }
        for piece in pieces { try piece.withUnsafeBytes { try gzip.write($0) } }
        try gzip.finish()
        return result.bytes
    }

    private final class Box {
        var bytes: [UInt8] = []
    }
}
