import ManifoldContent
import ManifoldOCI
import ManifoldStore

/// What `annotate` changes in one entry.
///
/// What is nil or empty stays.
public struct EntryEdit: Sendable {
    /// The operating system.
    public var os: String?
    /// The architecture.
    public var architecture: String?
    /// The variant of the architecture.
    public var variant: String?
    /// The version of the operating system.
    public var osVersion: String?
    /// Features of the operating system, added to those that are there.
    public var osFeatures: [String] = []
    /// Annotations, which replace those of the same key.
    public var annotations: Annotations = [:]

    /// Changes nothing.
    public init() {}

    /// Whether anything of the platform is changed.
    public var changesPlatform: Bool {
        os != nil || architecture != nil || variant != nil || osVersion != nil || !osFeatures.isEmpty
    }
}

extension Draft {
    /// The positions of the entries that a text means: a platform that the draft holds, else a member's name.
    /// - Parameter name: The name of the draft as the user wrote it, for messages.
    /// - Throws: `ManifoldError`, `notFound`.
    public func positions(of text: String, in name: String) throws -> [Int] {
        if let platform = try? Platform(parsing: text) {
            let found = entries.indices.filter { position in
                entries[position].descriptor.platform.map { platform.names($0) } == true
            }
            if !found.isEmpty { return found }
        }
        let member: Member
        do { member = try Member(parsing: text) } catch  where (try? Platform(parsing: text)) != nil {
            throw absent(text, name)
        }
        let byName = entries.indices.filter { entries[$0].member == member.canonicalName }
        if !byName.isEmpty { return byName }
        if case .registry(let reference) = member.location, let digest = reference.digest {
            let byDigest = entries.indices.filter { entries[$0].descriptor.digest == digest }
            if !byDigest.isEmpty { return byDigest }
        }
        throw absent(text, name)
    }

    private func absent(_ text: String, _ name: String) -> ManifoldError {
        ManifoldError(
            .notFound,
            "manifest for image \(text) does not exist in \(name)",
            why: "No such manifest: \(text); the draft has "
                + (entries.isEmpty ? "no entries" : entries.map(\.summary).joined(separator: ", ")),
            side: .local,
            reference: reference
        )
    }

    /// Changes one entry.
    /// - Throws: `ManifoldError`: `notFound`, or `invalidInput` for a platform that does not exist.
    public mutating func annotate(_ text: String, in name: String, _ edit: EntryEdit, notices: Notices) throws {
        let positions = try positions(of: text, in: name)
        guard positions.count == 1, let position = positions.first else {
            throw ambiguous(text, name, positions)
        }
        if edit.changesPlatform {
            let platform = try entries[position].descriptor.platform.edited(edit)
            if let own = entries[position].detected, let difference = platform.contradiction(with: own) {
                notices.warn("the config of \(text) says \(own): \(difference)")
            }
            entries[position].descriptor.platform = platform
        }
        if !edit.annotations.isEmpty {
            try checkAnnotations()
            entries[position].descriptor.annotations =
                (entries[position].descriptor.annotations ?? [:]).merging(edit.annotations) { _, new in new }
        }
    }

    /// Sets annotations of the index, which replace those of the same key.
    /// - Throws: `ManifoldError`, `invalidInput` for a draft of a family that has none.
    public mutating func annotate(_ annotations: Annotations) throws {
        try checkAnnotations()
        self.annotations.merge(annotations) { _, new in new }
    }

    private func checkAnnotations() throws {
        if mediaType == .dockerList { throw IndexAssembly.noAnnotations }
    }

    /// Drops entries.
    /// - Throws: `ManifoldError`, `notFound`.
    public mutating func remove(_ text: String, in name: String) throws {
        let positions = try positions(of: text, in: name)
        // A member that was an index is several entries of one name, and goes as a whole; a platform means one.
        let isOneMember = Set(positions.map { entries[$0].member }).count == 1 && (try? Platform(parsing: text)) == nil
        guard positions.count == 1 || isOneMember else { throw ambiguous(text, name, positions) }
        for position in positions.reversed() { entries.remove(at: position) }
    }

    private func ambiguous(_ text: String, _ name: String, _ positions: [Int]) -> ManifoldError {
        ManifoldError(
            .invalidInput,
            "cannot tell which entry of \(name) is meant by \(quoted(text))",
            why: "it could be " + positions.map { entries[$0].summary }.joined(separator: " or "),
            advice: "Name its platform in full, or its digest"
        )
    }
}

extension Platform {
    /// Whether a user who writes this platform can mean that one: what was not written does not restrict.
    fileprivate func names(_ other: Platform) -> Bool {
        let wanted = normalized
        let candidate = other.normalized
        return wanted.os == candidate.os && wanted.architecture == candidate.architecture
            && wanted.variant == candidate.variant
            && (osVersion == nil || osVersion == other.osVersion)
            && (osFeatures.isEmpty || Set(osFeatures) == Set(other.osFeatures))
    }
}

extension DraftEntry {
    /// The platform and the name, for messages.
    fileprivate var summary: String {
        let platform = descriptor.platform?.description ?? ""
        return platform.isEmpty ? member : "\(platform) (\(member))"
    }
}

extension Optional<Platform> {
    /// The platform with changes, which must be one that exists.
    fileprivate func edited(_ edit: EntryEdit) throws -> Platform {
        var platform = self ?? Platform(os: "", architecture: "")
        if let os = edit.os { platform.os = Platform.normalizedOS(os) }
        if let architecture = edit.architecture {
            let before = platform.architecture
            let spelled = Platform.normalizedArchitecture(architecture, variant: edit.variant ?? "")
            platform.architecture = spelled.architecture
            // A variant belongs to its architecture, and `armhf` names both; `arm` alone says nothing about it.
            if spelled.architecture != before { platform.variant = nil }
            if edit.variant == nil, architecture.lowercased() != spelled.architecture, !spelled.variant.isEmpty {
                platform.variant = spelled.variant
            }
        }
        if let variant = edit.variant, !variant.isEmpty { platform.variant = Platform.spelledVariant(variant) }
        if let version = edit.osVersion { platform.osVersion = version }
        for feature in edit.osFeatures where !platform.osFeatures.contains(feature) {
            platform.osFeatures.append(feature)
        }
        guard KnownPlatforms.isReal(platform) else {
            throw ManifoldError(
                .invalidInput,
                "manifest entry for image has unsupported os/arch combination: \(platform.os)/\(platform.architecture)",
                why: "nothing is known that runs on it",
                advice: "Use the spelling of GOOS and GOARCH, such as linux and arm64"
            )
        }
        return platform
    }
}
