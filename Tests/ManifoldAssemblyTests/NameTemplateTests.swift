import ManifoldOCI
import Testing

@testable import ManifoldAssembly

@Suite struct NameTemplateTests {
    @Test(arguments: [
        ("pause-{arch}:3.10", "linux/amd64", "pause-amd64:3.10"),
        ("pause-{arch}{variant}:3.10", "linux/arm/v7", "pause-armv7:3.10"),
        ("pause-{arch}{variant}:3.10", "linux/amd64", "pause-amd64:3.10"),
        ("{os}/{arch}/{arch}", "linux/aarch64", "linux/arm64/arm64"),
        ("{os}-{osversion}-{arch}", "windows(10.0.1)/x86_64", "windows-10.0.1-amd64"),
        ("{repository}:{tag}-{os}", "linux/arm", "example.com/r:t-linux"),
        ("plain", "linux/arm", "plain"),
        ("", "linux/arm", ""),
        ("{arch}", "linux/arm/v6", "arm"),
    ])
    func expands(_ template: String, _ platform: String, _ expected: String) throws {
        let platform = try Platform(parsing: platform)
        let name = try NameTemplate(template).expanded(for: platform, repository: "example.com/r", tag: "t")
        #expect(name == expected)
    }

    /// What is put in is not looked at again.
    @Test func isNotExpandedTwice() throws {
        let platform = Platform(os: "linux", architecture: "amd64", variant: "{tag}")
        #expect(try NameTemplate("{variant}").expanded(for: platform, tag: "t") == "{tag}")
    }

    @Test(arguments: ["{cpu}", "{", "}", "a{arch", "a}b", "{ARCH}", "{}", "{arch }", "{{arch}}"])
    func refuses(_ template: String) {
        #expect(throws: LocationError.self) { try NameTemplate(template) }
    }

    @Test(arguments: [
        ("{arch}", true), ("{variant}", true), ("{os}", true), ("{osversion}", true), ("{repository}:{tag}", false),
        ("plain", false),
    ])
    func dependsOnPlatform(_ template: String, _ expected: Bool) throws {
        #expect(try NameTemplate(template).dependsOnPlatform == expected)
    }
}
