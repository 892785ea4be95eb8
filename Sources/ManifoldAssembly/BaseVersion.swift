import ManifoldContent
import ManifoldOCI

/// Finds the version of the operating system that a base image is for.
///
/// Windows runs an image only on the version that its base was made for, so an index has to say it.
public struct BaseVersion: Sendable {
    private let lookup: Lookup

    /// Prepares for looking.
    public init(_ lookup: Lookup) {
        self.lookup = lookup
    }

    /// The version of a base.
    /// - Parameters:
    ///   - base: An image, or an index of images for several versions.
    ///   - prefix: How the version must begin, whole numbers only: `10.0.17763`; nil for any.
    /// - Throws: `ManifoldError`: `notFound` when the base has no such version, `invalidInput` when it has several.
    public func version(of base: String, startingWith prefix: String?) async throws -> String {
        let found = try await lookup.find(base)
        let versions = try await versions(of: found).uniqued()
        let candidates = versions.filter { Self.begins($0, with: prefix) }
        guard let version = candidates.first else {
            throw ManifoldError(
                .notFound,
                "cannot take os.version from \(base)",
                why: versions.isEmpty
                    ? "it names none"
                    : "it has \(versions.joined(separator: ", ")), none of which begins with "
                        + (prefix ?? ""),
                advice: "Name another base, or give --os-version alone"
            )
        }
        guard candidates.count == 1 else {
            throw ManifoldError(
                .invalidInput,
                "cannot take os.version from \(base)",
                why: "it has several: \(candidates.joined(separator: ", "))",
                advice: "Choose one by its beginning with --os-version"
            )
        }
        return version
    }

    private func versions(of found: Lookup.Found) async throws -> [String] {
        switch found.document.content {
        case .index(let index):
            return index.manifests.compactMap { $0.platform?.osVersion }
        case .image(let image):
            let config = try await found.source.blob(image.config, limit: ContentLimits.config)
            do { return [try ImageConfig(config).osVersion].compactMap(\.self) } catch {
                throw ManifoldError(error, reading: "the config of \(found.name)")
            }
        }
    }

    /// `10.0.17763` begins `10.0.17763.5329`, and `10.0.1776` does not.
    private static func begins(_ version: String, with prefix: String?) -> Bool {
        guard let prefix, !prefix.isEmpty else { return true }
        return version == prefix || version.hasPrefix(prefix.hasSuffix(".") ? prefix : prefix + ".")
    }
}
