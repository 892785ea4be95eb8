import Foundation
import ManifoldAssembly
import Testing

/// Real executables: the pause sample, compiled by the clang of the toolchain that compiles this.
@Suite struct PauseBinaryTests {
    static let package = URL(filePath: #filePath).appending(path: "../../../..").standardized

    /// Whether there is a clang to compile with; without it these tests are reported as skipped.
    static let hasClang = run("/bin/sh", ["-c", "command -v swift clang | grep -q ."])

    @Test(
        .enabled(if: hasClang, "no clang to compile with"),
        arguments: [
            ("386", "386", nil), ("amd64", "amd64", nil), ("arm", "arm", "v7"), ("arm64", "arm64", nil),
            ("ppc64le", "ppc64le", nil), ("riscv64", "riscv64", nil), ("s390x", "s390x", nil),
        ] as [(String, String, String?)]
    )
    func platformOfPause(name: String, architecture: String, variant: String?) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "manifold-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let script = Self.package.appending(path: "Samples/pause/build").path
        try #require(Self.run("/bin/sh", [script, directory.path, name]))

        let file = try [UInt8](Data(contentsOf: directory.appending(path: "pause-\(name)")))
        let header = try BinaryHeader(prefix: Array(file.prefix(512))) { offset, count in
            guard let start = Int(exactly: offset), start <= file.count, count <= file.count - start else { return nil }
            return Array(file[start..<(start + count)])
        }
        #expect(header.format == .elf)
        #expect(header.os == "linux")
        #expect(header.architecture == architecture)
        #expect(header.variant == variant)
        #expect(!header.isDynamic)
    }

    private static func run(_ path: String, _ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
