import ManifoldOCI

/// The names that docker gives to files in its store: a reference with every `:` as `-` and every `/` as `_`.
enum DockerFileName {
    /// The name for a reference.
    static func encoded(_ reference: Reference) -> String {
        String(
            reference.description.map { character in
                switch character {
                case ":": "-"
                case "/": "_"
                default: character
                }
            }
        )
    }

    /// The references that have a name, each of them a canonical one.
    ///
    /// A name of unreasonable ambiguity has none.
    static func references(_ name: String) -> [Reference] {
        let slashes = name.utf8.filter { $0 == UInt8(ascii: "_") }.count
        guard slashes >= 1, slashes <= 12, name.utf8.count <= 512 else { return [] }
        var found: Set<Reference> = []
        for text in withSlashes(name) {
            for text in withColons(text) {
                guard let reference = try? Reference(parsing: text), reference.description == text,
                    encoded(reference) == name, reference.tag != nil || reference.digest != nil
                else { continue }
                found.insert(reference)
            }
        }
        return found.sorted { $0.description < $1.description }
    }

    /// Every choice of underscores that are slashes; the first slash ends the registry, which has no underscore.
    private static func withSlashes(_ name: String) -> [String] {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        return parts.dropFirst(2).reduce([parts.prefix(2).joined(separator: "/")]) { texts, part in
            texts.flatMap { ["\($0)/\(part)", "\($0)_\(part)"] }
        }
    }

    /// Every choice of hyphens that are the colons before a port, a tag and a digest's hash.
    private static func withColons(_ text: String) -> [String] {
        guard let slash = text.firstIndex(of: "/") else { return [] }
        let registry = String(text[..<slash])
        let rest = String(text[slash...])
        return choices(registry).flatMap { registry in
            remainders(rest).map { registry + $0 }
        }
    }

    /// The text itself, and with each single hyphen as a colon.
    private static func choices(_ text: String) -> [String] {
        [text]
            + text.indices.filter { text[$0] == "-" }.map { position in
                text[..<position] + ":" + text[text.index(after: position)...]
            }
    }

    private static func remainders(_ text: String) -> [String] {
        guard let at = text.lastIndex(of: "@") else { return choices(text) }
        let digest = text[at...].replacingFirstHyphen
        return choices(String(text[..<at])).map { $0 + digest }
    }
}

extension Substring {
    /// `@sha256-…` as `@sha256:…`.
    fileprivate var replacingFirstHyphen: String {
        guard let hyphen = firstIndex(of: "-") else { return String(self) }
        return self[..<hyphen] + ":" + self[index(after: hyphen)...]
    }
}
