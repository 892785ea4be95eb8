import Testing

@testable import ManifoldTransfer

@Suite struct ProxyEnvironmentTests {
    @Test(
        arguments: [
            (["HTTPS_PROXY": "http://p:1"], "https://example.com/", "http://p:1"),
            (["HTTPS_PROXY": "http://p:1"], "http://example.com/", nil),
            (["https_proxy": "p:1"], "https://example.com/", "http://p:1"),
            (["HTTPS_PROXY": "http://up", "https_proxy": "http://low"], "https://example.com/", "http://up"),
            (["HTTPS_PROXY": "", "https_proxy": "http://low"], "https://example.com/", "http://low"),
            (["HTTP_PROXY": "http://up", "http_proxy": "http://low"], "http://example.com/", "http://low"),
            (["HTTP_PROXY": "socks5://s:1080"], "http://example.com/", "socks5://s:1080"),
            (["HTTP_PROXY": "http://up", "REQUEST_METHOD": "GET"], "http://example.com/", nil),
            (["http_proxy": "http://low", "REQUEST_METHOD": "GET"], "http://example.com/", "http://low"),
            (["ALL_PROXY": "http://all", "all_proxy": "http://all"], "https://example.com/", nil),
            (["HTTPS_PROXY": "http://p"], "https://localhost:5000/", nil),
            (["HTTPS_PROXY": "http://p"], "https://127.8.9.1/", nil),
            (["HTTPS_PROXY": "http://p"], "https://[::1]:5000/", nil),
            (["HTTPS_PROXY": "http://p"], "https://[::ffff:127.0.0.1]/", nil),
            (["HTTPS_PROXY": "http://p"], "ftp://example.com/", nil),
        ] as [([String: String], String, String?)]
    )
    func choice(variables: [String: String], url: String, proxy: String?) {
        #expect(ProxyEnvironment(variables).proxy(for: url) == proxy)
    }

    @Test(
        arguments: [
            ("example.com", "https://example.com/", true),
            ("example.com", "https://EXAMPLE.com/", true),
            ("EXAMPLE.COM", "https://a.b.example.com/", true),
            ("example.com", "https://notexample.com/", false),
            (".example.com", "https://example.com/", false),
            (".example.com", "https://a.example.com/", true),
            ("*.example.com", "https://example.com/", false),
            ("*.example.com", "https://a.example.com/", true),
            ("*", "https://example.com/", true),
            ("a.org, *", "https://example.com/", true),
            (" a.org ,\texample.com ", "https://example.com/", true),
            ("example.com:5000", "https://example.com:5000/", true),
            ("example.com:5000", "https://example.com/", false),
            ("example.com:443", "https://example.com/", true),
            ("192.0.2.1", "https://192.0.2.1:9/", true),
            ("192.0.2.1:9", "https://192.0.2.1:9/", true),
            ("192.0.2.1:8", "https://192.0.2.1:9/", false),
            ("192.0.2.0/24", "https://192.0.2.77/", true),
            ("192.0.2.0/25", "https://192.0.2.128/", false),
            ("10.0.0.0/9", "https://10.127.0.1/", true),
            ("0.0.0.0/0", "https://[2001:db8::1]/", false),
            ("2001:db8::/32", "https://[2001:db8:1::1]/", true),
            ("2001:db8::1", "https://[2001:DB8::1]:5000/", true),
            ("[2001:db8::1]:5000", "https://[2001:db8::1]:5000/", true),
            ("[2001:db8::1]:5000", "https://[2001:db8::1]/", false),
            ("", "https://example.com/", false),
            (",,", "https://example.com/", false),
            ("10.0.0.0/33", "https://10.0.0.1/", false),
        ] as [(String, String, Bool)]
    )
    func exceptions(list: String, url: String, isDirect: Bool) {
        let environment = ProxyEnvironment(["HTTPS_PROXY": "http://p", "NO_PROXY": list])
        #expect((environment.proxy(for: url) == nil) == isDirect)
    }

    @Test(
        arguments: [
            ("http://h", "h", 80), ("https://H/x", "h", 443), ("https://u:p@h:5000?x", "h", 5000),
            ("HTTPS://[2001:db8::1]:5000/", "2001:db8::1", 5000), ("http://h#f", "h", 80), ("http://h:0", nil, 0),
            ("http://h:65536", nil, 0), ("http://h:x", nil, 0), ("http://h:", nil, 0), ("http:///x", nil, 0),
            ("http:h", nil, 0), ("file:///etc/passwd", nil, 0), ("http://a b/", nil, 0), ("http://h/\r\nX: y", nil, 0),
            ("http://[::1/", nil, 0), ("", nil, 0), ("/v2/", nil, 0),
        ] as [(String, String?, Int)]
    )
    func urls(url: String, host: String?, port: Int) {
        let parts = URLParts(url)
        #expect(parts?.host == host)
        if let parts { #expect(parts.port == port) }
    }

    @Test(arguments: [
        ("https://user:pass@h/v2/?x=1", "https://REDACTED@h/v2/?x=1"),
        (
            "https://h/b?X-Amz-Signature=abc&X-Amz-Date=1&X-Amz-Credential=k",
            "https://h/b?X-Amz-Signature=REDACTED&X-Amz-Date=1&X-Amz-Credential=REDACTED"
        ),
        ("https://h/t?service=s&access_token=t", "https://h/t?service=s&access_token=REDACTED"),
        ("https://h/u?_state=abc==", "https://h/u?_state=REDACTED"),
        ("https://h/p@q?digest=sha256:0", "https://h/p@q?digest=sha256:0"),
        ("u:p@h", "REDACTED@h"),
        ("", ""),
    ])
    func redaction(url: String, shown: String) {
        #expect(RedactedURL(url).description == shown)
    }
}
