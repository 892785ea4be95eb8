import ManifoldContent
import ManifoldOCI

/// Makes an index of entries, and says what is wrong with it.
public enum IndexAssembly {
    /// The family of document that is asked for.
    public enum Family: String, Sendable, CaseIterable {
        /// A Docker list when every entry is a Docker manifest, else an OCI index.
        case auto
        /// An OCI index.
        case oci
        /// A Docker manifest list.
        case docker
    }

    /// Makes an index.
    /// - Throws: `ManifoldError`, `invalidInput` when annotations would be lost in a Docker list.
    public static func index(
        of entries: [Descriptor],
        annotations: Annotations,
        family: Family,
        notices: Notices
    ) throws -> RawManifest {
        let isAnnotated = !annotations.isEmpty || entries.contains { $0.annotations?.isEmpty == false }
        let allDocker = !entries.isEmpty && entries.allSatisfy { $0.mediaType.isDocker }
        let mediaType: MediaType
        switch family {
        case .oci: mediaType = .ociIndex
        case .auto:
            mediaType = allDocker && !isAnnotated ? .dockerList : .ociIndex
            if allDocker, isAnnotated {
                notices.warn("made an OCI index of Docker manifests, because a Docker list cannot hold annotations")
            }
        case .docker:
            guard !isAnnotated else { throw noAnnotations }
            mediaType = .dockerList
            if !allDocker {
                notices.warn("the index is a Docker list and its entries are OCI images; copy --type converts them")
            }
        }
        return ImageIndex(mediaType: mediaType, manifests: entries, annotations: annotations).serialized()
    }

    /// The error for annotations where the format has none: they would be lost.
    static let noAnnotations = ManifoldError(
        .invalidInput,
        "cannot make a Docker manifest list with annotations",
        why: "that format has none",
        advice: "Use --type oci, or leave the annotations out"
    )

    /// The platforms that more than one entry is for, in order.
    public static func duplicatePlatforms(_ entries: [Descriptor]) -> [(platform: Platform, digests: [Digest])] {
        var order: [Platform] = []
        var digests: [Platform: [Digest]] = [:]
        for entry in entries where !entry.isAttestation {
            guard let platform = entry.platform else { continue }
            let key = platform.normalized
            if digests[key] == nil { order.append(key) }
            digests[key, default: []].append(entry.digest)
        }
        return order.compactMap { key in
            guard let found = digests[key], found.count > 1 else { return nil }
            return (key, found)
        }
    }

    /// Refuses what no client could use.
    /// - Throws: `ManifoldError`: `conflict` for two entries of one platform, `integrity` for one of none.
    public static func checkForPush(_ entries: [Descriptor], name: String) throws {
        guard !entries.isEmpty else {
            throw ManifoldError(
                .notFound,
                "\(name) not found",
                why: "the draft has no entries",
                advice: "Add one with: manifold add"
            )
        }
        for entry in entries {
            guard let platform = entry.platform, !platform.os.isEmpty, !platform.architecture.isEmpty else {
                throw ManifoldError(
                    .integrity,
                    "manifest \(entry.digest) must have an OS and Architecture to be pushed to a registry",
                    why: "neither its config nor the draft names them",
                    advice: "Set them with: manifold annotate --os OS --arch ARCH"
                )
            }
        }
        if let duplicate = duplicatePlatforms(entries).first {
            throw ManifoldError(
                .conflict,
                "cannot push \(name)",
                why: "two entries are for \(duplicate.platform): "
                    + duplicate.digests.map(\.description).joined(separator: " and "),
                advice: "Remove one with manifold remove, or tell them apart with manifold annotate"
            )
        }
    }

    /// The warnings that a draft deserves.
    public static func warnings(_ entries: [Descriptor]) -> [String] {
        duplicatePlatforms(entries).map { duplicate in
            "\(duplicate.digests.count) entries are for \(duplicate.platform); push will refuse that"
        }
    }
}
