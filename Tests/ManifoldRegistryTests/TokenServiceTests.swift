import ManifoldContent
import ManifoldCredentials
import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldRegistry

/// The two protocols of token services, and what happens where a service knows only one of them.
@Suite(.timeLimit(.minutes(1)))
struct TokenServiceTests {
    private let image: SyntheticImage

    init() throws {
        image = try SyntheticImage()
    }

    private func registry(_ token: @escaping @Sendable (ReceivedRequest) -> ScriptedReply) throws -> ScriptedRegistry {
        try tokenRegistry(token: token) { [image] _ in image.reply }
    }

    @Test func anIdentityTokenGoesByPost() async throws {
        let server = try registry { _ in .token("t", as: "access_token") }
        _ = try await place(server.host, as: .identityToken("id+&=", user: "u")).manifest(.tag("1"))
        let request = try #require(server.tokenRequests.first)
        #expect(server.tokenRequests.count == 1)
        #expect(request.line == "POST /token")
        #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded")
        #expect(request.headers["Authorization"] == nil)
        #expect(request.form["grant_type"] == "refresh_token")
        #expect(request.form["refresh_token"] == "id+&=")
        #expect(request.form["service"] == "registry.test")
        #expect(request.form["client_id"] == "manifold")
        #expect(request.form.values("scope") == ["repository:app:pull"])
    }

    @Test(arguments: [400, 401, 404, 405])
    func anIdentityTokenGoesByGetWherePostIsNotKnown(status: Int) async throws {
        let server = try registry { request in
            request.method == "POST" ? .error(status, "UNSUPPORTED", "no POST") : .token("t")
        }
        _ = try await place(server.host, as: .identityToken("id", user: "")).manifest(.tag("1"))
        #expect(server.tokenRequests.map(\.method) == ["POST", "GET"])
        let get = try #require(server.tokenRequests.last)
        // "<token>:id" in base64.
        #expect(get.headers["Authorization"] == "Basic PHRva2VuPjppZA==")
        #expect(get.query["account"] == "<token>")
        #expect(get.query["refresh_token"] == nil)
    }

    @Test func aPasswordGoesByGet() async throws {
        let server = try registry { _ in .token("t") }
        _ = try await place(server.host, as: .basic(user: "me", password: "p")).manifest(.tag("1"))
        let request = try #require(server.tokenRequests.first)
        #expect(request.method == "GET")
        #expect(request.headers["Authorization"] == "Basic bWU6cA==")
        #expect(request.query["account"] == "me")
        #expect(request.query["service"] == "registry.test")
    }

    @Test(arguments: [404, 405])
    func aPasswordGoesByPostWhereGetIsNotKnown(status: Int) async throws {
        let server = try registry { request in
            request.method == "GET" ? .error(status, "UNSUPPORTED", "no GET") : .token("t")
        }
        _ = try await place(server.host, as: .basic(user: "me", password: "p&q")).manifest(.tag("1"))
        #expect(server.tokenRequests.map(\.method) == ["GET", "POST"])
        let post = try #require(server.tokenRequests.last)
        #expect(post.form["grant_type"] == "password")
        #expect(post.form["username"] == "me")
        #expect(post.form["password"] == "p&q")
    }

    @Test func aRegistryTokenIsSentAsItIs() async throws {
        let server = try registry { _ in .token("other") }
        _ = try await place(server.host, as: .registryToken("mine")).manifest(.tag("1"))
        #expect(server.tokenRequests.isEmpty)
        #expect(server.requests.map { $0.headers["Authorization"] } == [nil, "Bearer mine"])
    }

    @Test(
        arguments: [
            (400, .unauthorized), (401, .unauthorized), (403, .denied), (404, .rejected), (418, .rejected),
            (429, .overloaded), (500, .overloaded), (302, .rejected),
        ] as [(Int, ManifoldError.Code)]
    )
    func refusals(status: Int, code: ManifoldError.Code) async throws {
        let server = try registry { request in
            .error(status, "NOPE", "not \u{1B}[31mtoday").with("Location", "http://\(request.headers["Host"] ?? "")/x")
        }
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        #expect(error?.code == code)
        #expect(error?.status == status)
        #expect(error?.registryCode == "NOPE")
        #expect(error?.description.contains("repository:app:pull") == true)
        #expect(error?.description.contains("\u{1B}") == false)
        #expect(!server.paths.contains("GET /x"))
    }

    /// A password that was refused is not tried in another way, which could lock an account.
    @Test func aRefusedPasswordIsNotTriedAgain() async throws {
        let server = try registry { _ in .error(401, "UNAUTHORIZED", "no") }
        let place = try place(server.host, as: .basic(user: "me", password: "wrong-s3cret"))
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        #expect(error?.code == .unauthorized)
        #expect(error?.description.contains("s3cret") == false)
        #expect(server.tokenRequests.count == 1)
    }

    @Test(arguments: ["", "{}", "[]", "<html>", "{\"token\":\"\"}", "{\"token\":1}", "{\"token\":\"a\\r\\nX: y\"}"])
    func answersWithoutAToken(body: String) async throws {
        let server = try registry { _ in ScriptedReply(200, body: Array(body.utf8)) }
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        #expect(error?.code == .unauthorized)
        #expect(server.paths == ["GET /v2/app/manifests/1", "GET /token"])
    }

    @Test func anEndlessAnswer() async throws {
        let server = try registry { _ in .endless() }
        let place = try place(server.host)
        await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
    }
}

struct BearerTokenTests {
    @Test(
        arguments: [
            ("{\"token\":\"a\"}", 60), ("{\"token\":\"a\",\"expires_in\":1}", 60),
            ("{\"token\":\"a\",\"expires_in\":-5}", 60), ("{\"token\":\"a\",\"expires_in\":300}", 300),
            ("{\"access_token\":\"a\",\"expires_in\":300}", 300),
            ("{\"token\":\"\",\"access_token\":\"a\",\"expires_in\":9000000000000000000}", 86_400),
        ]
    )
    func life(body: String, seconds: Int) throws {
        let now = ContinuousClock.now
        let token = try BearerToken(Array(body.utf8), receivedAt: now)
        #expect(token.value == "a")
        #expect(token.expiry == now + .seconds(seconds))
        #expect(token.isUsable(at: now))
        #expect(token.isUsable(at: now + .seconds(seconds - 6)))
        #expect(!token.isUsable(at: now + .seconds(seconds - 5)))
    }
}
