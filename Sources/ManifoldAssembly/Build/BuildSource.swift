import ManifoldArchive
import ManifoldContent
import ManifoldOCI
import SystemPackage

/// A binary and the platform that it is said to be for.
public struct BuildInput: Sendable {
    /// The platform that the user named; nil takes it from the binary's header.
    public var platform: Platform?
    /// The file.
    public var file: FilePath

    /// Makes an input from its parts.
    public init(platform: Platform?, file: FilePath) {
        self.platform = platform
        self.file = file
    }

    /// Reads `[PLATFORM=]FILE`.
    public init(parsing text: String) {
        let (platform, rest) = Member.splitPlatform(text)
        self.init(platform: platform, file: FilePath(rest))
    }
}

/// An image that was built, with its layer in a file that has no name any more.
public struct BuiltImage: Sendable {
    /// The image's document.
    public let manifest: RawManifest
    /// Its configuration.
    public let config: [UInt8]
    /// What it runs on.
    public let platform: Platform
    let layer: BlobFile
}

/// The images of a build, as a place that content can be copied from.
struct BuildSource: GatheredSource {
    let images: [BuiltImage]
    let placeName = "the build"
    let places: [any ContentSource] = []

    func origin(of descriptor: Descriptor) -> (any ContentSource)? { nil }

    func resolve(_ name: TagOrDigest) async throws -> Descriptor { try await manifest(name).descriptor }

    func manifest(_ name: TagOrDigest) async throws -> RawManifest {
        guard case .digest(let digest) = name,
            let image = images.first(where: { $0.manifest.digest == digest })
        else { throw missing("\(name)") }
        return image.manifest
    }

    func open(_ descriptor: Descriptor) async throws -> BlobStream {
        for image in images {
            guard let content = image.manifest.image else { continue }
            if content.config.digest == descriptor.digest {
                return BlobStream(descriptor, from: placeName, chunks: BytesChunk(image.config))
            }
            if content.layers.contains(where: { $0.digest == descriptor.digest }) {
                return BlobStream(descriptor, from: placeName, chunks: BlobFileChunks(image.layer))
            }
        }
        throw missing("\(descriptor.digest)")
    }

    private func missing(_ name: String) -> ManifoldError {
        ManifoldError(.notFound, "cannot find \(name) in the build", why: "it was not built")
    }
}
