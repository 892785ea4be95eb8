import Testing

@testable import ManifoldRegistry

struct RegistryEndpointTests {
    private func ways(_ host: String, insecure: Bool = false, plainHTTP: Bool = false) -> [String] {
        var options = RegistryOptions()
        options.insecure = insecure
        options.plainHTTP = plainHTTP
        return RegistryEndpoint.candidates(for: host, options).map {
            $0.scheme.rawValue + ($0.scheme == .https && !$0.verifiesPeer ? " unverified" : "")
        }
    }

    /// Only what can be nobody but this machine is asked over plain HTTP unasked.
    @Test(arguments: [
        "127.0.0.1", "127.0.0.1:1", "127.255.255.254:5000", "localhost", "localhost:5000", "[::1]", "[::1]:5000",
    ])
    func loopback(host: String) {
        #expect(ways(host) == ["http", "https"])
        #expect(ways(host, insecure: true) == ["http", "https unverified"])
        #expect(ways(host, plainHTTP: true) == ["http"])
    }

    @Test(
        arguments: [
            "example.com", "example.com:80", "10.0.0.1:5000", "192.168.1.1", "127.0.0.1.example.com", "127.0.0.256",
            "128.0.0.1", "localhost.example.com", "notlocalhost", "[::2]:5000", "[2001:db8::1]", "127.example",
        ]
    )
    func elsewhere(host: String) {
        #expect(ways(host) == ["https"])
        #expect(ways(host, insecure: true) == ["https unverified", "http"])
        #expect(ways(host, plainHTTP: true) == ["http"])
        #expect(ways(host, insecure: true, plainHTTP: true) == ["http"])
    }
}
