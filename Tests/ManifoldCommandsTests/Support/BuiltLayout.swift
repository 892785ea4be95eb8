import Foundation
import ManifoldOCI
import TestSupport

/// An image layout as read by Foundation and by tar.
struct BuiltLayout {
    struct Manifest: Decodable {
        struct Content: Decodable {
            var mediaType: String
            var digest: String
        }

        var mediaType: String
        var config: Content
        var layers: [Content]
        var annotations: [String: String]?
    }

    struct Config: Decodable {
        struct Settings: Decodable, Equatable {
            struct Empty: Decodable, Equatable {}

            var user: String?
            var exposedPorts: [String: Empty]?
            var environment: [String]?
            var entrypoint: [String]?
            var command: [String]?
            var workingDirectory: String?
            var labels: [String: String]?
            var stopSignal: String?

            enum CodingKeys: String, CodingKey {
                case user = "User"
                case exposedPorts = "ExposedPorts"
                case environment = "Env"
                case entrypoint = "Entrypoint"
                case command = "Cmd"
                case workingDirectory = "WorkingDir"
                case labels = "Labels"
                case stopSignal = "StopSignal"
            }
        }

        var os: String
        var architecture: String
        var variant: String?
        var created: String
        var config: Settings
    }

    let path: String
    let digest: String

    private func blob(_ digest: String) throws -> [UInt8] {
        let digest = try Digest(parsing: digest)
        return [UInt8](try Data(contentsOf: URL(filePath: blobPath(digest))))
    }

    private func blobPath(_ digest: Digest) -> String {
        "\(path)/blobs/\(digest.algorithm.name)/\(digest.encoded)"
    }

    func index(_ digest: String) throws -> IndexDocument { try IndexDocument(try blob(digest)) }

    func manifest(_ digest: String) throws -> Manifest {
        try JSONDecoder().decode(Manifest.self, from: Data(try blob(digest)))
    }

    func config(_ manifest: Manifest) throws -> Config {
        try JSONDecoder().decode(Config.self, from: Data(try blob(manifest.config.digest)))
    }

    /// The names in `index.json`, sorted.
    func names() throws -> [String] {
        let index = try IndexDocument([UInt8](Data(contentsOf: URL(filePath: "\(path)/index.json"))))
        return index.manifests.compactMap { $0.annotations?["org.opencontainers.image.ref.name"] }.sorted()
    }

    /// What tar lists of the only layer, a line for each entry with single spaces.
    func entries(_ manifest: Manifest) async throws -> [String] {
        let layer = try Digest(parsing: manifest.layers[0].digest)
        let listing = try await Tool.require(
            "tar",
            ["--list", "--verbose", "--numeric-owner", "--utc", "--file", blobPath(layer)]
        )
        return listing.text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    }
}
