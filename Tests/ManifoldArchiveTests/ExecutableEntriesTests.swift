import ManifoldArchive
import Testing

@Suite struct ExecutableEntriesTests {
    @Test(arguments: [
        ("/pause", ["pause"]),
        ("/usr/bin/pause", ["usr/", "usr/bin/", "usr/bin/pause"]),
        ("/a b/ü", ["a b/", "a b/ü"]),
        ("/..a/b..", ["..a/", "..a/b.."]),
    ])
    func parentsComeFirst(path: String, names: [String]) throws {
        let entries = try TarEntry.entries(forExecutableAt: path, content: .bytes([1]), modified: 5)
        #expect(entries.map(\.path) == names)
        #expect(entries.allSatisfy { $0.mode == 0o755 && $0.userID == 0 && $0.groupID == 0 && $0.modified == 5 })
        for entry in entries.dropLast() {
            guard case .directory = entry.kind else {
                Issue.record("\(entry.path) is not a directory")
                continue
            }
        }
    }

    @Test(arguments: [
        "", "/", "pause", "./pause", "/bin/", "//pause", "/bin//pause", "/bin/../pause", "/..", "/.", "/a/./b", "/a\0b",
        "/.wh.pause", "/.wh..wh..opq/x",
    ])
    func refusals(path: String) {
        let error = #expect(throws: ArchiveError.self) {
            try TarEntry.entries(forExecutableAt: path, content: .bytes([]))
        }
        #expect(error?.code == .invalidPath)
        #expect(error?.path == path)
    }

    /// To a Swift `Character` a slash with a combining mark is not a slash; to a file system it is.
    @Test func slashesAreBytes() throws {
        let entries = try TarEntry.entries(forExecutableAt: "/a/\u{338}b", content: .bytes([]))
        #expect(entries.map(\.path) == ["a/", "a/\u{338}b"])
    }
}
