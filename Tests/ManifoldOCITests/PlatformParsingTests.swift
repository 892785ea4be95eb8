import Testing

@testable import ManifoldOCI

/// A platform as written: what is read from it, and what its normal form prints.
struct PlatformVector: Sendable, CustomTestStringConvertible {
    let text: String
    let os: String
    let architecture: String
    let variant: String?
    let osVersion: String?
    let osFeatures: [String]
    let normalized: String

    init(
        _ text: String,
        _ os: String,
        _ architecture: String,
        _ variant: String? = nil,
        version: String? = nil,
        features: [String] = [],
        normalized: String
    ) {
        self.text = text
        self.os = os
        self.architecture = architecture
        self.variant = variant
        osVersion = version
        osFeatures = features
        self.normalized = normalized
    }

    var testDescription: String { text }
}

private let amd64: [PlatformVector] = [
    "linux/amd64", "linux/x86_64", "linux/x86-64", "LINUX/AMD64", "linux/amd64/v1",
].map { .init($0, "linux", "amd64", normalized: "linux/amd64") }

private let plainARM64: [PlatformVector] = ["linux/aarch64", "linux/arm64", "linux/ARM64"].map {
    .init($0, "linux", "arm64", normalized: "linux/arm64")
}

private let arm64v8: [PlatformVector] = ["arm64/v8", "arm64/8", "arm64/v8.0", "arm64/V8", "aarch64/v8"].map {
    .init("linux/" + $0, "linux", "arm64", "v8", normalized: "linux/arm64")
}

private let arm64v9: [PlatformVector] = ["v9", "9", "9.0", "v9.0"].map {
    .init("linux/arm64/" + $0, "linux", "arm64", "v9", normalized: "linux/arm64/v9")
}

private let armLevels: [PlatformVector] = ["v5", "v6", "v7", "v8", "5", "6", "7", "8"].map {
    let level = "v\($0.suffix(1))"
    return .init("linux/arm/" + $0, "linux", "arm", level, normalized: "linux/arm/" + level)
}

private let i386: [PlatformVector] = ["linux/i386", "linux/386", "linux/i386/x"].map {
    .init($0, "linux", "386", normalized: "linux/386")
}

private let unchanged: [PlatformVector] = [
    "linux/ppc64le", "linux/s390x", "linux/riscv64", "linux/loong64", "linux/mips64le", "linux/ppc64el", "linux/i686",
    "linux/armv7l", "wasip1/wasm", "wasi/wasm", "unknown/unknown", "windows/amd64", "darwin/arm64",
].map {
    let parts = $0.split(separator: "/")
    return .init($0, String(parts[0]), String(parts[1]), normalized: $0)
}

private let single: [PlatformVector] = [
    .init("linux/arm64/v8.2", "linux", "arm64", "v8.2", normalized: "linux/arm64/v8.2"),
    .init("linux/arm", "linux", "arm", normalized: "linux/arm/v7"),
    .init("linux/arm/v7l", "linux", "arm", "v7l", normalized: "linux/arm/v7l"),
    .init("linux/armhf", "linux", "arm", normalized: "linux/arm/v7"),
    .init("linux/armhf/v6", "linux", "arm", "v7", normalized: "linux/arm/v7"),
    .init("linux/armel", "linux", "arm", "v6", normalized: "linux/arm/v6"),
    .init("linux/386/sse2", "linux", "386", "sse2", normalized: "linux/386/sse2"),
    .init("linux/amd64/v2", "linux", "amd64", "v2", normalized: "linux/amd64/v2"),
    .init("foo/bar/baz", "foo", "bar", "baz", normalized: "foo/bar/baz"),
    .init("macos/arm64", "darwin", "arm64", normalized: "darwin/arm64"),
]

private let build = "10.0.17763"

private let qualified: [PlatformVector] = [
    .init("linux(5.4)/amd64", "linux", "amd64", version: "5.4", normalized: "linux(5.4)/amd64"),
    .init("linux(+erofs)/amd64", "linux", "amd64", features: ["erofs"], normalized: "linux(+erofs)/amd64"),
    .init("linux(+b+a+b)/amd64", "linux", "amd64", features: ["b", "a", "b"], normalized: "linux(+a+b)/amd64"),
    .init("linux(a%2Fb%25)/amd64", "linux", "amd64", version: "a/b%", normalized: "linux(a%2Fb%25)/amd64"),
    .init("linux(%28%2B%29)/amd64", "linux", "amd64", version: "(+)", normalized: "linux(%28%2B%29)/amd64"),
    .init("windows()/amd64", "windows", "amd64", normalized: "windows/amd64"),
    .init("windows(\(build))/amd64", "windows", "amd64", version: build, normalized: "windows(\(build))/amd64"),
    .init(
        "windows(\(build)+win32k)/amd64",
        "windows",
        "amd64",
        version: build,
        features: ["win32k"],
        normalized: "windows(\(build)+win32k)/amd64"
    ),
]

