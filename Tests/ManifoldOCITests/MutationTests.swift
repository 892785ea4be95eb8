import Testing

@testable import ManifoldOCI

/// The same numbers on every run (SplitMix64), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

@Suite struct MutationTests {
    private static let seeds = [index, image]

    private static let index = Array(
        """
        {"schemaVersion":2,"mediaType":"\(MediaType.ociIndex)","manifests":[\
        {"mediaType":"\(MediaType.ociManifest)","digest":"\(digest("a"))","size":529,"platform":{"architecture":"arm",\
        "os":"linux","variant":"v7","os.version":"1","os.features":["x","y"]},"annotations":{"k":"v","e\\u00e9":""}},\
        {"mediaType":"\(MediaType.ociManifest)","digest":"\(digest("b"))","size":12,"data":"e30=","urls":["u"],"x":[1.5]}],\
        "subject":null,"annotations":{},"y":{"z":[true,null,-0]}}
        """.utf8
    )

    private static let image = Array(
        """
        {"schemaVersion":2,"config":\(descriptor(.ociConfig)),"layers":[\(descriptor(.ociLayer)),\(descriptor(.ociLayerGzip))],\
        "artifactType":"a/b","annotations":{"k":"v"}}
        """.utf8
    )

    /// What a mutation puts in: the signs that mean something to the parser, whole values, and bytes that are no text.
    private static let pieces: [[UInt8]] =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "0", "-", ".", "e", "null", "{}", "[]", "\"\"", "true", "1e9",
            "\\u0000",
            "\\ud800", "\\ud83d\\ude00", "\n", "\u{0}", "\u{FEFF}", "\"manifests\":[],", "\"config\":null,",
            "e\u{301}", "ſ",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]]

    private static func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let place = Int.random(in: 0..<max(bytes.count, 1), using: &random)
        let end = min(bytes.count, place + Int.random(in: 0...12, using: &random))
        let start = min(place, end)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.removeSubrange(start..<end)
        case 1: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: start)
        case 2: bytes.replaceSubrange(start..<end, with: pieces.randomElement(using: &random) ?? [])
        case 3: bytes.insert(contentsOf: bytes[start..<end], at: Int.random(in: 0...bytes.count, using: &random))
        case 4 where start < end: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        default: if start < end { bytes[start] = UInt8.random(in: 0x20...0x7E, using: &random) }
        }
    }

    @Test func mutatedDocumentsAreRefusedOrKept() throws {
        var random = SeededGenerator(seed: 20_240_229)
        var accepted = 0
        for round in 0..<20_000 {
            var bytes = Self.seeds[round % 2]
            for _ in 0..<Int.random(in: 1...3, using: &random) { Self.mutate(&bytes, &random) }
            guard let manifest = try? RawManifest(bytes) else { continue }
            accepted += 1
            #expect(manifest.bytes == bytes)
            let written = manifest.index?.serialized() ?? manifest.image?.serialized()
            let again = try RawManifest(try #require(written).bytes)
            #expect(again.content == manifest.content, "round \(round): \(String(decoding: bytes, as: UTF8.self))")
            #expect(again.digest == written?.digest)
        }
        // Most mutations break a document; were none or all of them let through, this would test nothing.
        #expect((1_000..<12_000).contains(accepted), "\(accepted) accepted")
    }

    @Test func mutatedJSONIsRefusedOrKept() throws {
        var random = SeededGenerator(seed: 8_259)
        for round in 0..<20_000 {
            var bytes = Self.seeds[round % 2]
            for _ in 0..<Int.random(in: 1...3, using: &random) { Self.mutate(&bytes, &random) }
            guard let value = try? StrictJSON.parse(bytes) else { continue }
            for writer in [JSONWriter.docker, .readable] {
                #expect(try StrictJSON.parse(writer.bytes(value)) == value, "round \(round)")
            }
        }
    }

    @Test func mutatedNamesReadBack() throws {
        var random = SeededGenerator(seed: 5_000)
        let names = [
            "[2001:db8::1]:5000/a_b/c--d:t.1@\(digest("a"))", "ubuntu:22.04", "windows(10.0.1+a%2Fb)/amd64/v2",
        ]
        for round in 0..<20_000 {
            var bytes = Array(names[round % names.count].utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) { Self.mutate(&bytes, &random) }
            let text = String(decoding: bytes, as: UTF8.self)
            if let reference = try? Reference(parsing: text) {
                #expect(try Reference(parsing: reference.description) == reference, "\(text)")
                #expect(try Reference(parsing: reference.familiar) == reference, "\(text)")
            }
            if let platform = try? Platform(parsing: text) {
                #expect(try Platform(parsing: platform.description).normalized == platform.normalized, "\(text)")
            }
        }
    }
}
