import ManifoldContent
import ManifoldCredentials
import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldRegistry

@Suite(.timeLimit(.minutes(1)))
struct BasicAuthTests {
    private let image: SyntheticImage

    init() throws {
        image = try SyntheticImage()
    }

    private func registry(challenge: String = "Basic realm=\"x\"") throws -> ScriptedRegistry {
        try ScriptedRegistry { [image] request in
            request.headers["Authorization"] == "Basic dXNlcjpwYTpzcw=="
                ? image.reply : .unauthorized(challenge: challenge)
        }
    }

    @Test func shownWhenAskedForAndFromThenOn() async throws {
        let server = try registry()
        let place = try place(server.host, as: .basic(user: "user", password: "pa:ss"))
        _ = try await place.manifest(.tag("1"))
        _ = try await place.manifest(.tag("1"))
        #expect(
            server.requests.map { $0.headers["Authorization"] } == [
                nil, "Basic dXNlcjpwYTpzcw==", "Basic dXNlcjpwYTpzcw==",
            ]
        )
    }

    @Test func withoutACredential() async throws {
        let server = try registry()
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        #expect(error?.code == .unauthorized)
        #expect(error?.description.contains("docker login \(server.host)") == true)
        #expect(server.requests.count == 1)
    }

    @Test func aWrongPasswordIsShownOnce() async throws {
        let server = try registry()
        let place = try place(server.host, as: .basic(user: "user", password: "wrong-s3cret"))
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        #expect(error?.code == .unauthorized)
        #expect(error?.description.contains("was not accepted") == true)
        #expect(server.requests.count == 2)
    }

    /// Tokens are preferred: with them a password goes to the token service alone.
    @Test func bearerBeforeBasic() async throws {
        let server = try ScriptedRegistry { [image] request in
            if request.path == "/token" { return .token("t") }
            if request.headers["Authorization"] == "Bearer t" { return image.reply }
            let host = request.headers["Host"] ?? ""
            return .unauthorized(challenge: "Basic realm=\"x\", Bearer realm=\"http://\(host)/token\"")
        }
        _ = try await place(server.host, as: .basic(user: "user", password: "p")).manifest(.tag("1"))
        #expect(
            server.requests.filter { $0.path != "/token" }.map { $0.headers["Authorization"] } == [nil, "Bearer t"]
        )
    }

    /// A scheme that is not known, or an identity token where a password is wanted, is no reason to send anything.
    @Test(arguments: ["Negotiate", "Digest realm=\"x\", nonce=\"y\"", "Bearer service=\"x\""])
    func challengesThatCannotBeMet(challenge: String) async throws {
        let server = try registry(challenge: challenge)
        let place = try place(server.host, as: .basic(user: "user", password: "pa:ss"))
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        #expect(error?.code == .unauthorized)
        #expect(server.requests.allSatisfy { $0.headers["Authorization"] == nil })
    }
}