/// Only an operating system: the processor is the host's.
private let systems: [PlatformVector] = [
    ("linux", "linux"), ("macos", "darwin"), ("Windows", "windows"), ("wasip1", "wasip1"),
].map { text, os in
    let host = Platform.host
    let variant = host.architecture == "arm" ? host.variant : nil
    let normalized = Platform(os: os, architecture: host.architecture, variant: variant).normalized
    return .init(text, os, host.architecture, variant, normalized: normalized.description)
}

/// Only a processor: the operating system is the host's.
private let processors: [PlatformVector] =
    ["amd64": "amd64", "x86_64": "amd64", "arm64": "arm64", "aarch64": "arm64", "i386": "386", "S390X": "s390x"].map {
        .init($0.key, Platform.host.os, $0.value, normalized: "\(Platform.host.os)/\($0.value)")
    }
    + [
        .init("armel", Platform.host.os, "arm", "v6", normalized: "\(Platform.host.os)/arm/v6"),
        .init("arm", Platform.host.os, "arm", normalized: "\(Platform.host.os)/arm/v7"),
        .init("armhf", Platform.host.os, "arm", normalized: "\(Platform.host.os)/arm/v7"),
    ]

private let vectors: [PlatformVector] =
    [amd64, plainARM64, arm64v8, arm64v9, armLevels, i386, unchanged, single, qualified, systems, processors]
    .flatMap { $0 }

@Suite struct PlatformParsingTests {
    @Test(arguments: vectors)
    func parses(_ vector: PlatformVector) throws {
        let platform = try Platform(parsing: vector.text)
        #expect(platform.os == vector.os)
        #expect(platform.architecture == vector.architecture)
        #expect(platform.variant == vector.variant)
        #expect(platform.osVersion == vector.osVersion)
        #expect(platform.osFeatures == vector.osFeatures)
        #expect(platform.normalized.description == vector.normalized)
        #expect(platform.normalized.normalized == platform.normalized)
        #expect(try Platform(parsing: platform.description).normalized == platform.normalized)
    }

    @Test(arguments: [
        ("foo", "unknown operating system or architecture"), ("all", "unknown operating system or architecture"),
        ("amd64(1)", "unknown operating system or architecture"),
        (
            "unknown",
            "unknown operating system or architecture"
        ),
        ("*", "wildcards not yet supported"), ("linux/*", "wildcards not yet supported"),
        ("linux/arm/v7/x", "cannot parse platform specifier"), ("a/b/c/d/e", "cannot parse platform specifier"),
        ("", "invalid component"), ("/amd64", "invalid component"), ("linux/", "invalid component"),
        (
            "/",
            "invalid component"
        ),
        ("linux//v8", "invalid component"), ("linux/amd64 ", "invalid component"),
        (
            " linux/amd64",
            "invalid component"
        ),
        ("windows(10.0", "invalid component"), ("windows(a b)/amd64", "invalid component"),
        ("(1)/amd64", "invalid component"), ("linux(1)x/amd64", "invalid component"),
        (
            "li.nux/amd64",
            "invalid component"
        ),
        ("linux(1))/amd64", "invalid component"), ("linux(%)/amd64", "invalid component"),
        ("linux(%2)/amd64", "invalid component"), ("linux(%zz)/amd64", "invalid component"),
        ("linux(%ff)/amd64", "invalid component"), ("linux/amd64\n", "invalid component"),
        ("linux/amd64(1)", "invalid component"), ("linux/\u{1B}[2J", "invalid component"),
        (
            "lïnux/amd64",
            "invalid component"
        ),
    ])
    func refuses(text: String, phrase: String) {
        let error = #expect(throws: PlatformError.self) { try Platform(parsing: text) }
        #expect(error?.text == text)
        #expect(error?.description.contains(phrase) == true)
        #expect(error?.description.contains("\u{1B}") == false)
    }

    @Test func printing() {
        let whole = Platform(
            os: "windows",
            architecture: "amd64",
            variant: "v2",
            osVersion: "10.0",
            osFeatures: ["b", "a", "b"]
        )
        #expect(whole.description == "windows(10.0+a+b)/amd64/v2")
        #expect(whole.shortDescription == "windows/amd64/v2")
        #expect(Platform(os: "", architecture: "").description == "unknown")
        #expect(Platform(os: "", architecture: "arm").shortDescription == "unknown/arm")
        #expect(Platform(os: "unknown", architecture: "unknown").isUnknown)
        #expect(!Platform(os: "linux", architecture: "unknown").isUnknown)
    }

    @Test(arguments: ["1.0 rc/2", "é", "%2B", "a\u{1B}b", "(x)", "\t"])
    func whatIsPrintedReadsBack(_ version: String) throws {
        let platform = Platform(os: "linux", architecture: "amd64", osVersion: version, osFeatures: [version])
        #expect(try Platform(parsing: platform.description) == platform)
    }

    @Test func knownNames() {
        #expect(KnownPlatforms.contain(Platform.host))
        #expect(KnownPlatforms.contain(Platform(os: "wasip1", architecture: "wasm")))
        #expect(!KnownPlatforms.contain(Platform(os: "templeos", architecture: "amd64")))
        #expect(!KnownPlatforms.contain(Platform(os: "linux", architecture: "sparc9")))
    }
}
