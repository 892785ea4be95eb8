import ManifoldContent
import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldRegistry

/// Fetching and putting documents, and what is believed of what a registry says about them.
@Suite(.timeLimit(.minutes(1)))
struct ManifestTests {
    private let image: SyntheticImage
    private let type = SyntheticImage.MediaTypes.oci.manifest

    init() throws {
        image = try SyntheticImage()
    }

    private func code(_ body: () async throws -> Void) async -> ManifoldError.Code? {
        await #expect(throws: ManifoldError.self) { try await body() }?.code
    }

    @Test func allTypesAreAskedFor() async throws {
        let server = try ScriptedRegistry { [image] _ in image.reply }
        let place = try place(server.host)
        _ = try await place.manifest(.tag("1"))
        _ = try await place.resolve(.tag("1"))
        for request in server.requests {
            let accept = request.headers.values("Accept").joined(separator: ", ")
            let types = Set(accept.split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init))
            #expect(types == Set(MediaType.manifests.map(\.rawValue)))
        }
    }

    @Test func parametersOfTheTypeSayNothing() async throws {
        let server = try ScriptedRegistry { [image, type] _ in
            ScriptedReply(200, ["Content-Type": type + "; charset=utf-8"], body: image.manifest)
        }
        let manifest = try await place(server.host).manifest(.tag("1"))
        #expect(manifest.mediaType == .ociManifest)
        #expect(manifest.digest == image.digest)
    }

    @Test func aTypeOtherThanTheOneInside() async throws {
        let server = try ScriptedRegistry { [image] _ in
            .json(200, SyntheticImage.MediaTypes.docker.manifest, image.manifest)
        }
        let place = try place(server.host)
        #expect(await code { _ = try await place.manifest(.tag("1")) } == .integrity)
    }

    @Test func otherBytesThanAskedFor() async throws {
        let other = try SyntheticImage(architecture: "arm64")
        // The registry is consistent with itself, and still not right.
        let server = try ScriptedRegistry { _ in other.reply }
        let place = try place(server.host)
        let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.digest(image.digest)) }
        #expect(error?.code == .integrity)
        #expect(error?.description.contains("\(server.host)/app@\(image.digest)") == true)
    }

    @Test func otherBytesThanAnnounced() async throws {
        let server = try ScriptedRegistry { [image, type] _ in
            let digest = Digest(sha256Of: [1]).description
            return ScriptedReply(200, ["Content-Type": type, "Docker-Content-Digest": digest], body: image.manifest)
        }
        let place = try place(server.host)
        #expect(await code { _ = try await place.manifest(.tag("1")) } == .integrity)
    }

    /// The header is advisory: what cannot be checked is not believed, and not held against the registry.
    @Test(arguments: ["md5:d41d8cd98f00b204e9800998ecf8427e", "nonsense", "sha256:AB", ""])
    func announcementsThatSayNothing(value: String) async throws {
        let server = try ScriptedRegistry { [image, type] _ in
            ScriptedReply(200, ["Content-Type": type, "Docker-Content-Digest": value], body: image.manifest)
        }
        let place = try place(server.host)
        #expect(try await place.manifest(.tag("1")).digest == image.digest)
        #expect(try await place.resolve(.tag("1")).digest == image.digest)
    }

    @Test func anAlgorithmThatCannotBeVerified() async throws {
        let server = try ScriptedRegistry { [image] _ in image.reply }
        let place = try place(server.host)
        let digest = try Digest(parsing: "blake3:abcdef")
        #expect(await code { _ = try await place.manifest(.digest(digest)) } == .integrity)
    }

    @Test func lookingUpTakesOneHead() async throws {
        let server = try ScriptedRegistry { [image] _ in image.reply }
        let descriptor = try await place(server.host).resolve(.tag("1"))
        #expect(descriptor == (try image.raw().descriptor))
        #expect(server.lines == ["HEAD /v2/app/manifests/1"])
    }

    @Test func lookingUpAnotherDigest() async throws {
        let server = try ScriptedRegistry { [image] _ in image.reply }
        let place = try place(server.host)
        #expect(await code { _ = try await place.resolve(.digest(Digest(sha256Of: [1]))) } == .integrity)
    }

    /// Where HEAD does not do, GET does.
    @Test(arguments: [400, 403, 405])
    func headIsNotKnown(status: Int) async throws {
        let server = try ScriptedRegistry { [image] request in
            request.method == "HEAD" ? ScriptedReply(status) : image.reply
        }
        #expect(try await place(server.host).resolve(.tag("1")).digest == image.digest)
        #expect(server.requests.map(\.method) == ["HEAD", "GET"])
    }

    @Test(arguments: ["Docker-Content-Digest", "Content-Type"])
    func headSaysTooLittle(missing: String) async throws {
        let server = try ScriptedRegistry { [image] request in
            var reply = image.reply
            if request.method == "HEAD" { reply.headers[missing] = nil }
            return reply
        }
        #expect(try await place(server.host).resolve(.tag("1")).digest == image.digest)
        #expect(server.requests.map(\.method) == ["HEAD", "GET"])
    }

    /// More than a registry would accept is not read to its end, which may never come.
    @Test func endless() async throws {
        let server = try ScriptedRegistry { [type] _ in .endless(200, ["Content-Type": type]) }
        let place = try place(server.host)
        #expect(await code { _ = try await place.manifest(.tag("1")) } == .integrity)
    }

    @Test func putUnderEachNameInOrder() async throws {
        let server = try ScriptedRegistry { _ in ScriptedReply(201) }
        try await place(server.host).store(try image.raw(), as: ["1.2", "1", "latest"])
        #expect(server.lines == ["1.2", "1", "latest"].map { "PUT /v2/app/manifests/\($0)" })
        #expect(server.requests.allSatisfy { $0.body == image.manifest && $0.headers["Content-Type"] == type })
    }

    @Test func putWithoutANameGoesByDigest() async throws {
        let server = try ScriptedRegistry { _ in ScriptedReply(201) }
        try await place(server.host).store(try image.raw(), as: [])
        #expect(server.lines == ["PUT /v2/app/manifests/\(image.digest)"])
    }

    @Test func storedAsSomethingElse() async throws {
        let server = try ScriptedRegistry { _ in
            ScriptedReply(201, ["Docker-Content-Digest": Digest(sha256Of: [1]).description])
        }
        let place = try place(server.host)
        let raw = try image.raw()
        #expect(await code { try await place.store(raw, as: ["1"]) } == .integrity)
    }

    @Test func theSecondNameFails() async throws {
        let server = try ScriptedRegistry { request in
            request.path.hasSuffix("/1") ? ScriptedReply(201) : .error(400, "TAG_INVALID", "immutable")
        }
        let place = try place(server.host)
        let raw = try image.raw()
        let error = await #expect(throws: ManifoldError.self) { try await place.store(raw, as: ["1", "2", "3"]) }
        #expect(error?.code == .rejected)
        #expect(error?.reference?.tag == "2")
        #expect(error?.why.contains("the tags before it are in place: 1") == true)
        #expect(server.requests.count == 2)
    }
}
