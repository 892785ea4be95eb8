import Foundation
import ManifoldAssembly
import ManifoldOCI
import Testing

@Suite struct MemberTests {
    @Test(
        arguments: [
            ("example.com/a:1", nil, "docker://example.com/a:1"),
            ("linux/amd64=example.com/a:1", "linux/amd64", "docker://example.com/a:1"),
            ("linux/arm/v7=oci:dir:1", "linux/arm/v7", "oci:dir:1"),
            ("x86_64=example.com/a:1", "linux/amd64", "docker://example.com/a:1"),
            ("linux/aarch64=docker://a:1", "linux/arm64", "docker://docker.io/library/a:1"),
            ("windows(10.0.17763)/amd64=a:1", "windows(10.0.17763)/amd64", "docker://docker.io/library/a:1"),
            ("linux/amd64=oci:dir=x:1", "linux/amd64", "oci:dir=x:1"),
            // What stands before the first = is no platform, so it belongs to the path.
            ("oci:linux/amd64=x:1", nil, "oci:linux/amd64=x:1"),
            ("oci:a=b:1", nil, "oci:a=b:1"),
        ] as [(String, String?, String)]
    )
    func reads(_ text: String, _ platform: String?, _ location: String) throws {
        let member = try Member(parsing: text)
        #expect(member.platform?.description == platform)
        #expect(member.location.description == location)
    }

    @Test(arguments: [
        "linux/amd64=", "linux/nonsense=example.com/a:1", "nonsense/amd64=example.com/a:1", "=example.com/a:1",
        "linux/amd64=linux/arm64=example.com/a:1",
    ])
    func refuses(_ text: String) {
        #expect(throws: (any Error).self) { try Member(parsing: text) }
    }

    /// By this name a draft finds a member again, however the user spells it.
    @Test(arguments: [
        ["ubuntu", "docker.io/library/ubuntu:latest", "docker://ubuntu", "linux/amd64=index.docker.io/ubuntu:latest"],
        ["example.com/a:1", "docker://example.com/a:1", "linux/arm64=example.com/a:1"],
        ["oci:dir:1", "oci:./dir:1", "oci:dir/../dir:1", "oci:\(FileManager.default.currentDirectoryPath)/dir:1"],
        ["store:example.com/a", "store:example.com/a:latest"],
    ])
    func oneNameForAllSpellings(_ spellings: [String]) throws {
        let names = try spellings.map { try Member(parsing: $0).canonicalName }
        #expect(Set(names).count == 1, "\(names)")
    }
}
