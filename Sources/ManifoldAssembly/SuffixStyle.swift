import ManifoldOCI

/// How the name of one architecture's image is made from the name of the index.
public struct SuffixStyle: Hashable, Sendable {
    /// The style as it was written.
    public let text: String
    private let template: NameTemplate
    private let limit: [Platform]

    private static let named = [
        "repository": "{repository}-{arch}:{tag}",
        "tag": "{repository}:{tag}-{arch}",
        "tag-os": "{repository}:{tag}-{os}-{arch}",
    ]

    /// Reads `repository`, `tag`, `tag-os` or a template, and `@PLATFORM,…` behind it, which limits it to some entries.
    /// - Throws: ``LocationError`` or `PlatformError`.
    public init(parsing text: String) throws {
        self.text = text
        var style = text[...]
        var limit: [Platform] = []
        if let at = text.lastIndex(of: "@") {
            style = text[..<at]
            for platform in text[text.index(after: at)...].split(separator: ",") {
                limit.append(try Platform(parsing: String(platform)))
            }
            guard !limit.isEmpty else { throw LocationError(text: text, reason: "no platform follows the @") }
        }
        self.limit = limit
        if let known = Self.named[String(style)] {
            template = try NameTemplate(known)
            return
        }
        guard style.contains("{") else {
            let known = Self.named.keys.sorted().joined(separator: ", ")
            throw LocationError(text: text, reason: "a suffix style is one of \(known), or a template with {arch}")
        }
        template = try NameTemplate(String(style))
        guard template.dependsOnPlatform else {
            throw LocationError(text: text, reason: "every platform would get the same name; use {arch}")
        }
    }

    /// Whether entries of this platform get a name.
    func includes(_ platform: Platform) -> Bool {
        limit.isEmpty
            || limit.contains { wanted in
                PlatformMatcher.strict(wanted).accepts(platform)
                    || wanted.covers(platform)
            }
    }

    /// The name for a platform: `repository:tag`.
    ///
    /// A template without `{repository}` makes a tag beside the index's.
    func name(for platform: Platform, repository: String, tag: String) -> String {
        let name = template.expanded(for: platform, repository: repository, tag: tag)
        return template.uses(.repository) ? name : "\(repository):\(name)"
    }
}
