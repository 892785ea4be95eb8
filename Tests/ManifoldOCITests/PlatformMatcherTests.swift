import Testing

@testable import ManifoldOCI

@Suite struct PlatformMatcherTests {
    @Test(arguments: [
        ("linux/arm64", "linux/arm64/v8", true, true), ("linux/arm64/v8", "linux/arm64", true, true),
        ("linux/arm", "linux/arm/v7", true, true), ("linux/arm/v7", "linux/arm", true, true),
        ("linux/arm/v7", "linux/arm/v6", true, false), ("linux/arm/v6", "linux/arm/v7", false, false),
        ("linux/arm/v8", "linux/arm/v5", true, false), ("linux/arm/v5", "linux/arm/v5", true, true),
        ("linux/arm/v7l", "linux/arm/v7l", true, true), ("linux/arm/v7l", "linux/arm/v6", false, false),
        ("linux/arm64", "linux/arm/v7", true, false), ("linux/arm64", "linux/arm/v8", true, false),
        ("linux/arm64", "linux/arm64/v8.2", false, false), ("linux/arm64/v8.2", "linux/arm64/v8.1", true, false),
        ("linux/arm64/v8.2", "linux/arm64", true, false), ("linux/arm64/v8.2", "linux/arm64/v8.3", false, false),
        ("linux/arm64/v9", "linux/arm64/v8.5", true, false), ("linux/arm64/v9", "linux/arm64/v8.6", false, false),
        ("linux/arm64/v9.2", "linux/arm64/v8.7", true, false), ("linux/arm64/v9.2", "linux/arm64/v9.1", true, false),
        ("linux/arm64/v9", "linux/arm64", true, false), ("linux/arm64/v9", "linux/arm/v5", true, false),
        ("linux/arm64/v10", "linux/arm64", false, false), ("linux/arm64/v10", "linux/arm64/v10", false, true),
        ("linux/arm64/v8.", "linux/arm64", false, false), ("linux/arm64/v8.1.1", "linux/arm64", false, false),
        ("linux/amd64", "linux/386", true, false), ("linux/386", "linux/amd64", false, false),
        ("linux/amd64", "linux/amd64/v2", false, false), ("linux/amd64/v3", "linux/amd64/v2", true, false),
        ("linux/amd64/v3", "linux/amd64", true, false), ("linux/amd64/v3", "linux/amd64/v3", true, true),
        ("linux/amd64/v3", "linux/amd64/v4", false, false), ("linux/amd64/v3", "linux/386", true, false),
        ("linux/amd64/foo", "linux/amd64/foo", true, true), ("linux/amd64/foo", "linux/amd64", false, false),
        ("linux/amd64/v9223372036854775807", "linux/amd64/v2", false, false),
        ("linux/x86_64", "LINUX/AMD64/v1", true, true), ("linux/amd64", "windows/amd64", false, false),
        ("linux/amd64", "linux/arm64", false, false), ("linux/s390x", "linux/s390x", true, true),
        ("linux/386/sse2", "linux/386", false, false), ("foo/bar/baz", "foo/bar/baz", true, true),
        ("linux/amd64", "linux(+x)/amd64", false, false), ("linux(+x)/amd64", "linux/amd64", true, true),
        ("linux(+x+y)/amd64", "linux(+y)/amd64", true, true), ("linux(1)/amd64", "linux(2)/amd64", true, true),
        ("darwin/arm64", "macos/arm64", true, true), ("linux/amd64", "unknown/unknown", false, false),
    ])
    func accepts(wanted: String, candidate: String, isCompatible: Bool, isSame: Bool) throws {
        let wanted = try Platform(parsing: wanted)
        let candidate = try Platform(parsing: candidate)
        #expect(PlatformMatcher.compatible(with: wanted).accepts(candidate) == isCompatible)
        #expect(PlatformMatcher.strict(wanted).accepts(candidate) == isSame)
    }

    @Test(arguments: [
        ("10.0.17763", "10.0.17763.999", true), ("10.0.17763.1", "10.0.17763.2", true),
        (
            "10.0.17763",
            "10.0.20348", false
        ),
        ("10.0.20348", "10.0.17763", false), ("10.0.20348", "10.0.20348", true), ("10.0.26100", "10.0.20348", true),
        ("10.0.26100", "10.0.20347", false), ("10.0.26100", "10.0.26101", false), ("10.0.22621", "10.0.20348", true),
        ("10.0.22621", "10.0.22622", false), ("10.0.27000", "10.0.26100", true), ("10.0.27000", "10.0.20348", false),
        ("10.0.20348", "10.1.20348", false), ("10.0.20348", "11.0.20348", false), ("", "10.0.17763", true),
        ("10.0.17763", "", true), ("10.0", "10.0.1", true), ("10.0.17763", "10.0", true), ("10.0.17763", "a.b.c", true),
    ])
    func windowsVersions(host: String, image: String, runs: Bool) throws {
        let wanted = try Platform(parsing: "windows(\(host))/amd64")
        let candidate = try Platform(parsing: "windows(\(image)+win32k)/amd64")
        #expect(PlatformMatcher.compatible(with: wanted).accepts(candidate) == runs)
        #expect(PlatformMatcher.strict(wanted).accepts(candidate) == runs)
    }

    @Test(arguments: [
        ("linux/amd64", ["linux/amd64", "linux/386"]),
        ("linux/amd64/v3", ["linux/amd64/v3", "linux/amd64/v2", "linux/amd64", "linux/386"]),
        ("linux/arm/v7", ["linux/arm/v7", "linux/arm/v6", "linux/arm/v5"]),
        ("linux/arm64", ["linux/arm64", "linux/arm/v8", "linux/arm/v7", "linux/arm/v6", "linux/arm/v5"]),
        ("linux/arm64/v8.1", ["linux/arm64/v8.1", "linux/arm64/v8", "linux/arm/v8"]),
        (
            "linux/arm64/v9.1",
            [
                "linux/arm64/v9.1", "linux/arm64/v9", "linux/arm64/v8.6", "linux/arm64/v8.5", "linux/arm64/v8.4",
                "linux/arm64/v8.3", "linux/arm64/v8.2", "linux/arm64/v8.1", "linux/arm64", "linux/arm/v8",
            ]
        ),
    ])
    func prefersInOrder(wanted: String, candidates: [String]) throws {
        let matcher = PlatformMatcher.compatible(with: try Platform(parsing: wanted))
        let ranks = try candidates.map { matcher.rank(of: try Platform(parsing: $0)) }
        #expect(ranks == Array(0..<candidates.count))
    }
}
