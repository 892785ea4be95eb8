import Foundation
import ManifoldOCI
import TestSupport
import Testing

/// The pause sample, compiled for every architecture that the script compiles it for by default.
struct Pause {
    /// Whether there is a clang that the script could take.
    static let canBeCompiled = Tool.exists("clang") || Tool.exists("swift")

    private let files: TemporaryDirectory

    init() async throws {
        files = try TemporaryDirectory()
        try await Tool.require("sh", [Self.package.appending(path: "Samples/pause/build").path, files.path])
    }

    /// The compiled file of an architecture.
    func file(_ architecture: String) -> String { files.file("pause-\(architecture)") }

    /// The arguments that give `build` all of them; arm names its variant, the others are read from their headers.
    var arguments: [String] {
        ["--path", "/pause"]
            + Sample.architectures.flatMap { architecture in
                ["--binary", (architecture == "arm" ? "linux/arm/v7=" : "") + file(architecture)]
            }
    }

    private static let package = URL(filePath: #filePath).appending(path: "../../../..").standardized
}

extension Trait where Self == ConditionTrait {
    /// Skips, visibly, where pause cannot be compiled.
    static var needsClang: Self { .enabled(if: Pause.canBeCompiled, "there is no clang to compile pause with") }
}

/// What skopeo says, which is not of our making.
enum Skopeo {
    /// The bytes of a manifest.
    static func raw(_ location: String) async throws -> [UInt8] {
        try await Tool.require("skopeo", ["inspect", "--raw", "--tls-verify=false", location]).stdout
    }

    /// Copies an index with everything under it, byte for byte.
    static func copyAll(_ source: String, _ target: String) async throws {
        try await Tool.require(
            "skopeo",
            [
                "--insecure-policy", "copy", "--all", "--preserve-digests", "--src-tls-verify=false",
                "--dest-tls-verify=false", source, target,
            ]
        )
    }
}
