@testable import ManifoldOCI
import Testing

/// A text that is a reference, and what it means.
struct ReferenceVector: Sendable, CustomTestStringConvertible {
    let text: String
    let registry: String
    let repository: String
    let tag: String?
    let digest: String?

    init(_ text: String, _ registry: String, _ repository: String, _ tag: String? = nil, digest: String? = nil) {
        self.text = text
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    var testDescription: String { text }

    /// Everything written out.
    var canonical: String {
        "\(registry)/\(repository)" + (tag.map { ":" + $0 } ?? "") + (digest.map { "@" + $0 } ?? "")
    }
}

private let hub = "docker.io"

/// What upstream's parser reads, row by row; its three mistakes are in ``refusedReferences``.
let acceptedReferences: [ReferenceVector] = [
    .init("ubuntu", hub, "library/ubuntu"),
    .init("ubuntu:22.04", hub, "library/ubuntu", "22.04"),
    .init("library/ubuntu", hub, "library/ubuntu"),
    .init("docker.io/ubuntu", hub, "library/ubuntu"),
    .init("index.docker.io/library/ubuntu:x", hub, "library/ubuntu", "x"),
    .init("index.docker.io/ubuntu", hub, "library/ubuntu"),
    .init("registry-1.docker.io/library/ubuntu", "registry-1.docker.io", "library/ubuntu"),
    .init("docker.io:443/ubuntu", "docker.io:443", "ubuntu"),
    .init("docker.io/a/b/c", hub, "a/b/c"),
    .init("library/foo/bar", hub, "library/foo/bar"),
    .init("myuser/app:v1.0_x-y", hub, "myuser/app", "v1.0_x-y"),
    .init("localhost/app", "localhost", "app"),
    .init("localhost:5000/app", "localhost:5000", "app"),
    .init("localhost", hub, "library/localhost"),
    .init("localhost:5000", hub, "library/localhost", "5000"),
    .init("LOCALHOST/app", "LOCALHOST", "app"),
    .init("example.com", hub, "library/example.com"),
    .init("example.com:443/app:t", "example.com:443", "app", "t"),
    .init("EXAMPLE.com/app", "EXAMPLE.com", "app"),
    .init("Foo/bar", "Foo", "bar"),
    .init("foo:5000/bar", "foo:5000", "bar"),
    .init("foo/bar:5000", hub, "foo/bar", "5000"),
    .init("127.0.0.1:5009/a/app", "127.0.0.1:5009", "a/app"),
    .init("[::1]/app", "[::1]", "app"),
    .init("[::1]:5000/app:t", "[::1]:5000", "app", "t"),
    .init("[2001:db8::1]:5000/a/b", "[2001:db8::1]:5000", "a/b"),
    .init("a--b/c", hub, "a--b/c"),
    .init("a__b", hub, "library/a__b"),
    .init("a.b", hub, "library/a.b"),
    .init("a.b/c", "a.b", "c"),
    .init("0/1", hub, "0/1"),
    .init("1.2/3:4", "1.2", "3", "4"),
    .init("app:_tag", hub, "library/app", "_tag"),
    .init("app:" + times(128, "t"), hub, "library/app", times(128, "t")),
    .init("app@sha256:" + hex64, hub, "library/app", digest: "sha256:" + hex64),
    .init("app:v1@sha256:" + hex64, hub, "library/app", "v1", digest: "sha256:" + hex64),
    .init("app@sha512:" + hex64 + hex64, hub, "library/app", digest: "sha512:" + hex64 + hex64),
    .init("app@sha384:" + times(96, "c"), hub, "library/app", digest: "sha384:" + times(96, "c")),
    .init("app:" + hex64, hub, "library/app", hex64),
    .init(hex64 + ":tag", hub, "library/" + hex64, "tag"),
    .init("sha256:" + hex64, hub, "library/sha256", hex64),
    .init("example.com/" + times(255, "p"), "example.com", times(255, "p")),
    .init(times(247, "p"), hub, "library/" + times(247, "p")),
    .init("xn--n3h.com/app", "xn--n3h.com", "app"),
    .init("exa_mple/app", hub, "exa_mple/app"),
    .init("docker.io", hub, "library/docker.io"),
    .init("example.com:65535/app", "example.com:65535", "app"),
    .init("[1:2:3:4:5:6:7:8]/a", "[1:2:3:4:5:6:7:8]", "a"),
    .init("[::]/a", "[::]", "a"),
    .init("a---b", hub, "library/a---b"),
]

/// A text that is no reference, and the words that its refusal must hold.
let refusedReferences: [(text: String, phrase: String)] =
    [
        ("foo/Bar", "invalid reference format: repository name (foo/Bar) must be lowercase"),
        ("Ubuntu", "invalid reference format: repository name (library/Ubuntu) must be lowercase"),
        ("example.com/Ünï", "invalid reference format: repository name (Ünï) must be lowercase"),
        ("app@SHA256:" + hex64, "invalid reference format: repository name (library/app@SHA256) must be lowercase"),
        (hex64, "invalid repository name (\(hex64)), cannot specify 64-byte hexadecimal strings"),
        ("example.com/" + times(256, "p"), "repository name must not be more than 255 characters"),
        (times(248, "p"), "repository name must not be more than 255 characters"),
        ("app@sha256:" + hex64.uppercased(), "invalid checksum digest format"),
        ("app@sha256:" + hex64.dropLast(), "invalid checksum digest length"),
        ("app@sha512:" + hex64, "invalid checksum digest length"),
        ("app@md5:" + times(32, "a"), "unsupported digest algorithm"),
        ("x@multihash+base58:" + hex64, "unsupported digest algorithm"),
        ("app@sha256:" + times(31, "a"), "invalid reference format"),
        ("app@sha256:" + hex64 + ":tag", "invalid reference format"),
        ("app:" + times(129, "t"), "invalid reference format"),
    ] + malformedReferences.map { ($0, "invalid reference format: \"") }

private let malformedReferences: [String] = [
    "", "a___b", "a..b", "a._b", "a-_b", "-a", "a-", "_a", "a/", "/a", "a//b", "a:", "a@", "a b", "a:b c", "app:.tag",
    "app:-tag", "app:a:b", "::1/a", "[fe80::1%eth0]:5000/a", "[::ffff:1.2.3.4]/a", "example.com./app",
    "-example.com/app", "example-.com/app", "example.com:/app", "example.com:abc/app", "https://example.com/app",
    "docker://ubuntu", "例え.jp/app", "ubuntu\n", "a/b@sha256:", "app@sha256:\(hex64)@sha256:\(hex64)",
    // Upstream reads the next three without a registry or with a port that is none.
    "example.com:99999/app", "exa_mple.com/app", "a_b.c/d",
    // Brackets without an IPv6 address between them.
    "[:::::]/a", "[]/a", "[1]/a", "[1:2:3:4:5:6:7]/a", "[1:2:3:4:5:6:7:8:9]/a", "[1::2::3]/a", "[12345::]/a",
    "[1:2:3:4::5:6:7:8]/a", "[::1]x/a", "[::1/a", "[:1:2:3:4:5:6:7]/a",
    // What might end up in a header, a path or a terminal.
    "app:a%0d%0aX", "app:t\r\nX: y", "a/../b", "../a", "./a", "app:a/b", "app:\u{301}", "a/\u{301}b", "app\u{0}",
    "example.com:99999999999999999999/app", "example.com:65536/app", "example.com:٣/app", "app:ｔ",
]
