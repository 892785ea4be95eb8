import ManifoldOCI

/// What a user wants in an index: a location, and the platform it is said to be for.
public struct Member: Hashable, Sendable {
    /// The platform that the user wrote before the location.
    public var platform: Platform?
    /// Where the image or index is.
    public var location: Location

    /// Makes a member from its parts.
    public init(platform: Platform?, location: Location) {
        self.platform = platform
        self.location = location
    }

    /// Reads `[PLATFORM=]LOCATION`.
    ///
    /// What stands before the first `=` counts as a platform only when its operating system and architecture are
    /// known, so that paths may contain `=`.
    /// - Throws: ``LocationError`` or `ReferenceError`.
    public init(parsing text: String) throws {
        let (platform, rest) = Self.splitPlatform(text)
        self.init(platform: platform, location: try Location(parsing: rest))
    }

    /// Takes a platform off the front of `PLATFORM=REST`.
    public static func splitPlatform(_ text: String) -> (platform: Platform?, rest: String) {
        guard let equals = text.firstIndex(of: "="), let platform = try? Platform(parsing: String(text[..<equals])),
            KnownPlatforms.contain(platform)
        else { return (nil, text) }
        return (platform, String(text[text.index(after: equals)...]))
    }

    /// The name by which a draft remembers the member: its location with nothing left out.
    public var canonicalName: String {
        switch location {
        case .registry(let reference): Location.registry(reference.withDefaultTag).description
        case .store(let reference): Location.store(reference.withDefaultTag).description
        case .layout: location.absolute.description
        }
    }
}
