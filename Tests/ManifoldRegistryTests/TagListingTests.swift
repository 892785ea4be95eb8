import ManifoldContent
import TestSupport
import Testing

@testable import ManifoldRegistry

@Suite(.timeLimit(.minutes(1)))
struct TagListingTests {
    private func page(_ tags: String, next: String? = nil) -> ScriptedReply {
        var reply = ScriptedReply(200, body: Array("{\"name\":\"app\",\"tags\":\(tags)}".utf8))
        if let next { reply.headers.append("Link", next) }
        return reply
    }

    @Test(
        arguments: [
            "</v2/app/tags/list?last=b&n=2>; rel=\"next\"", "<list?last=b&n=2>;rel=next",
            "<http://HOST/v2/app/tags/list?last=b&n=2>; rel=\"next\"",
        ]
    )
    func pages(link: String) async throws {
        let server = try ScriptedRegistry { request in
            let host = request.headers["Host"] ?? ""
            let link = link.split(separator: "HOST", omittingEmptySubsequences: false).joined(separator: host)
            return request.query["last"] == nil ? page("[\"a\",\"b\"]", next: link) : page("[\"c\"]")
        }
        #expect(try await place(server.host).tags() == ["a", "b", "c"])
        #expect(server.lines == ["GET /v2/app/tags/list", "GET /v2/app/tags/list?last=b&n=2"])
    }

    @Test func otherLinksAreNotPages() async throws {
        let server = try ScriptedRegistry { _ in page("[\"a\"]", next: "</v2/app/tags/list?last=a>; rel=\"prev\"") }
        #expect(try await place(server.host).tags() == ["a"])
        #expect(server.requests.count == 1)
    }

    @Test func anotherHostIsNotAsked() async throws {
        let other = try ScriptedRegistry { _ in page("[\"evil\"]") }
        let url = other.url
        let server = try ScriptedRegistry { _ in page("[\"a\"]", next: "<\(url)/v2/app/tags/list>; rel=\"next\"") }
        #expect(try await place(server.host).tags() == ["a"])
        #expect(other.requests.isEmpty)
    }

    @Test func circlesEnd() async throws {
        let server = try ScriptedRegistry { request in
            page("[\"a\"]", next: "<\(request.query["p"] == "1" ? "?p=2" : "?p=1")>; rel=\"next\"")
        }
        #expect(try await place(server.host).tags().allSatisfy { $0 == "a" })
        #expect(server.requests.count == 3)
    }

    @Test(
        arguments: [
            ("null", []), ("[]", []), ("[null,\"a\",1,\"b\"]", ["a", "b"]), ("[\"../x\",\"a b\",\"\",\"ok\"]", ["ok"]),
            ("{}", []), ("[\"z\",\"a\"]", ["z", "a"]),
        ]
    )
    func contents(tags: String, expected: [String]) async throws {
        let server = try ScriptedRegistry { _ in page(tags) }
        #expect(try await place(server.host).tags() == expected)
    }

    @Test(arguments: ["", "<html>", "[]", "{\"tags\":[],\"tags\":[\"x\"]}"])
    func answersThatAreNoList(body: String) async throws {
        let server = try ScriptedRegistry { _ in ScriptedReply(200, body: Array(body.utf8)) }
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.tags() }
        #expect(error?.code == .failed)
    }

    @Test func aFailureIsNotAnEmptyList() async throws {
        let server = try ScriptedRegistry { _ in .error(404, "NAME_UNKNOWN", "repository name not known to registry") }
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.tags() }
        #expect(error?.code == .notFound)
        #expect(error?.registryCode == "NAME_UNKNOWN")
    }
}
