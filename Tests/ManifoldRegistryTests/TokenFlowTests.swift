import ManifoldContent
import ManifoldCredentials
import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldRegistry

/// How a token is come by, in requests: none too many.
@Suite(.timeLimit(.minutes(1)))
struct TokenFlowTests {
    private let image: SyntheticImage

    init() throws {
        image = try SyntheticImage()
    }

    private func registry() throws -> ScriptedRegistry {
        try tokenRegistry { [image] request in
            request.path.contains("/manifests/") ? image.reply : ScriptedReply(201)
        }
    }

    @Test func askedTokenAnswered() async throws {
        let server = try registry()
        let place = try place(server.host)
        #expect(try await place.manifest(.tag("1")).bytes == image.manifest)
        #expect(
            server.lines == [
                "GET /v2/app/manifests/1",
                "GET /token?service=registry.test&scope=repository%3Aapp%3Apull",
                "GET /v2/app/manifests/1",
            ]
        )
        #expect(server.requests.map { $0.headers["Authorization"] } == [nil, nil, "Bearer t1"])

        // The token is held, and the next request is sent with it at once.
        _ = try await place.resolve(.tag("1"))
        _ = try await place.manifest(.digest(image.digest))
        #expect(server.tokenRequests.count == 1)
        #expect(server.requests.count == 5)
    }

    @Test func parallelRequestsShareOneToken() async throws {
        let server = try registry()
        let place = try place(server.host)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await place.manifest(.tag("1")) } }
            try await group.waitForAll()
        }
        #expect(server.tokenRequests.count == 1)
    }

    /// Who was waiting for the token of somebody who was stopped gets one all the same.
    @Test func aTokenOutlivesWhoAskedForIt() async throws {
        let isOpen = Guarded(false)
        let server = try tokenRegistry(
            token: { _ in isOpen.value ? .token("t") : .stall },
            { [image] _ in image.reply }
        )
        let place = try place(server.host)
        let first = Task { try await place.manifest(.tag("1")) }
        try await eventually("a token is asked for") { server.tokenRequests.count == 1 }
        let others = (0..<4).map { _ in Task { try await place.manifest(.tag("1")) } }
        // They know by now that a token is wanted, and ask for nothing but that one.
        for _ in 0..<100 { await Task.yield() }
        isOpen.withLock { $0 = true }
        first.cancel()
        await #expect(throws: (any Error).self) { try await first.value }
        for other in others { #expect(try await other.value.digest == image.digest) }
    }

    @Test func aWiderTokenServesANarrowerWish() async throws {
        let server = try registry()
        let place = try place(server.host)
        try await place.store(try image.raw(), as: ["1"])
        _ = try await place.manifest(.tag("1"))
        #expect(server.tokenRequests.map { $0.query.values("scope") } == [["repository:app:pull,push"]])
    }

    @Test func aTokenForPullingDoesNotServeForPushing() async throws {
        let server = try registry()
        let place = try place(server.host)
        _ = try await place.manifest(.tag("1"))
        try await place.store(try image.raw(), as: ["1"])
        #expect(
            server.tokenRequests.map { $0.query.values("scope") } == [
                ["repository:app:pull"], ["repository:app:pull,push"],
            ]
        )
    }

    @Test func oneTokenForAMountAndEverythingElse() async throws {
        let server = try registry()
        let (app, base) = try neighbours(server.host)
        let target = app.expectingMounts(from: [base, app])
        let (descriptor, bytes) = blob()
        #expect(try await target.store(descriptor, mountingFrom: base) { .bytes(bytes) } == .mounted)
        try await target.store(try image.raw(), as: ["1"])
        #expect(
            server.tokenRequests.map { $0.query.values("scope") } == [
                ["repository:app:pull,push", "repository:lib/base:pull"]
            ]
        )
    }

    /// A token that has run out for the registry's clock is replaced, once.
    @Test func aTokenThatIsNotTakenAnyMore() async throws {
        let valid = Guarded("t1")
        let server = try tokenRegistry(isValid: { $0 == valid.value }) { [image] _ in image.reply }
        let place = try place(server.host)
        _ = try await place.manifest(.tag("1"))
        valid.withLock { $0 = "t2" }
        _ = try await place.manifest(.tag("1"))
        #expect(server.tokenRequests.count == 2)
        #expect(server.requests.count == 6)
    }

    @Test func tokensThatAreNeverTakenEndInAnError() async throws {
        let server = try tokenRegistry(isValid: { _ in false }) { _ in ScriptedReply(200) }
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        #expect(error?.code == .unauthorized)
        #expect(server.paths == ["GET /v2/app/manifests/1", "GET /token", "GET /v2/app/manifests/1"])
    }

    /// Some registries refuse the real request without saying how they want to be asked.
    @Test func pingOnlyWithoutAChallenge() async throws {
        let server = try ScriptedRegistry { [image] request in
            let host = request.headers["Host"] ?? ""
            switch request.path {
            case "/token": return .token("t")
            case "/v2/": return .unauthorized(challenge: "Bearer realm=\"http://\(host)/token\"")
            default: return request.headers["Authorization"] == "Bearer t" ? image.reply : ScriptedReply(401)
            }
        }
        _ = try await place(server.host).manifest(.tag("1"))
        #expect(
            server.paths == [
                "GET /v2/app/manifests/1", "GET /v2/", "GET /token", "GET /v2/app/manifests/1",
            ]
        )
    }

    @Test func aRefusalThatNothingExplains() async throws {
        let server = try ScriptedRegistry { _ in ScriptedReply(401) }
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        #expect(error?.code == .unauthorized)
        #expect(server.paths == ["GET /v2/app/manifests/1", "GET /v2/"])
    }
}
