import ManifoldOCI
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where content lies: the form in which users name images, indexes and targets.
public enum Location: Hashable, Sendable {
    /// On a registry.
    case registry(Reference)
    /// In an OCI image layout. Without a name or a digest it is the only image there.
    case layout(FilePath, LayoutName?)
    /// In the local store: an image or a draft.
    case store(Reference)

    /// How an image in a layout is named.
    public enum LayoutName: Hashable, Sendable {
        /// By the name of its entry.
        case name(String)
        /// By its digest.
        case digest(Digest)
    }
}

extension Location {
    /// The location as it can be found from any directory.
    var absolute: Location {
        guard case .layout(let path, let name) = self, path.isRelative else { return self }
        return .layout(Self.workingDirectory.pushing(path).lexicallyNormalized(), name)
    }

    /// The same layout with another name.
    func replacingLayoutName(_ name: LayoutName) -> Location {
        guard case .layout(let path, _) = self else { return self }
        return .layout(path, name)
    }

    private static var workingDirectory: FilePath {
        guard let path = getcwd(nil, 0) else { return "" }
        defer { free(path) }
        return FilePath(platformString: path)
    }
}

extension Location: CustomStringConvertible {
    /// The location as a user would write it, with nothing left out.
    public var description: String {
        switch self {
        case .registry(let reference): "docker://\(reference)"
        case .layout(let path, nil): "oci:\(path)"
        case .layout(let path, .name(let name)?): "oci:\(path):\(name)"
        case .layout(let path, .digest(let digest)?): "oci:\(path)@\(digest)"
        case .store(let reference): "store:\(reference)"
        }
    }
}

extension Location {
    /// Reads a location.
    /// - Throws: ``LocationError`` or `ReferenceError`.
    public init(parsing text: String) throws {
        if let rest = text.removingPrefix("docker://") {
            self = .registry(try Reference(parsing: rest))
        } else if let rest = text.removingPrefix("oci:") {
            self = try Self.layout(rest, in: text)
        } else if let rest = text.removingPrefix("store:") {
            self = .store(try Reference(parsing: rest))
        } else if text.hasPrefix("oci-archive:") || text.hasPrefix("docker-archive:") {
            throw LocationError(text: text, reason: "archives cannot be read or written yet; unpack it to a directory")
        } else {
            self = .registry(try Reference(parsing: text))
        }
    }

    private static func layout(_ rest: String, in text: String) throws -> Location {
        if let at = rest.lastIndex(of: "@"), let digest = try? Digest(parsing: String(rest[rest.index(after: at)...])) {
            return .layout(try directory(rest[..<at], in: text), .digest(digest))
        }
        guard let colon = rest.firstIndex(of: ":") else { return .layout(try directory(rest[...], in: text), nil) }
        let name = rest[rest.index(after: colon)...]
        guard !name.isEmpty else { throw LocationError(text: text, reason: "the name behind the directory is empty") }
        return .layout(try directory(rest[..<colon], in: text), .name(String(name)))
    }

    private static func directory(_ path: Substring, in text: String) throws -> FilePath {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw LocationError(text: text, reason: "it names no directory")
        }
        return FilePath(String(path))
    }
}

/// Why a text is not a location.
public struct LocationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text as it was given.
    public let text: String
    /// What is wrong with it.
    public let reason: String

    /// The text and what is wrong with it.
    public var description: String { "invalid location \(quoted(text)): \(reason)" }
}

extension String {
    /// What follows a prefix, or nil when the text does not begin with it.
    func removingPrefix(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
