import ManifoldContent
import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldRegistry

@Suite(.timeLimit(.minutes(1)))
struct BlobReadTests {
    @Test func bothWaysOfReading() async throws {
        let (descriptor, bytes) = blob()
        let server = try ScriptedRegistry { _ in ScriptedReply(200, body: bytes) }
        let place = try place(server.host)
        #expect(try await place.open(descriptor).collect() == bytes)
        #expect(try await place.blob(descriptor, limit: 100) == bytes)
        #expect(server.lines == Array(repeating: "GET /v2/app/blobs/\(descriptor.digest)", count: 2))
        // Compression on the way would be bytes of another digest.
        #expect(server.requests.allSatisfy { $0.headers["Accept-Encoding"] == "identity" })
    }

    @Test(arguments: ["some byte", "some bytes and more", "some BYTES", ""])
    func otherBytes(sent: String) async throws {
        let (descriptor, _) = blob()
        let server = try ScriptedRegistry { _ in ScriptedReply(200, body: Array(sent.utf8)) }
        let place = try place(server.host)
        let streamed = await #expect(throws: ManifoldError.self) { try await place.open(descriptor).collect() }
        #expect(streamed?.code == .integrity)
        let whole = await #expect(throws: ManifoldError.self) { try await place.blob(descriptor, limit: 100) }
        #expect(whole?.code == .integrity)
    }

    @Test func anEndlessBodyIsCutOff() async throws {
        let (descriptor, _) = blob()
        let server = try ScriptedRegistry { _ in .endless() }
        let place = try place(server.host)
        await #expect(throws: ManifoldError.self) { try await place.open(descriptor).collect() }
        await #expect(throws: ManifoldError.self) { try await place.blob(descriptor, limit: 100) }
    }

    @Test func largerThanItsKindMayBe() async throws {
        let (descriptor, bytes) = blob()
        let server = try ScriptedRegistry { _ in ScriptedReply(200, body: bytes) }
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.blob(descriptor, limit: 9) }
        #expect(error?.code == .integrity)
        #expect(server.requests.isEmpty)
    }

    @Test func theConnectionBreaksInTheMiddle() async throws {
        let (descriptor, bytes) = blob()
        let server = try ScriptedRegistry { _ in ScriptedReply(200, body: bytes).ending(.reset, afterBodyBytes: 4) }
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.open(descriptor).collect() }
        #expect(error?.code == .unreachable)
        #expect(error?.what.contains(descriptor.digest.description) == true)
    }

    @Test func notThere() async throws {
        let (descriptor, _) = blob()
        let server = try ScriptedRegistry { _ in .error(404, "BLOB_UNKNOWN", "blob unknown to registry") }
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.open(descriptor) }
        #expect(error?.code == .notFound)
        #expect(error?.registryCode == "BLOB_UNKNOWN")
        #expect(try await place.contains(descriptor) == false)
        #expect(server.lines.last == "HEAD /v2/app/blobs/\(descriptor.digest)")
    }
}
