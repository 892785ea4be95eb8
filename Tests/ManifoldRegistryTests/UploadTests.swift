import ManifoldContent
import ManifoldCredentials
import ManifoldOCI
import SystemPackage
import TestSupport
import Testing

@testable import ManifoldRegistry

@Suite(.timeLimit(.minutes(1)))
struct UploadTests {
    /// A registry that gives a location for each session and takes what comes there.
    private func registry(_ location: @escaping @Sendable (ReceivedRequest) -> String) throws -> ScriptedRegistry {
        try ScriptedRegistry { request in
            request.method == "POST"
                ? ScriptedReply(202, ["Location": location(request)]) : ScriptedReply(201)
        }
    }

    @Test(
        arguments: [
            ("http://HOST/up/1", "/up/1?"), ("/up/1", "/up/1?"), ("/up/1?_state=a%2Bb%3D", "/up/1?_state=a%2Bb%3D&"),
            ("session", "/v2/app/blobs/uploads/session?"), ("//HOST/up", "/up?"),
        ]
    )
    func locations(location: String, expected: String) async throws {
        let (descriptor, bytes) = blob()
        let server = try registry { request in
            let host = request.headers["Host"] ?? ""
            return location.split(separator: "HOST", omittingEmptySubsequences: false).joined(separator: host)
        }
        #expect(try await place(server.host).store(descriptor, from: .bytes(bytes)) == .uploaded)
        let digest = "digest=sha256%3A\(descriptor.digest.encoded)"
        #expect(server.lines == ["POST /v2/app/blobs/uploads/", "PUT \(expected)\(digest)"])
        #expect(server.requests[0].headers["Content-Length"] == "0")
        #expect(server.requests[1].body == bytes)
        #expect(server.requests[1].headers["Content-Type"] == "application/octet-stream")
    }

    @Test(arguments: [201, 401])
    func anotherHostGetsNoCredential(status: Int) async throws {
        let (descriptor, bytes) = blob()
        let storage = try ScriptedRegistry { _ in
            status == 201 ? ScriptedReply(201) : .unauthorized(challenge: "Basic realm=\"x\"")
        }
        let url = storage.url
        let server = try ScriptedRegistry { request in
            request.headers["Authorization"] == nil
                ? .unauthorized(challenge: "Basic realm=\"x\"") : ScriptedReply(202, ["Location": "\(url)/up"])
        }
        let place = try place(server.host, as: .basic(user: "user", password: "s3cret"))
        if status == 201 {
            #expect(try await place.store(descriptor, from: .bytes(bytes)) == .uploaded)
        } else {
            let error = await #expect(throws: ManifoldError.self) {
                try await place.store(descriptor, from: .bytes(bytes))
            }
            #expect(error?.code == .unauthorized)
        }
        #expect(storage.requests.count == 1)
        #expect(storage.requests.allSatisfy { $0.headers["Authorization"] == nil })
        #expect(server.requests.allSatisfy { $0.method == "POST" })
    }

    @Test(arguments: [nil, "ftp://127.0.0.1/x", "http://a b/", ""] as [String?])
    func sessionsThatAreNowhere(location: String?) async throws {
        let (descriptor, bytes) = blob()
        let server = try ScriptedRegistry { _ in
            ScriptedReply(202, location.map { ["Location": $0] } ?? [:])
        }
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.store(descriptor, from: .bytes(bytes)) }
        #expect(error?.code == .failed)
        #expect(error?.description.contains(descriptor.digest.description) == true)
        #expect(server.requests.count == 1)
    }

    @Test func aFileIsSentAndSentAgain() async throws {
        let files = try TemporaryDirectory()
        let bytes = SyntheticLayer(size: 3 << 20).bytes
        let path = try files.write([1, 2, 3] + bytes, to: "blob")
        let puts = Guarded(0)
        let server = try ScriptedRegistry { request in
            if request.method == "POST" { return ScriptedReply(202, ["Location": "/up"]) }
            return puts.withLock { puts in
                puts += 1
                return ScriptedReply(puts == 1 ? 503 : 201)
            }
        }
        let file = BlobFile(
            owning: try .open(FilePath(path), .readOnly),
            offset: 3,
            length: Int64(bytes.count)
        )
        let descriptor = Descriptor(mediaType: .ociLayer, digest: Digest(sha256Of: bytes), size: Int64(bytes.count))
        #expect(try await place(server.host, retries: 1).store(descriptor, from: .file(file)) == .uploaded)
        #expect(server.requests.map(\.method) == ["POST", "PUT", "PUT"])
        #expect(server.requests.dropFirst().allSatisfy { $0.body == bytes })
    }

    /// What comes from elsewhere is verified before a byte of it is sent on; the large one goes through a file.
    @Test(arguments: [10, 2 << 20])
    func streams(size: Int) async throws {
        let bytes = SyntheticLayer(size: size).bytes
        let server = try registry { _ in "/up" }
        let place = try place(server.host)
        let descriptor = Descriptor(mediaType: .ociLayer, digest: Digest(sha256Of: bytes), size: Int64(bytes.count))
        let good = BlobBody.stream { BlobStream(descriptor, from: "a test", chunks: BytesChunk(bytes)) }
        #expect(try await place.store(descriptor, from: good) == .uploaded)
        #expect(server.requests.last?.body == bytes)

        let bad = BlobBody.stream {
            BlobStream(descriptor, from: "a test", chunks: BytesChunk(bytes.dropLast() + [bytes[0] &+ 1]))
        }
        let count = server.requests.count
        let error = await #expect(throws: ManifoldError.self) { try await place.store(descriptor, from: bad) }
        #expect(error?.code == .integrity)
        #expect(server.lines.dropFirst(count) == ["POST /v2/app/blobs/uploads/"])
    }

    /// A session that is gone says nothing about the blob: another one is opened, once.
    @Test(arguments: [1, 2])
    func aSessionThatIsGone(times: Int) async throws {
        let (descriptor, bytes) = blob()
        let puts = Guarded(0)
        let server = try ScriptedRegistry { request in
            if request.method == "POST" { return ScriptedReply(202, ["Location": "/up"]) }
            let count = puts.withLock { puts in
                puts += 1
                return puts
            }
            return count <= times ? .error(404, "BLOB_UPLOAD_UNKNOWN", "no such upload") : ScriptedReply(201)
        }
        let place = try place(server.host)
        if times == 1 {
            #expect(try await place.store(descriptor, from: .bytes(bytes)) == .uploaded)
        } else {
            let error = await #expect(throws: ManifoldError.self) {
                try await place.store(descriptor, from: .bytes(bytes))
            }
            #expect(error?.code == .failed)
            #expect(error?.registryCode == "BLOB_UPLOAD_UNKNOWN")
        }
        #expect(server.requests.map(\.method) == ["POST", "PUT", "POST", "PUT"])
    }

    @Test func refused() async throws {
        let (descriptor, bytes) = blob()
        let server = try ScriptedRegistry { request in
            request.method == "POST"
                ? ScriptedReply(202, ["Location": "/up"])
                : .error(400, "DIGEST_INVALID", "provided digest did not match")
        }
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.store(descriptor, from: .bytes(bytes)) }
        #expect(error?.code == .rejected)
        #expect(error?.registryCode == "DIGEST_INVALID")
        #expect(error?.what.contains("upload") == true)
    }
}
