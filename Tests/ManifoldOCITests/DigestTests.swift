import Testing

@testable import ManifoldOCI

@Suite struct DigestTests {
    @Test(arguments: [
        ("sha256:" + hex64, "sha256", true), ("sha384:" + times(96, "0"), "sha384", true),
        ("sha512:" + hex64 + hex64, "sha512", true), ("md5:d41d8cd98f00b204e9800998ecf8427e", "md5", false),
        ("multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8", "multihash+base58", false),
        ("sha256+b64u:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564=", "sha256+b64u", false),
        (
            "a.b_c-d+e:x",
            "a.b_c-d+e", false
        ),
    ])
    func parses(text: String, algorithm: String, isComputable: Bool) throws {
        let digest = try Digest(parsing: text)
        #expect(digest.description == text)
        #expect(digest.algorithm.name == algorithm)
        #expect(digest.algorithm.isComputable == isComputable)
        #expect(digest.matches([]) == (isComputable ? false : nil))
    }

    @Test(arguments: [
        "", ":", "sha256", "sha256:", ":\(hex64)", "SHA256:\(hex64)", " sha256:\(hex64)", "sha256:\(hex64) ",
        "sha256:\(hex64)\n", "sha256::\(hex64)", "sha256:../../../../tmp/x", "sha256:a/../b", "../x:abc", "a/b:abc",
        "..:abc", ".:abc", "a..b:abc", "-a:abc", "a-:abc", "x:..", "x:.", "x:a.b", "x:a%2fb", "x:a\u{0}b", "x:é",
        "sha256+:abc", "x:\(times(256, "a"))", "md5 :abc",
    ])
    func refuses(_ text: String) {
        #expect(throws: DigestError.malformed(text)) { try Digest(parsing: text) }
    }

    @Test func hashesOfKnownAlgorithmsMustFit() {
        let short = "sha256:" + hex64.dropLast()
        #expect(throws: DigestError.wrongLength(short, expected: 64)) { try Digest(parsing: short) }
        let long = "sha512:" + hex64
        #expect(throws: DigestError.wrongLength(long, expected: 128)) { try Digest(parsing: long) }
        let upper = "sha256:" + hex64.uppercased()
        #expect(throws: DigestError.notLowercaseHex(upper)) { try Digest(parsing: upper) }
        let other = "sha256:" + times(64, "g")
        #expect(throws: DigestError.notLowercaseHex(other)) { try Digest(parsing: other) }
        #expect(complaint { try Digest(parsing: "x:\u{1B}[2J") }?.contains("\u{1B}") == false)
        #expect(complaint { try Digest(parsing: short) }?.hasPrefix("invalid checksum digest length") == true)
        #expect(complaint { try Digest(parsing: upper) }?.hasPrefix("invalid checksum digest format") == true)
    }

    @Test(arguments: [
        ("", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("{}", "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"),
        (
            "{}",
            "sha512:27c74670adb75075fad058d5ceaf7b20c4e7786c83bae8a32f626f9782af34c9"
                + "a33c2046ef60fd2a7878d378e29fec851806bbd9a67878f3a9f1cda4830763fd"
        ),
        (
            "abc",
            "sha384:cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
                + "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        ),
    ])
    func computes(content: String, text: String) throws {
        let digest = try Digest(parsing: text)
        #expect(digest.matches(Array(content.utf8)) == true)
        #expect(digest.matches(Array((content + " ").utf8)) == false)
        var hasher = try #require(DigestHasher(digest.algorithm))
        for byte in content.utf8 { hasher.update([byte]) }
        #expect(hasher.finalize() == digest)
    }

    @Test func computingDefaultsToSHA256() {
        #expect(DigestHasher().finalize() == Digest(sha256Of: []))
        #expect(DigestHasher(DigestAlgorithm(unchecked: "md5")) == nil)
    }
}
