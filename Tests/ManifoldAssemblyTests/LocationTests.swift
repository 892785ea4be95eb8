import ManifoldAssembly
import ManifoldOCI
import SystemPackage
import Testing

@Suite struct LocationTests {
    private static let digest = "sha256:" + String(repeating: "0123456789abcdef", count: 4)

    @Test(arguments: [
        ("ubuntu", "docker://docker.io/library/ubuntu"),
        ("docker://ubuntu:24.04", "docker://docker.io/library/ubuntu:24.04"),
        ("localhost:5000/a/b:1", "docker://localhost:5000/a/b:1"),
        ("example.com/a@\(digest)", "docker://example.com/a@\(digest)"),
        ("example.com/a:1@\(digest)", "docker://example.com/a:1@\(digest)"),
        ("oci:dir", "oci:dir"),
        ("oci:/a/b:3.10", "oci:/a/b:3.10"),
        ("oci:dir:pause-amd64:3.10", "oci:dir:pause-amd64:3.10"),
        ("oci:dir@\(digest)", "oci:dir@\(digest)"),
        ("oci:dir:example.com:5000/a:1", "oci:dir:example.com:5000/a:1"),
        ("oci:dir@sha256:short", "oci:dir@sha256:short"),
        ("store:example.com/a:1", "store:example.com/a:1"),
        // A registry's host may be called like a scheme.
        ("oci/a:1", "docker://docker.io/oci/a:1"),
        ("store/a:1", "docker://docker.io/store/a:1"),
    ])
    func reads(_ text: String, _ canonical: String) throws {
        let location = try Location(parsing: text)
        #expect(location.description == canonical)
        #expect(try Location(parsing: canonical) == location)
    }

    @Test(arguments: [
        "", "docker://", "docker://UPPER", "oci:", "oci::name", "oci:dir:", "oci:@\(digest)", "store:", "store:A",
        "oci-archive:file.tar", "docker-archive:file.tar:a:1", "a b", "a:b:c:d",
    ])
    func refuses(_ text: String) {
        #expect(throws: (any Error).self) { try Location(parsing: text) }
    }

    @Test func partsOfALayout() throws {
        let digest = try Digest(parsing: Self.digest)
        #expect(try Location(parsing: "oci:a/b@\(digest)") == .layout("a/b", .digest(digest)))
        #expect(try Location(parsing: "oci:a/b:c:d") == .layout("a/b", .name("c:d")))
        #expect(try Location(parsing: "oci:a@b/c") == .layout("a@b/c", nil))
    }
}
