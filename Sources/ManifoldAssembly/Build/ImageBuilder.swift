import ManifoldArchive
import ManifoldContent
import ManifoldOCI
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Builds an image of one layer from each binary.
public struct ImageBuilder: Sendable {
    private let recipe: ImageRecipe

    /// Prepares for building.
    public init(_ recipe: ImageRecipe) {
        self.recipe = recipe
    }

    /// Builds the images of all inputs, at the same time, in their order.
    /// - Throws: `ManifoldError`: `integrity` when a binary is not for its platform, `conflict` for two of one platform.
    public func build(_ inputs: [BuildInput]) async throws -> [BuiltImage] {
        var results = [BuiltImage?](repeating: nil, count: inputs.count)
        try await withThrowingTaskGroup(of: (Int, BuiltImage).self) { group in
            for (position, input) in inputs.enumerated() {
                group.addTask { (position, try build(input)) }
            }
            for try await (position, image) in group { results[position] = image }
        }
        let images = results.compactMap(\.self)
        if let duplicate = IndexAssembly.duplicatePlatforms(images.map(\.entry)).first {
            throw ManifoldError(
                .conflict,
                "cannot build an index",
                why: "two of the binaries are for \(duplicate.platform)"
            )
        }
        return images
    }

    /// The index over images.
    public func index(_ images: [BuiltImage]) -> RawManifest {
        ImageIndex(mediaType: .ociIndex, manifests: images.map(\.entry), annotations: recipe.annotations).serialized()
    }

    /// The images as a place to publish from.
    public static func source(_ images: [BuiltImage]) -> any GatheredSource { BuildSource(images: images) }

    private func build(_ input: BuildInput) throws -> BuiltImage {
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(input.file, .readOnly, options: [.closeOnExec])
        } catch Errno.noSuchFileOrDirectory {
            throw ManifoldError(
                .notFound,
                "cannot read the binary \(input.file)",
                why: "there is no such file",
                advice: "Check the path"
            )
        } catch {
            throw ManifoldError(error, "cannot read the binary", path: input.file)
        }
        defer { try? file.close() }
        let size: Int64
        do { size = try LocalFile.regularSize(file) } catch {
            throw ManifoldError(error, "cannot read the binary", path: input.file)
        }
        let platform = try platform(of: input, file)
        let (layer, blob) = try layer(of: .file(file, size: size), input.file)
        let config = recipe.configuration(for: platform, diffID: layer.diffID)
        let manifest = ImageManifest(
            config: Descriptor(mediaType: .ociConfig, digest: Digest(sha256Of: config), size: Int64(config.count)),
            layers: [
                Descriptor(
                    mediaType: MediaType(
                        rawValue: MediaType.ociLayer.rawValue + recipe.compression.mediaTypeSuffix
                    ),
                    digest: layer.digest,
                    size: layer.size
                )
            ],
            annotations: recipe.annotations.isEmpty ? nil : recipe.annotations
        )
        return BuiltImage(manifest: manifest.serialized(), config: config, platform: platform, layer: blob)
    }

    /// The platform that the user named, completed and checked by the header of the file.
    private func platform(of input: BuildInput, _ file: FileDescriptor) throws -> Platform {
        let header: BinaryHeader
        do {
            header = try BinaryHeader(prefix: Self.read(file, 0, BinaryHeader.recommendedPrefix)) { offset, count in
                guard let offset = Int64(exactly: offset) else { return nil }
                let bytes = Self.read(file, offset, count)
                return bytes.count == count ? bytes : nil
            }
        } catch {
            if let platform = input.platform, recipe.forcesPlatform { return platform }
            throw ManifoldError(
                .integrity,
                "cannot build an image of \(input.file)",
                why: "it is not a program that a container could run: \(error)",
                advice: "Give a compiled binary; --force-platform overrides"
            )
        }
        guard var platform = input.platform else {
            return Platform(os: header.os, architecture: header.architecture, variant: header.variant)
        }
        let wanted = platform.normalized
        let difference = header.contradiction(
            with: wanted.os,
            architecture: wanted.architecture,
            variant: platform.variant
        )
        if let difference, !recipe.forcesPlatform {
            throw ManifoldError(
                .integrity,
                "\(input.file) is not for \(platform)",
                why: difference,
                advice: "Correct the platform or the file; --force-platform overrides"
            )
        }
        if platform.architecture == "arm", platform.variant == nil {
            platform.variant = header.variant ?? wanted.variant
        }
        return platform
    }

    private static func read(_ file: FileDescriptor, _ offset: Int64, _ count: Int) -> [UInt8] {
        let bytes = try? [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = try file.read(
                fromAbsoluteOffset: offset,
                into: UnsafeMutableRawBufferPointer(buffer)
            )
        }
        return bytes ?? []
    }

    private func layer(of content: TarContent, _ name: FilePath) throws -> (LayerResult, BlobFile) {
        let directory = FilePath(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")
        let path = directory.appending("manifold-\(LocalFile.uniqueSuffix())")
        let output: FileDescriptor
        do { output = try LocalFile.create(path) } catch {
            throw ManifoldError(error, "cannot write a layer to", path: directory)
        }
        LocalFile.remove(path)
        do {
            let entries = try TarEntry.entries(
                forExecutableAt: recipe.path,
                content: content,
                mode: recipe.mode,
                modified: recipe.epoch
            )
            let result = try LayerWriter.write(entries, compression: recipe.compression, to: output)
            return (result, BlobFile(owning: output, length: result.size))
        } catch {
            try? output.close()
            throw ManifoldError(
                error.code == .invalidPath ? .invalidInput : .storage,
                "cannot build an image of \(name)",
                why: error.description
            )
        }
    }
}

extension BuiltImage {
    /// What an index says about the image.
    var entry: Descriptor {
        var entry = manifest.descriptor
        entry.platform = platform
        return entry
    }
}
