import ManifoldContent
import ManifoldCredentials
import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldRegistry

/// Where a registry's redirects lead, and who learns the password on the way: nobody.
@Suite(.timeLimit(.minutes(1)))
struct RedirectTests {
    private let password = Credential.basic(user: "user", password: "s3cret")

    /// A registry that wants a password and then points somewhere.
    private func registry(
        _ status: Int = 307,
        to location: @escaping @Sendable (ReceivedRequest) -> String
    ) throws -> ScriptedRegistry {
        try ScriptedRegistry { request in
            guard request.headers["Authorization"] != nil else { return .unauthorized(challenge: "Basic realm=\"x\"") }
            guard request.path.hasPrefix("/v2/") else { return ScriptedReply(200, body: blob().bytes) }
            return ScriptedReply(status, ["Location": location(request)])
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func anotherPortIsAnotherHost(status: Int) async throws {
        let (descriptor, bytes) = blob()
        let storage = try ScriptedRegistry { _ in ScriptedReply(200, body: bytes) }
        let url = storage.url
        let server = try registry(status) { _ in "\(url)/signed?X-Sig=abc%2F" }
        let place = try place(server.host, as: password)
        #expect(try await place.open(descriptor).collect() == bytes)
        #expect(try await place.blob(descriptor, limit: 100) == bytes)
        #expect(storage.lines == Array(repeating: "GET /signed?X-Sig=abc%2F", count: 2))
        #expect(storage.requests.allSatisfy { $0.headers["Authorization"] == nil })
        #expect(storage.requests.allSatisfy { $0.headers["Accept-Encoding"] == "identity" })
    }

    @Test func theSameOriginKeepsTheCredential() async throws {
        let (descriptor, bytes) = blob()
        let server = try registry { _ in "/storage/1" }
        #expect(try await place(server.host, as: password).open(descriptor).collect() == bytes)
        #expect(server.paths.last == "GET /storage/1")
        #expect(server.requests.last?.headers["Authorization"] != nil)
    }

    /// A demand for credentials from where a redirect leads to is not met.
    @Test func aDemandFromElsewhere() async throws {
        let (descriptor, _) = blob()
        let storage = try ScriptedRegistry { _ in .unauthorized(challenge: "Basic realm=\"x\"") }
        let url = storage.url
        let server = try registry { _ in "\(url)/signed" }
        let place = try place(server.host, as: password)
        let error = await #expect(throws: ManifoldError.self) { try await place.open(descriptor) }
        #expect(error?.code == .unauthorized)
        #expect(storage.requests.allSatisfy { $0.headers["Authorization"] == nil })
    }

    @Test func loopsEnd() async throws {
        let (descriptor, _) = blob()
        let server = try ScriptedRegistry { request in ScriptedReply(307, ["Location": request.target]) }
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.blob(descriptor, limit: 100) }
        #expect(error?.code == .failed)
        #expect(error?.description.contains("redirect") == true)
        #expect(server.requests.count == 11)
    }

    @Test(arguments: ["ftp://127.0.0.1/x", "file:///etc/passwd", "http://user:pw@127.0.0.1/", "http://"])
    func pointersToNowhere(location: String) async throws {
        let (descriptor, _) = blob()
        let server = try ScriptedRegistry { _ in ScriptedReply(307, ["Location": location]) }
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.blob(descriptor, limit: 100) }
        #expect(error?.code == .failed)
        #expect(server.requests.count == 1)
    }

    @Test func aRedirectWithoutALocationIsAnAnswer() async throws {
        let (descriptor, _) = blob()
        let server = try ScriptedRegistry { _ in ScriptedReply(307) }
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.blob(descriptor, limit: 100) }
        #expect(error?.code == .rejected)
        #expect(error?.status == 307)
    }

    /// A PUT keeps its method and its body, but not its credential on another host.
    @Test func aPutIsSentAgain() async throws {
        let image = try SyntheticImage()
        let other = try ScriptedRegistry { _ in ScriptedReply(201) }
        let url = other.url
        let server = try registry { request in url + request.target }
        try await place(server.host, as: password).store(try image.raw(), as: ["1"])
        #expect(other.lines == ["PUT /v2/app/manifests/1"])
        #expect(other.requests.first?.body == image.manifest)
        #expect(other.requests.first?.headers["Authorization"] == nil)
    }
}
