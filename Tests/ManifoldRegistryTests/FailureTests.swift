import ManifoldContent
import ManifoldCredentials
import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldRegistry

/// What kind of failure a failure is, and what is said about it.
@Suite(.timeLimit(.minutes(1)))
struct FailureTests {
    private func failure(
        _ reply: ScriptedReply,
        as credential: Credential? = nil
    ) async throws -> (error: ManifoldError, host: String) {
        let server = try ScriptedRegistry { _ in reply }
        let place = try place(server.host, as: credential)
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        return (try #require(error), server.host)
    }

    @Test(
        arguments: [
            (400, .rejected), (401, .unauthorized), (403, .denied), (404, .notFound), (405, .rejected),
            (408, .overloaded),
            (413, .rejected), (429, .overloaded), (500, .overloaded), (502, .overloaded), (503, .overloaded),
            (504, .overloaded), (304, .rejected),
        ] as [(Int, ManifoldError.Code)]
    )
    func statuses(status: Int, code: ManifoldError.Code) async throws {
        let (error, host) = try await failure(.error(status, "CODE_X", "words of the registry"))
        #expect(error.code == code)
        #expect(error.status == status)
        #expect(error.reference?.description == "\(host)/app:1")
        #expect(error.description.contains("\(host)/app:1"))
        #expect(error.description.contains("\(status)"))
        guard status != 304 else { return }
        #expect(error.registryCode == "CODE_X")
        #expect(error.description.contains("CODE_X: words of the registry"))
    }

    @Test func theScopeIsNamed() async throws {
        let denied = try await failure(.error(403, "DENIED", "no")).error
        #expect(denied.description.contains("repository:app:pull"))
        let challenge = ScriptedReply.unauthorized(challenge: "Basic realm=\"x\"")
        let known = try await failure(challenge, as: .basic(user: "me", password: "s3cret-word")).error
        #expect(known.description.contains("repository:app:pull"))
        #expect(!String(reflecting: known).contains("s3cret-word"))
    }

    /// No byte of an answer moves the cursor, reorders text or goes on for ever.
    @Test(
        arguments: [
            "{\"errors\":[{\"code\":\"A\\u001b]0;x\\u0007\",\"message\":\"\\u202eevil\\r\\n\"}]}",
            "{\"errors\":[{\"code\":1,\"message\":null}]}", "{\"errors\":[]}", "{\"errors\":{}}", "{\"errors\":[1]}",
            "{\"message\":\"\\u001b[2J\"}", "{\"details\":\"\\u009b31m\"}", "<html>\u{1B}[31m</html>", "\u{0}\u{1}", "",
        ]
    )
    func hostileBodies(body: String) async throws {
        let (error, _) = try await failure(ScriptedReply(400, body: Array(body.utf8)))
        #expect(error.code == .rejected)
        let isPlain = error.description.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && !(0x202A...0x202E).contains(scalar.value)
        }
        #expect(isPlain)
    }

    @Test func longAnswersAreCutShort() async throws {
        let long = String(repeating: "x", count: 20_000)
        #expect(try await failure(.error(400, "A", long)).error.description.utf8.count < 1000)
        #expect(try await failure(.error(400, long, "m")).error.description.utf8.count < 1000)
    }

    @Test func endlessErrors() async throws {
        let (error, _) = try await failure(.endless(500))
        #expect([.integrity, .overloaded].contains(error.code))
    }

    /// What a signed address grants stays out of the message that speaks of it.
    @Test(arguments: ["ftp://storage.example/x?X-Amz-Signature=s3cret", "http://me:s3cret@storage.example/x"])
    func addressesAreShownWithoutSecrets(location: String) async throws {
        let (error, _) = try await failure(ScriptedReply(307, ["Location": location]))
        #expect(error.code == .failed)
        #expect(error.description.contains("storage.example/x"))
        #expect(!error.description.contains("s3cret"))
    }

    @Test func nobodyListens() async throws {
        let server = try ScriptedRegistry { _ in ScriptedReply(200) }
        let host = server.host
        server.stop()
        let place = try place(host, plainHTTP: false)
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        #expect(error?.code == .unreachable)
        #expect(error?.description.contains("\(host)/app:1") == true)
        #expect(error?.isRetryable == true)
    }

    @Test func aNameThatNobodyHas() async throws {
        let place = try place("registry.invalid", plainHTTP: false)
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        #expect(error?.code == .unreachable)
        #expect(error?.description.contains("registry.invalid/app:1") == true)
    }

    @Test func answersThatAreNoHTTP() async throws {
        let (error, _) = try await failure(.raw(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8)))
        #expect(error.code == .failed)
    }

    @Test(
        arguments: [
            ("{\"errors\":[{\"code\":\"A\",\"message\":\"m\"}]}", " A: m"), ("{\"errors\":[{\"code\":\"A\"}]}", " A"),
            ("{\"errors\":[{\"message\":\"m\"}]}", ": m"), ("{\"message\":\"m\"}", ": m"),
            ("{\"details\":\"m\"}", ": m"),
            ("{\"error\":\"m\"}", ": m"), ("{\"errors\":[{\"code\":\"\",\"message\":\"\"}]}", ""), ("[]", ""), ("", ""),
        ]
    )
    func answers(body: String, suffix: String) {
        #expect(RegistryAnswer(Array(body.utf8)).suffix == suffix)
    }

    @Test func details() {
        let text = "{\"errors\":[{\"code\":\"X\",\"detail\":{\"Digest\":\"sha256:ab\"}},{\"code\":\"Y\"}]}"
        #expect(RegistryAnswer(Array(text.utf8)).detail == "sha256:ab")
        #expect(RegistryAnswer(Array("{\"errors\":[{\"detail\":\"d\"}]}".utf8)).detail == "d")
    }
}
