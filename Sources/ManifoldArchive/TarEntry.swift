/// One entry of a tar archive.
///
/// Owner and group are numbers only: names would depend on the machine that made the archive.
///
/// Source: OCI image-spec v1.1.1, layer.md, "File Types" and "File Attributes".
public struct TarEntry: Sendable {
    /// What an entry is.
    public enum Kind: Sendable {
        /// A regular file with its content.
        case file(TarContent)
        /// A directory.
        case directory
        /// A symbolic link to a path, which is kept as it is.
        case symbolicLink(target: String)
        /// Another name for the file of an earlier entry.
        case hardLink(target: String)
    }

    /// The name, relative to the root of the archive, with `/` between its parts; a directory may end in `/`.
    public var path: String
    /// What the entry is.
    public var kind: Kind
    /// The permission bits, with set-user-ID, set-group-ID and sticky: at most `0o7777`.
    public var mode: UInt16
    /// The number of the owner.
    public var userID: UInt32
    /// The number of the group.
    public var groupID: UInt32
    /// The time of the last change, in seconds since 1970.
    public var modified: Int64

    /// Makes an entry, owned by root and of time 0 unless told otherwise.
    public init(
        path: String,
        kind: Kind,
        mode: UInt16,
        userID: UInt32 = 0,
        groupID: UInt32 = 0,
        modified: Int64 = 0
    ) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.userID = userID
        self.groupID = groupID
        self.modified = modified
    }
}

extension TarEntry {
    /// Whether all names in the entry are ASCII, and so the same in every locale.
    var isASCII: Bool {
        let target: String? =
            switch kind {
            case .symbolicLink(let target), .hardLink(let target): target
            case .file, .directory: nil
            }
        return (path + (target ?? "")).utf8.allSatisfy { $0 < 0x80 }
    }
}
