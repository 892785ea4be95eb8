import Foundation
import ManifoldArchive
import SystemPackage
import Testing

@Suite struct TarWriterTests {
    @Test func everyKind() throws {
        let tar = try Self.tar([
            TarEntry(path: "etc", kind: .directory, mode: 0o755),
            TarEntry(path: "etc/motd", kind: .file(.bytes(Array("hello\n".utf8))), mode: 0o4640, userID: 7, groupID: 8),
            TarEntry(path: "etc/link", kind: .symbolicLink(target: "motd"), mode: 0o777),
            TarEntry(path: "etc/other", kind: .hardLink(target: "etc/motd"), mode: 0o640),
        ])
        #expect(tar.count % 512 == 0)
        let list = try Self.list(tar)
        #expect(
            list == [
                "drwxr-xr-x 0/0 0 1970-01-01 00:00 etc/",
                "-rwSr----- 7/8 6 1970-01-01 00:00 etc/motd",
                "lrwxrwxrwx 0/0 0 1970-01-01 00:00 etc/link -> motd",
                "hrw-r----- 0/0 0 1970-01-01 00:00 etc/other link to etc/motd",
            ]
        )
    }

    @Test(arguments: [
        String(repeating: "d", count: 90) + "/" + String(repeating: "f", count: 90),
        String(repeating: "a", count: 150),
        String(repeating: "long/", count: 60) + "name",
        "usr/bin/pausé-日本-🚀",
    ])
    func namesBeyondUstar(path: String) throws {
        let content = Tool.sample(1000)
        let tar = try Self.tar([TarEntry(path: path, kind: .file(.bytes(content)), mode: 0o644)])
        #expect(try Self.list(tar) == ["-rw-r--r-- 0/0 1000 1970-01-01 00:00 \(path)"])
        #expect(try Tool.run("/usr/bin/tar", ["-xOf", "-"], input: tar) == content)
    }

    /// The test process runs in the C locale unless it calls setlocale, which it does here to be sure.
    @Test func nonASCIINamesInTheCLocale() throws {
        setlocale(LC_ALL, "C")
        let path = "größe/\u{1F680}"
        let entries = [
            TarEntry(path: path, kind: .file(.bytes([1])), mode: 0o644),
            TarEntry(path: "l", kind: .symbolicLink(target: path), mode: 0o777),
            TarEntry(path: "h", kind: .hardLink(target: path), mode: 0o644),
        ]
        let list = try Self.list(try Self.tar(entries))
        #expect(list.map { $0.contains(path) } == [true, true, true])
    }

    @Test func filesAreReadFromTheirStart() throws {
        let content = Tool.sample(300_001)
        let tar = try Tool.withTemporaryFile { file in
            try file.writeAll(content)
            let entry = TarEntry(path: "f", kind: .file(.file(file, size: Int64(content.count))), mode: 0o644)
            return try Self.tar([entry])
        }
        #expect(tar == (try Self.tar([TarEntry(path: "f", kind: .file(.bytes(content)), mode: 0o644)])))
    }

    @Test(arguments: [0, 99_999, 100_001, 1 << 40])
    func changedSizeIsAnError(announced: Int64) throws {
        try Tool.withTemporaryFile { file in
            try file.writeAll(Tool.sample(100_000))
            let entry = TarEntry(path: "f", kind: .file(.file(file, size: announced)), mode: 0o644)
            let error = #expect(throws: ArchiveError.self) { try Self.tar([entry]) }
            #expect(error?.code == .contentChanged)
            #expect(error?.path == "f")
        }
    }

    @Test(arguments: ["", "a\0b"])
    func refusesNames(path: String) {
        let error = #expect(throws: ArchiveError.self) {
            try Self.tar([TarEntry(path: path, kind: .directory, mode: 0o755)])
        }
        #expect(error?.code == .invalidPath)
    }

    @Test func unreadableContent() throws {
        let file = try FileDescriptor.open("/dev/null", .writeOnly)
        let error = try file.closeAfter {
            #expect(throws: ArchiveError.self) {
                try Self.tar([TarEntry(path: "f", kind: .file(.file(file, size: 5)), mode: 0o644)])
            }
        }
        #expect(error?.code == .input)
        #expect(error?.description.contains("Bad file descriptor") == true)
    }

    @Test func outputErrorsComeBackAndCloseTheArchive() throws {
        let full = ArchiveError(.output, reason: "full")
        let writer = try TarWriter { _ throws(ArchiveError) in throw full }
        let entry = TarEntry(path: "f", kind: .file(.bytes(Tool.sample(1_000_000))), mode: 0o644)
        #expect(throws: full) { try writer.write(entry) }
        let error = #expect(throws: ArchiveError.self) { try writer.finish() }
        #expect(error?.code == .misuse)
    }

    static func tar(_ entries: [TarEntry]) throws -> [UInt8] {
        try LayerWriter.bytes(of: entries, compression: .none).bytes
    }

    /// What GNU tar makes of it, one line per entry with single spaces.
    static func list(_ tar: [UInt8]) throws -> [String] {
        let arguments = ["--utc", "--numeric-owner", "--quoting-style=literal", "-tvf", "-"]
        let text = String(decoding: try Tool.run("/usr/bin/tar", arguments, input: tar), as: UTF8.self)
        return text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    }
}
