import ManifoldContent
import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldRegistry

@Suite(.timeLimit(.minutes(1)))
struct RetryTests {
    private let image: SyntheticImage

    init() throws {
        image = try SyntheticImage()
    }

    @Test func whatPassesIsTriedAgain() async throws {
        let busy = ScriptedReply(503)
        let server = try ScriptedRegistry(.on("GET", "/v2/app/manifests/1", busy, busy, image.reply))
        #expect(try await place(server.host, retries: 2).manifest(.tag("1")).digest == image.digest)
        #expect(server.requests.count == 3)
    }

    @Test(arguments: ["0", "Thu, 01 Jan 1970 00:00:00 GMT", "soon"])
    func tooManyRequests(retryAfter: String) async throws {
        let wait = ScriptedReply.error(429, "TOOMANYREQUESTS", "slow down").with("Retry-After", retryAfter)
        let server = try ScriptedRegistry(.on("GET", "/v2/app/manifests/1", wait, image.reply))
        #expect(try await place(server.host, retries: 1).manifest(.tag("1")).digest == image.digest)
        #expect(server.requests.count == 2)
    }

    @Test(arguments: [0, 1, 2])
    func whatDoesNotPassEnds(retries: Int) async throws {
        let server = try ScriptedRegistry { _ in .error(500, "UNKNOWN", "broken") }
        let place = try place(server.host, retries: retries)
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        #expect(error?.code == .overloaded)
        #expect(error?.status == 500)
        #expect(error?.isRetryable == true)
        #expect(server.requests.count == retries + 1)
    }

    @Test(arguments: [400, 403, 404, 405, 409, 413, 415, 501])
    func whatIsSaidClearlyIsNotAskedTwice(status: Int) async throws {
        let server = try ScriptedRegistry { _ in .error(status, "UNKNOWN", "no") }
        let place = try place(server.host, retries: 3)
        await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [ScriptedReply.close, .reset])
    func aConnectionThatEndsWithoutAReply(fault: ScriptedReply) async throws {
        let server = try ScriptedRegistry(.on("GET", "/v2/app/manifests/1", fault, image.reply))
        #expect(try await place(server.host, retries: 1).manifest(.tag("1")).digest == image.digest)
        #expect(server.requests.count == 2)
    }

    @Test func aPutIsTriedAgainWithItsBody() async throws {
        let server = try ScriptedRegistry(
            .on("PUT", "/v2/app/manifests/1", .close, ScriptedReply(502), ScriptedReply(201))
        )
        try await place(server.host, retries: 2).store(try image.raw(), as: ["1"])
        #expect(server.requests.map(\.body) == Array(repeating: image.manifest, count: 3))
    }

    @Test func theTokenServiceIsAskedAgain() async throws {
        let count = Guarded(0)
        let server = try tokenRegistry(
            token: { _ in
                count.withLock { count in
                    count += 1
                    return count == 1 ? ScriptedReply(503) : .token("t")
                }
            },
            { [image] _ in image.reply }
        )
        #expect(try await place(server.host, retries: 1).manifest(.tag("1")).digest == image.digest)
        #expect(server.tokenRequests.count == 2)
    }

    @Test func aPauseCanBeCutShort() async throws {
        let server = try ScriptedRegistry { _ in ScriptedReply(503, ["Retry-After": "50"]) }
        let place = try place(server.host, retries: 3)
        let task = Task { try await place.manifest(.tag("1")) }
        try await server.requests(atLeast: 1)
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        #expect(server.requests.count == 1)
    }

    @Test func aServerThatFallsSilent() async throws {
        let server = try ScriptedRegistry { _ in .stall }
        let place = try place(server.host) { $0.idleTimeout = .milliseconds(300) }
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
        #expect(error?.code == .timedOut)
    }
}
