import Testing

@testable import ManifoldRegistry

struct URLTextTests {
    @Test(
        arguments: [
            ("sha256:ab", "sha256%3Aab"), ("a/b", "a%2Fb"), ("A-z_0.9~", "A-z_0.9~"),
            ("a b+c&d=e", "a%20b%2Bc%26d%3De"),
            ("é", "%C3%A9"), ("\r\n", "%0D%0A"), ("%", "%25"),
        ]
    )
    func escaping(text: String, expected: String) {
        #expect(URLText.escaped(text) == expected)
    }

    @Test(
        arguments: [
            ("http://h/u", "http://h/u?d=1"), ("http://h/u?s=%2B", "http://h/u?s=%2B&d=1"),
            ("http://h/u?", "http://h/u?&d=1"), ("http://h/u#f", "http://h/u?d=1"),
            ("http://h/u?s#f?", "http://h/u?s&d=1"),
        ]
    )
    func appending(url: String, expected: String) {
        #expect(URLText.appending("d=1", to: url) == expected)
    }

    @Test(
        arguments: [
            ("http://Example.COM/a", "http://example.com:80"), ("HTTPS://example.com", "https://example.com:443"),
            ("https://example.com:5000/v2/?q#f", "https://example.com:5000"), ("http://h?q", "http://h:80"),
            ("http://h#f", "http://h:80"), ("http://[::1]/x", "http://[::1]:80"),
            ("http://[::1]:5000/x", "http://[::1]:5000"),
        ]
    )
    func origin(url: String, expected: String) {
        #expect(URLText.origin(url) == expected)
    }

    /// Whatever hides who gets a credential has no origin.
    @Test(
        arguments: [
            "", "example.com/a", "ftp://h/", "file:///etc/passwd", "http://", "http:///a", "http://user@h/",
            "http://good.example\\@evil.example/", "javascript:alert(1)",
        ]
    )
    func noOrigin(url: String) {
        #expect(URLText.origin(url) == nil)
    }

    @Test(
        arguments: [
            ("http://other:1/x?y", "http://other:1/x?y"), ("/u/1", "https://h:5/u/1"),
            ("/u?a=b%2F", "https://h:5/u?a=b%2F"),
            ("next", "https://h:5/v2/a/next"), ("?n=2", "https://h:5/v2/a/b?n=2"), ("//other/x", "https://other/x"),
            ("HTTP://other/x", "HTTP://other/x"), ("/u?next=http://x/", "https://h:5/u?next=http://x/"),
        ]
    )
    func resolving(location: String, expected: String) {
        #expect(URLText.resolve(location, against: "https://h:5/v2/a/b?last=1/2") == expected)
    }

    @Test(arguments: ["", "/a b", "/a\r\nX: y", "ftp://h/x", "//", "http://", "http://u:p@h/", "/é"])
    func unresolvable(location: String) {
        #expect(URLText.resolve(location, against: "https://h:5/v2/a/b") == nil)
    }

    @Test func resolvingAgainstABareHost() {
        #expect(URLText.resolve("x", against: "http://h") == "http://h/x")
        #expect(URLText.resolve("/x", against: "http://h?q") == "http://h/x")
    }

    @Test(
        arguments: [
            "localhost", "127.0.0.1", "127.9.9.9", "10.1.2.3", "0.0.0.0", "169.254.169.254", "192.168.0.1",
            "172.16.0.1",
            "172.31.255.255", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[fd12::1]", "[::ffff:10.0.0.1]", "[fe90::1]",
            "[febf::1]",
            // Other ways to write an address, all of which the resolver of a system may understand.
            "2130706433", "0x7f000001", "127.1", "0177.0.0.1", "010.0.0.1", "1.2.3", "0x7f.0.0.1", "127.0.0.1.",
            "localhost.", "registry.localhost",
        ]
    )
    func privateAddresses(host: String) {
        #expect(URLText.isPrivateAddress(host[...]))
    }

    @Test(
        arguments: [
            "example.com", "10.example.com", "8.8.8.8", "172.15.0.1", "172.32.0.1", "192.169.0.1", "169.253.0.1",
            "1.2.3.example", "0x.example",
            "[2001:db8::1]",
        ]
    )
    func publicAddresses(host: String) {
        #expect(!URLText.isPrivateAddress(host[...]))
    }
}

struct LocationRuleTests {
    @Test(
        arguments: [
            ("https://storage.example/x", "https://registry.example/v2/"),
            ("https://registry.example:444/", "https://registry.example/"),
            ("http://storage.example/x", "http://registry.example/v2/"),
            ("https://registry.example/", "http://registry.example/"),
            ("http://127.0.0.1:2/", "http://127.0.0.1:1/"), ("https://10.0.0.2/", "https://192.168.1.1/"),
            ("http://localhost:1/", "http://LOCALHOST:1/"),
        ]
    )
    func followed(url: String, base: String) {
        #expect(LocationRule.objection(to: url, from: base) == nil)
    }

    @Test(
        arguments: [
            ("http://registry.example/", "https://registry.example/", "plain HTTP"),
            ("http://127.0.0.1:1/", "https://127.0.0.1:1/", "plain HTTP"),
            ("https://169.254.169.254/latest", "https://registry.example/", "inner network"),
            ("http://127.0.0.1:22/", "http://registry.example/", "inner network"),
            ("https://[::1]/", "https://registry.example/", "inner network"),
            ("https://localhost/", "https://registry.example/", "inner network"),
            ("file:///etc/passwd", "https://registry.example/", "no HTTP URL"),
            ("https://user:x@storage.example/", "https://registry.example/", "no HTTP URL"),
            ("", "https://registry.example/", "no HTTP URL"),
        ]
    )
    func refused(url: String, base: String, reason: String) throws {
        #expect(try #require(LocationRule.objection(to: url, from: base)).contains(reason))
    }
}
