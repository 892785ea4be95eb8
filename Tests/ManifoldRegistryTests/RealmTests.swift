import ManifoldContent
import ManifoldCredentials
import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldRegistry

/// Where a registry may send somebody who has a password.
@Suite(.timeLimit(.minutes(1)))
struct RealmTests {
    private func service(_ realm: String, _ url: String) throws -> TokenService {
        let challenge = AuthChallenge(scheme: "bearer", parameters: ["realm": realm])
        return try TokenService(challenge, registryURL: url)
    }

    @Test(
        arguments: [
            ("https://auth.example/token", "https://registry.example/v2/"),
            ("https://registry.example/token?x=1", "https://registry.example/v2/"),
            ("http://127.0.0.1:2/token", "http://127.0.0.1:1/v2/"),
            ("http://auth.example/token", "http://registry.example/v2/"),
        ]
    )
    func accepted(realm: String, url: String) throws {
        _ = try service(realm, url)
    }

    @Test(
        arguments: [
            ("http://auth.example/token", "https://registry.example/v2/"),
            ("http://registry.example/token", "https://registry.example/v2/"),
            ("file:///etc/passwd", "https://registry.example/v2/"),
            ("/token", "https://registry.example/v2/"),
            ("", "https://registry.example/v2/"),
            ("https://169.254.169.254/latest/meta-data", "https://registry.example/v2/"),
            ("https://127.0.0.1/token", "https://registry.example/v2/"),
            ("https://[::1]/token", "https://registry.example/v2/"),
            ("https://10.0.0.1/token", "http://registry.example/v2/"),
            ("https://auth.example\\@evil.example/", "https://registry.example/v2/"),
        ]
    )
    func refused(realm: String, url: String) {
        let error = #expect(throws: ManifoldError.self) { _ = try service(realm, url) }
        #expect(error?.code == .unauthorized)
        #expect(error?.description.contains("Nothing was sent there") == true)
    }

    @Test func aRefusedRealmEndsTheRequest() async throws {
        let server = try ScriptedRegistry { _ in
            .unauthorized(challenge: "Bearer realm=\"file:///etc/passwd\", Basic realm=\"x\"")
        }
        let place = try place(server.host, as: .basic(user: "me", password: "s3cret"))
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        #expect(error?.code == .unauthorized)
        #expect(server.requests.allSatisfy { $0.headers["Authorization"] == nil })
        #expect(error?.reference?.description == "\(server.host)/app:1")
    }

    /// The queries of a realm are kept, and ours stand behind them.
    @Test func aRealmWithAQuery() async throws {
        let image = try SyntheticImage()
        let server = try ScriptedRegistry { request in
            if request.path == "/token" { return .token("t") }
            if request.headers["Authorization"] == "Bearer t" { return image.reply }
            let host = request.headers["Host"] ?? ""
            return .unauthorized(challenge: "Bearer realm=\"http://\(host)/token?tenant=7\",service=\"a b&c\"")
        }
        _ = try await place(server.host).manifest(.tag("1"))
        #expect(server.lines[1] == "GET /token?tenant=7&service=a%20b%26c&scope=repository%3Aapp%3Apull")
    }
}
