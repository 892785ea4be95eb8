import ManifoldContent
import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldRegistry

@Suite(.timeLimit(.minutes(1)))
struct MountTests {
    private let mountLine: String

    init() {
        mountLine = "POST /v2/app/blobs/uploads/?mount=sha256%3A\(blob().descriptor.digest.encoded)&from=lib%2Fbase"
    }

    private func mount(_ server: ScriptedRegistry, bodies: Guarded<Int>) async throws -> StoreOutcome {
        let (app, base) = try neighbours(server.host)
        let (descriptor, bytes) = blob()
        return try await app.store(descriptor, mountingFrom: base) {
            bodies.withLock { $0 += 1 }
            return .bytes(bytes)
        }
    }

    @Test func lent() async throws {
        let server = try ScriptedRegistry { _ in ScriptedReply(201) }
        let bodies = Guarded(0)
        #expect(try await mount(server, bodies: bodies) == .mounted)
        #expect(server.lines == [mountLine])
        #expect(bodies.value == 0)
    }

    /// A session instead of a loan is used; opening another one would be a request too many.
    @Test func aSessionInstead() async throws {
        let server = try ScriptedRegistry { request in
            request.method == "POST" ? ScriptedReply(202, ["Location": "/up?s=1"]) : ScriptedReply(201)
        }
        let bodies = Guarded(0)
        #expect(try await mount(server, bodies: bodies) == .uploaded)
        #expect(server.lines == [mountLine, "PUT /up?s=1&digest=sha256%3A\(blob().descriptor.digest.encoded)"])
        #expect(server.requests.last?.body == blob().bytes)
        #expect(bodies.value == 1)
    }

    @Test(arguments: [400, 403, 404, 405])
    func refusedAndUploaded(status: Int) async throws {
        let server = try ScriptedRegistry { request in
            if request.query["mount"] != nil { return .error(status, "UNSUPPORTED", "no mounts here") }
            return request.method == "POST" ? ScriptedReply(202, ["Location": "/up"]) : ScriptedReply(201)
        }
        #expect(try await mount(server, bodies: Guarded(0)) == .uploaded)
        #expect(server.paths == ["POST /v2/app/blobs/uploads/", "POST /v2/app/blobs/uploads/", "PUT /up"])
        #expect(server.lines[1] == "POST /v2/app/blobs/uploads/")
    }

    @Test(arguments: [429, 500, 503])
    func trouble(status: Int) async throws {
        let server = try ScriptedRegistry { _ in .error(status, "UNKNOWN", "not now") }
        let error = await #expect(throws: ManifoldError.self) { try await mount(server, bodies: Guarded(0)) }
        #expect(error?.code == .overloaded)
        #expect(error?.what.contains("lib/base") == true)
        #expect(server.requests.count == 1)
    }

    @Test func whoCanLendToWhom() throws {
        let (app, base) = try neighbours("registry.example")
        let elsewhere = try place("other.example", "lib/base")
        #expect(app.canMount(from: base))
        #expect(!app.canMount(from: app))
        #expect(!app.canMount(from: elsewhere))
        #expect(app.isSamePlace(as: try place("registry.example", "app:2")))
        #expect(!app.isSamePlace(as: base))
        #expect(!app.isSamePlace(as: elsewhere))
    }

    /// Only neighbours are named when a token is asked for.
    @Test func scopes() throws {
        let (app, base) = try neighbours("registry.example")
        let target = app.expectingMounts(from: [app, base, try place("other.example", "x")])
        #expect(app.pushScopes == [.push("app")])
        #expect(target.pushScopes == [.push("app"), .pull("lib/base")])
        #expect(target.pullScopes == [.pull("app")])
    }
}
