import Foundation
import ManifoldOCI
import TestSupport
import Testing

/// A real registry with images of our making, and the program that works on it.
struct Workshop: Sendable {
    let registry: DockerRegistry
    private let twin: DockerRegistry
    let fixture: RegistryFixture
    let manifold: Manifold

    /// Starts an open registry, or one of another set-up, which is filled through an open twin.
    init(_ setup: DockerRegistrySetup? = nil) async throws {
        let open = try await DockerRegistry()
        twin = open
        registry = if let setup { try await DockerRegistry(setup, sharingContentOf: open) } else { open }
        fixture = RegistryFixture(host: open.host)
        manifold = try Manifold()
    }

    /// The full name of something on the registry.
    func name(_ rest: String) -> String { "\(registry.host)/\(rest)" }

    /// Pushes an image for each architecture of ``Sample``; `{arch}` in the name is replaced.
    @discardableResult
    func push(_ template: String, mediaTypes: SyntheticImage.MediaTypes = .oci) async throws -> [Sample] {
        let samples = try Sample.all(mediaTypes)
        for sample in samples {
            let parts = template.replacingOccurrences(of: "{arch}", with: sample.architecture).split(separator: ":")
            try await fixture.push(sample.image, to: String(parts[0]), tag: String(parts[1]))
        }
        return samples
    }

    /// Pushes one image, and returns its full name.
    @discardableResult
    func push(_ image: SyntheticImage, _ rest: String) async throws -> String {
        let parts = rest.split(separator: ":")
        try await fixture.push(image, to: String(parts[0]), tag: String(parts[1]))
        return name(rest)
    }

    /// The names that a template stands for.
    func names(_ template: String) -> [String] {
        Sample.architectures.map { name(template.replacingOccurrences(of: "{arch}", with: $0)) }
    }

    /// The bytes of a manifest on the registry, if it is there.
    func bytes(_ rest: String) async throws -> [UInt8]? {
        let parts = rest.split(separator: rest.contains("@") ? "@" : ":", maxSplits: 1)
        let reply = try await fixture.manifest(String(parts[1]), in: String(parts[0]))
        return reply.status == 200 ? reply.body : nil
    }

    /// The digest of what a name on the registry stands for, if it is there.
    func digest(_ rest: String) async throws -> String? {
        try await bytes(rest).map { Digest(sha256Of: $0).description }
    }

    /// An index on the registry.
    func index(_ rest: String) async throws -> IndexDocument {
        try IndexDocument(try #require(try await bytes(rest)))
    }
}

/// An image of one of the five architectures that releases have, each with a layer of its own.
struct Sample: Sendable {
    let architecture: String
    let image: SyntheticImage

    static let architectures = ["amd64", "arm", "arm64", "ppc64le", "s390x"]

    static func all(_ mediaTypes: SyntheticImage.MediaTypes = .oci) throws -> [Sample] {
        try architectures.enumerated().map { position, architecture in
            Sample(
                architecture: architecture,
                image: try image(architecture, seed: UInt64(position + 1), mediaTypes)
            )
        }
    }

    /// An image whose bytes depend on the seed.
    static func image(
        _ architecture: String,
        seed: UInt64 = 1,
        _ mediaTypes: SyntheticImage.MediaTypes = .oci
    ) throws -> SyntheticImage {
        try SyntheticImage(
            architecture: architecture,
            variant: architecture == "arm" ? "v7" : nil,
            mediaTypes: mediaTypes,
            layers: [SyntheticLayer(size: 300, seed: seed)]
        )
    }
}

/// An index as read by Foundation, so that the program under test is not its own witness.
struct IndexDocument: Decodable, Equatable {
    struct Platform: Decodable, Equatable {
        var os: String
        var architecture: String
        var variant: String?
        var osVersion: String?
        var osFeatures: [String]?

        enum CodingKeys: String, CodingKey {
            case os, architecture, variant
            case osVersion = "os.version"
            case osFeatures = "os.features"
        }
    }

    struct Entry: Decodable, Equatable {
        var mediaType: String
        var digest: String
        var size: Int
        var platform: Platform?
        var annotations: [String: String]?
    }

    var mediaType: String
    var manifests: [Entry]
    var annotations: [String: String]?

    init(_ bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    }

    init(_ text: String) throws {
        try self.init(Array(text.utf8))
    }

    /// The digests of the entries, in order.
    var digests: [String] { manifests.map(\.digest) }
    /// The architectures of the entries, in order.
    var architectures: [String] { manifests.compactMap(\.platform?.architecture) }
}
