extension Reference {
    /// Reads a name and normalises it.
    ///
    /// The steps and their order are those of `ParseNormalizedNamed`, with three refusals more: a host with `_` (which
    /// upstream takes for a name without registry), a port above 65535, and brackets that hold no IPv6 address.
    /// - Throws: ``ReferenceError``, which quotes the text.
    public init(parsing text: String) throws(ReferenceError) {
        if text.utf8.count == 64, text.utf8.allSatisfy(\.isLowercaseHexDigit) {
            throw ReferenceError(text, .bareHexadecimal)
        }
        let (registry, rest) = Self.splitRegistry(text)
        let remoteName = rest.prefix { $0 != ":" }
        guard remoteName.lowercased() == remoteName else {
            throw ReferenceError(text, .uppercaseRepository(String(remoteName)))
        }
        guard ReferenceGrammar.isDomain(registry.utf8) else { throw ReferenceError(text, .malformed) }
        let parts = try Self.splitRemainder(rest, of: text)
        guard ReferenceGrammar.isPath(parts.path.utf8) else { throw ReferenceError(text, .malformed) }
        if let tag = parts.tag, !Self.isTag(tag) { throw ReferenceError(text, .malformed) }
        if let digest = parts.digest, !ReferenceGrammar.isDigest(digest.utf8) {
            throw ReferenceError(text, .malformed)
        }
        guard parts.path.utf8.count <= 255 else { throw ReferenceError(text, .repositoryTooLong) }
        self.init(
            uncheckedRegistry: registry,
            repository: parts.path,
            tag: parts.tag,
            digest: try parts.digest.map { value throws(ReferenceError) in try Self.knownDigest(value, in: text) }
        )
    }

    /// Whether a text can be a tag: `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}`.
    public static func isTag(_ text: String) -> Bool {
        ReferenceGrammar.isTag(text.utf8)
    }

    /// Makes a name from its parts, which are checked and completed like a parsed one's.
    /// - Throws: ``ReferenceError``, also when the parts joined would read as other parts.
    public init(registry: String, repository: String, tag: String? = nil, digest: Digest? = nil) throws(ReferenceError)
    {
        let text = "\(registry)/\(repository)" + (tag.map { ":" + $0 } ?? "") + (digest.map { "@\($0)" } ?? "")
        try self.init(parsing: text)
        let host = registry == "index.docker.io" ? Self.hub : registry
        let isCompleted = host == Self.hub && self.repository == "library/" + repository
        guard self.registry == host, self.repository == repository || isCompleted, self.tag == tag else {
            throw ReferenceError(text, .malformed)
        }
    }

    /// Splits at the first slash when what stands left of it can only be a host.
    private static func splitRegistry(_ text: String) -> (registry: String, rest: String) {
        var registry = hub
        var rest = text
        if let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) {
            let left = String(text[..<slash])
            let isHost =
                left == "localhost" || left.utf8.contains(UInt8(ascii: ".")) || left.utf8.contains(UInt8(ascii: ":"))
                || left.lowercased() != left
            if isHost {
                registry = left == "index.docker.io" ? hub : left
                rest = String(text[text.utf8.index(after: slash)...])
            }
        }
        if registry == hub, !rest.utf8.contains(UInt8(ascii: "/")) { rest = "library/" + rest }
        return (registry, rest)
    }

    private struct Remainder {
        var path: String
        var tag: String?
        var digest: String?
    }

    private static func splitRemainder(_ rest: String, of text: String) throws(ReferenceError) -> Remainder {
        var name = Substring(rest)
        var digest: String?
        if let at = rest.utf8.firstIndex(of: UInt8(ascii: "@")) {
            digest = String(rest[rest.utf8.index(after: at)...])
            name = rest[..<at]
        }
        var tag: String?
        if let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) {
            tag = String(name[name.utf8.index(after: colon)...])
            name = name[..<colon]
        }
        return Remainder(path: String(name), tag: tag, digest: digest)
    }

    /// The algorithm first, then the length, then the digits: the order in which clients complain.
    private static func knownDigest(_ digest: String, in text: String) throws(ReferenceError) -> Digest {
        let algorithm = DigestAlgorithm(unchecked: String(digest.prefix { $0 != ":" }))
        guard algorithm.isComputable else { throw ReferenceError(text, .unsupportedAlgorithm) }
        do {
            return try Digest(parsing: digest)
        } catch .wrongLength {
            throw ReferenceError(text, .digestLength)
        } catch {
            throw ReferenceError(text, .digestFormat)
        }
    }
}
