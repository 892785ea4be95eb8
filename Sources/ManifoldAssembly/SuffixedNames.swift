import ManifoldContent
import ManifoldOCI

/// The names that the entries of an index get beside the index, checked against each other.
struct SuffixedNames: Sendable {
    struct Name: Hashable, Sendable {
        /// `repository:tag`.
        let name: String
        let entry: Descriptor
    }

    let names: [Name]

    /// Makes the names.
    /// - Parameters:
    ///   - repository: The name before the tag: `example.com/pause`, or `pause` in a layout.
    ///   - tag: The tag of the index.
    ///   - taken: Names that the index itself gets.
    /// - Throws: `ManifoldError`, `conflict` when two entries would take one name.
    init(
        _ styles: [SuffixStyle],
        for index: ImageIndex,
        repository: String,
        tag: String,
        taken: Set<String>
    ) throws {
        var owners: [String: Descriptor] = [:]
        var names: [Name] = []
        for style in styles {
            for entry in index.manifests where !entry.isAttestation {
                guard let platform = entry.platform, style.includes(platform) else { continue }
                let name = style.name(for: platform, repository: repository, tag: tag)
                guard !taken.contains(name) else {
                    throw Self.conflict(name, "the entry \(platform)", "the index itself")
                }
                if let owner = owners[name] {
                    guard owner.digest == entry.digest else {
                        let other = owner.platform?.description ?? owner.digest.description
                        throw Self.conflict(name, other, platform.description)
                    }
                    continue
                }
                owners[name] = entry
                names.append(Name(name: name, entry: entry))
            }
        }
        self.names = names
    }

    private static func conflict(_ name: String, _ first: String, _ second: String) -> ManifoldError {
        ManifoldError(
            .conflict,
            "cannot name \(first) and \(second)",
            why: "both would be \(name)",
            advice: "Tell them apart with a template such as '{repository}-{arch}{variant}:{tag}', or limit the style "
                + "with repository@PLATFORM,…"
        )
    }
}
