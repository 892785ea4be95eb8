import ManifoldContent
import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldRegistry

/// Certificates, and the two ways to a registry on this machine.
@Suite(.needs("docker-registry", "openssl"), .timeLimit(.minutes(2)))
struct DockerRegistryTLSTests {
    @Test func trust() async throws {
        let authority = try await CertificateAuthority()
        let registry = try await DockerRegistry(.tls(authority))
        let (descriptor, bytes) = blob()
        // A loopback host is tried over plain HTTP, and then over HTTPS: the two together work without being told.
        let known = try place(registry.host, plainHTTP: false) { $0.caFile = authority.caFile }
        #expect(try await known.store(descriptor, from: .bytes(bytes)) == .uploaded)
        #expect(try await known.open(descriptor).collect() == bytes)

        let unknown = try place(registry.host, plainHTTP: false)
        let error = await #expect(throws: ManifoldError.self) { try await unknown.contains(descriptor) }
        #expect(error?.code == .certificate)
        #expect(error?.description.contains("--ca-file") == true)
        #expect(error?.isRetryable == false)

        let other = try await CertificateAuthority(name: "Another Authority")
        let wrong = try place(registry.host, plainHTTP: false) { $0.caFile = other.caFile }
        let refusal = await #expect(throws: ManifoldError.self) { try await wrong.contains(descriptor) }
        #expect(refusal?.code == .certificate)

        let careless = try place(registry.host, plainHTTP: false) { $0.insecure = true }
        #expect(try await careless.contains(descriptor))
    }

    /// Once the way is known, it is gone straight.
    @Test func theWayIsFoundOnce() async throws {
        let authority = try await CertificateAuthority()
        let registry = try await DockerRegistry(.tls(authority))
        let place = try place(registry.host, plainHTTP: false) { $0.caFile = authority.caFile }
        #expect(place.host.ways.map(\.scheme) == [.http, .https])
        _ = try? await place.resolve(.tag("none"))
        #expect(place.host.ways.map(\.scheme) == [.https])
        #expect(place.host.ways.first?.verifiesPeer == true)
    }

    @Test func plainHTTPOnly() async throws {
        let authority = try await CertificateAuthority()
        let registry = try await DockerRegistry(.tls(authority))
        let place = try place(registry.host) { $0.caFile = authority.caFile }
        let error = await #expect(throws: ManifoldError.self) { try await place.contains(blob().descriptor) }
        #expect(error?.code == .rejected)
        #expect(error?.status == 400)
    }
}

/// A host that is not a loopback host by name, though it is one: HTTPS alone, unless told otherwise.
@Suite(.needs("docker-registry"), .timeLimit(.minutes(1)))
struct PlainServerTests {
    private let registry: DockerRegistry
    private let host: String

    init() async throws {
        registry = try await DockerRegistry()
        host = "0.0.0.0:" + registry.host.dropFirst("127.0.0.1:".count)
        try await RegistryFixture(host: registry.host).pushBlob(blob().bytes, to: "app")
    }

    @Test func notSpokenToWithoutBeingTold() async throws {
        let mark = try await registry.mark()
        let place = try place(host, plainHTTP: false)
        let error = await #expect(throws: ManifoldError.self) { try await place.contains(blob().descriptor) }
        #expect(error?.code == .certificate)
        #expect(error?.description.contains("--plain-http") == true)
        place.client.shutdown()
        #expect(try await registry.entries(since: mark).isEmpty)
    }

    @Test func spokenToWhenTold() async throws {
        #expect(try await place(host).contains(blob().descriptor))
        let insecure = try place(host, plainHTTP: false) { $0.insecure = true }
        #expect(try await insecure.contains(blob().descriptor))
        #expect(insecure.host.ways.map(\.scheme) == [.http])
    }
}
