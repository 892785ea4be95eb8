extension TarEntry {
    /// The entries of a layer that holds one executable: the directories above it, outermost first, and the file.
    ///
    /// Names are relative to the root, as layers have them. Directories have mode 0755; everything is owned by root.
    /// - Parameters:
    ///   - path: Where the file is to be in the image: absolute, such as `/usr/bin/pause`.
    ///   - content: What is in the file.
    ///   - mode: The permissions of the file.
    ///   - modified: The time given to all entries, in seconds since 1970.
    /// - Throws: ``ArchiveError`` for a path that is not absolute, ends in a slash, has an empty, `.` or `..` part or a
    ///   NUL byte, or would be read as a whiteout (a part that begins with `.wh.`).
    public static func entries(
        forExecutableAt path: String,
        content: TarContent,
        mode: UInt16 = 0o755,
        modified: Int64 = 0
    ) throws(ArchiveError) -> [TarEntry] {
        let parts = try parts(ofAbsolutePath: path)
        var entries: [TarEntry] = []
        var name = ""
        for part in parts.dropLast() {
            name += part + "/"
            entries.append(TarEntry(path: name, kind: .directory, mode: 0o755, modified: modified))
        }
        name += parts.last ?? ""
        entries.append(TarEntry(path: name, kind: .file(content), mode: mode, modified: modified))
        return entries
    }

    private static func parts(ofAbsolutePath path: String) throws(ArchiveError) -> [String] {
        func refusal(_ reason: String) -> ArchiveError { ArchiveError(.invalidPath, path: path, reason: reason) }

        // By scalars: to a Swift Character, a slash with a combining mark is not a slash.
        let scalars = path.unicodeScalars
        guard !scalars.isEmpty else { throw refusal("it is empty") }
        guard !scalars.contains("\0") else { throw refusal("it holds a NUL byte") }
        guard scalars.first == "/" else { throw refusal("it is not absolute") }
        guard scalars.last != "/" else { throw refusal("it names a directory") }
        let parts = scalars.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        for part in parts {
            switch part {
            case "": throw refusal("it has an empty part")
            case ".", "..": throw refusal("it has the part \(part)")
            case _ where part.utf8.starts(with: ".wh.".utf8):
                throw refusal("a name that begins with .wh. removes a file from a layer below")
            default: break
            }
        }
        return parts
    }
}
