import ManifoldContent
import ManifoldOCI
import Testing

@testable import ManifoldAssembly

@Suite struct SuffixStyleTests {
    @Test(arguments: [
        ("repository", "linux/amd64", "h/pause-amd64:3.10"),
        ("tag", "linux/arm/v7", "h/pause:3.10-arm"),
        ("tag-os", "windows/amd64", "h/pause:3.10-windows-amd64"),
        ("{repository}-{arch}{variant}:{tag}", "linux/arm/v7", "h/pause-armv7:3.10"),
        // Without a repository a template makes a tag beside the index's.
        ("{tag}.{arch}", "linux/s390x", "h/pause:3.10.s390x"),
        ("repository@linux/amd64", "linux/amd64", "h/pause-amd64:3.10"),
    ])
    func names(_ style: String, _ platform: String, _ expected: String) throws {
        let platform = try Platform(parsing: platform)
        let name = try SuffixStyle(parsing: style).name(for: platform, repository: "h/pause", tag: "3.10")
        #expect(name == expected)
    }

    @Test(arguments: [
        "", "suffix", "Tag", "{tag}", "{repository}:{tag}", "tag@", "tag@,", "@linux/amd64", "{cpu}",
        "repository-{arch",
    ])
    func refuses(_ style: String) {
        #expect(throws: LocationError.self) { try SuffixStyle(parsing: style) }
    }

    @Test func refusesAnUnknownPlatform() {
        #expect(throws: PlatformError.self) { try SuffixStyle(parsing: "tag@nowhere") }
    }

    @Test(arguments: [
        ("tag", "linux/amd64", true), ("tag@linux/amd64", "linux/amd64", true),
        ("tag@linux/amd64", "linux/arm64", false), ("tag@linux/amd64", "windows/amd64", false),
        ("tag@linux/amd64,linux/arm64", "linux/arm64", true), ("tag@linux/arm/v7", "linux/arm/v6", false),
        ("tag@linux/arm", "linux/arm/v6", true), ("tag@linux/arm64", "linux/arm64/v8", true),
    ])
    func limits(_ style: String, _ platform: String, _ expected: Bool) throws {
        #expect(try SuffixStyle(parsing: style).includes(Platform(parsing: platform)) == expected)
    }
}

@Suite struct SuffixedNamesTests {
    private func names(
        _ styles: [String],
        _ entries: [Descriptor],
        taken: Set<String> = []
    ) throws -> [SuffixedNames.Name] {
        try SuffixedNames(
            styles.map { try SuffixStyle(parsing: $0) },
            for: ImageIndex(mediaType: .ociIndex, manifests: entries),
            repository: "h/pause",
            tag: "1",
            taken: taken
        ).names
    }

    @Test func everyEntryInEveryStyle() throws {
        let entries = [Descriptor.sample("linux/amd64"), .sample("linux/arm64")]
        let found = try names(["repository", "tag"], entries)
        #expect(found.map(\.name) == ["h/pause-amd64:1", "h/pause-arm64:1", "h/pause:1-amd64", "h/pause:1-arm64"])
        #expect(found.map(\.entry) == entries + entries)
    }

    /// Two names for one image are no conflict, and a name that comes twice is set once.
    @Test func sameImageTwice() throws {
        let image = Descriptor.sample("linux/amd64")
        #expect(try names(["tag", "{repository}:{tag}-{arch}"], [image, image]).map(\.name) == ["h/pause:1-amd64"])
    }

    @Test func attestationsGetNone() throws {
        var attestation = Descriptor.sample("unknown/unknown", content: "statement")
        attestation.annotations = ["vnd.docker.reference.type": "attestation-manifest"]
        #expect(try names(["tag"], [.sample("linux/amd64"), attestation]).map(\.name) == ["h/pause:1-amd64"])
    }

    @Test(
        arguments: [
            (["tag"], ["linux/arm/v6", "linux/arm/v7"], []), (["tag"], ["linux/amd64", "windows/amd64"], []),
            (["repository", "{repository}-{arch}:{tag}"], ["linux/amd64", "freebsd/amd64"], []),
            (["tag"], ["linux/amd64"], ["h/pause:1-amd64"]),
        ] as [([String], [String], Set<String>)]
    )
    func conflicts(_ styles: [String], _ platforms: [String], _ taken: Set<String>) throws {
        let entries = platforms.map { Descriptor.sample($0) }
        let error = #expect(throws: ManifoldError.self) { try names(styles, entries, taken: taken) }
        #expect(error?.code == .conflict)
        for platform in platforms { #expect(error?.what.contains(platform) == true) }
    }
}
