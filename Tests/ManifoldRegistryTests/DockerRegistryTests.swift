import ManifoldContent
import ManifoldCredentials
import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldRegistry

/// Against a registry that nobody here has written.
@Suite(.needs("docker-registry"), .timeLimit(.minutes(2)))
struct DockerRegistryTests {
    @Test(arguments: [false, true])
    func pushedAndReadBack(relativeURLs: Bool) async throws {
        var setup = DockerRegistrySetup.open
        setup.hasRelativeURLs = relativeURLs
        let registry = try await DockerRegistry(setup)
        let place = try place(registry.host, plainHTTP: false)
        let image = try SyntheticImage(layers: [SyntheticLayer(size: 3 << 20)])
        let raw = try image.raw()
        for child in raw.children {
            let bytes = child.digest == image.configDigest ? image.config : image.layers[0].bytes
            #expect(try await place.contains(child) == false)
            #expect(try await place.store(child, from: .bytes(bytes)) == .uploaded)
            #expect(try await place.contains(child))
            #expect(try await place.open(child).collect() == bytes)
        }
        try await place.store(raw, as: ["1", "latest"])
        #expect(try await place.manifest(.tag("latest")).bytes == image.manifest)
        #expect(try await place.manifest(.digest(image.digest)).bytes == image.manifest)
        #expect(try await place.resolve(.tag("1")) == raw.descriptor)
        #expect(try await Set(place.tags()) == ["1", "latest"])
        // The judge is not our own client alone.
        let seen = try await RegistryFixture(host: registry.host).manifest("1", in: "app")
        #expect(seen.body == image.manifest)
    }

    @Test(arguments: [SyntheticImage.MediaTypes.oci, .docker])
    func anIndexKeepsItsBytes(types: SyntheticImage.MediaTypes) async throws {
        let registry = try await DockerRegistry()
        let members = try ["amd64", "arm64"].map { try SyntheticImage(architecture: $0, mediaTypes: types) }
        let index = try SyntheticIndex(members, mediaTypes: types)
        try await RegistryFixture(host: registry.host).push(index, to: "app", tag: "1")
        let manifest = try await place(registry.host, plainHTTP: false).manifest(.tag("1"))
        #expect(manifest.bytes == index.bytes)
        #expect(manifest.mediaType.rawValue == types.index)
        #expect(manifest.children.map(\.digest) == members.map(\.digest))
    }

    @Test func oneRequestForADocument() async throws {
        let registry = try await DockerRegistry()
        let image = try SyntheticImage()
        try await RegistryFixture(host: registry.host).push(image, to: "app", tag: "1")
        let mark = try await registry.mark()
        let place = try place(registry.host, plainHTTP: false)
        _ = try await place.manifest(.tag("1"))
        place.client.shutdown()
        #expect(try await registry.entries(since: mark).map(\.line) == ["GET /v2/app/manifests/1"])
    }

    @Test func mountedWithoutAByte() async throws {
        let registry = try await DockerRegistry()
        let image = try SyntheticImage()
        try await RegistryFixture(host: registry.host).push(image, to: "lib/base", tag: "1")
        let mark = try await registry.mark()
        let (app, base) = try neighbours(registry.host, plainHTTP: false)
        let report = try await GraphCopy(from: base, to: app, jobs: 4).copy(try image.raw(), as: ["1"])
        #expect(report.mounted == 2)
        #expect(report.uploaded == 0)
        app.client.shutdown()
        let entries = try await registry.entries(since: mark)
        let mounts = entries.filter { $0.uri.contains("mount=sha256%3A") && $0.uri.contains("from=lib%2Fbase") }
        #expect(mounts.map(\.status) == [201, 201])
        #expect(entries.count == 3)
        #expect(entries.last?.line == "PUT /v2/app/manifests/1")
        let fixture = RegistryFixture(host: registry.host)
        #expect(try await fixture.hasBlob(image.configDigest, in: "app"))
    }

    /// A neighbour that has not the blob lends nothing, and the bytes are sent into the session offered instead.
    @Test func notMountedWhereThereIsNothing() async throws {
        let registry = try await DockerRegistry()
        let (app, base) = try neighbours(registry.host, plainHTTP: false)
        let (descriptor, bytes) = blob()
        #expect(try await app.store(descriptor, mountingFrom: base) { .bytes(bytes) } == .uploaded)
        #expect(try await app.open(descriptor).collect() == bytes)
        app.client.shutdown()
        #expect(try await registry.accessLog().filter { $0.method == "POST" }.count == 1)
    }

    @Test func refusals() async throws {
        let registry = try await DockerRegistry()
        let place = try place(registry.host, plainHTTP: false)
        let (descriptor, bytes) = blob()
        let missing = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("none")) }
        #expect(missing?.code == .notFound)
        #expect(missing?.registryCode == "MANIFEST_UNKNOWN")
        let wrong = await #expect(throws: ManifoldError.self) {
            try await place.store(descriptor, from: .bytes(bytes + [0]))
        }
        #expect(wrong?.registryCode == "DIGEST_INVALID")
        let image = try SyntheticImage()
        let raw = try image.raw()
        let early = await #expect(throws: ManifoldError.self) { try await place.store(raw, as: ["1"]) }
        #expect(early?.code == .rejected)
        #expect(early?.registryCode == "MANIFEST_BLOB_UNKNOWN")
    }

    @Test(arguments: [true, false])
    func deleting(isEnabled: Bool) async throws {
        var setup = DockerRegistrySetup.open
        setup.isDeleteEnabled = isEnabled
        let registry = try await DockerRegistry(setup)
        let image = try SyntheticImage()
        try await RegistryFixture(host: registry.host).push(image, to: "app", tag: "1")
        let place = try place(registry.host, plainHTTP: false)
        if isEnabled {
            try await place.delete(image.digest)
            let error = await #expect(throws: ManifoldError.self) { try await place.manifest(.tag("1")) }
            #expect(error?.code == .notFound)
        } else {
            let error = await #expect(throws: ManifoldError.self) { try await place.delete(image.digest) }
            #expect(error?.code == .rejected)
            #expect(error?.registryCode == "UNSUPPORTED")
            #expect(try await place.manifest(.tag("1")).digest == image.digest)
        }
    }
}
