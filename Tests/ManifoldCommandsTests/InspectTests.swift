import Foundation
import ManifoldOCI
import TestSupport
import Testing

/// What `inspect` and `show` print.
@Suite(.needs("docker-registry"), .timeLimit(.minutes(2)))
struct InspectTests {
    private let workshop: Workshop
    private var manifold: Manifold { workshop.manifold }
    private var index: String { workshop.name("pause:3.10") }

    init() async throws {
        workshop = try await Workshop()
        try await workshop.push("pause:{arch}")
        try await manifold.require(["create", index] + workshop.names("pause:{arch}"))
    }

    private func text(_ arguments: String...) async throws -> String {
        String(decoding: try await manifold.run(arguments).stdout, as: UTF8.self)
    }

    /// A draft is printed as it will be pushed; what was pushed has these bytes, and the newline is not part of them.
    @Test func draftAsItWillBePushed() async throws {
        let printed = try await text("inspect", index)
        #expect(printed.contains("\n   \"manifests\": ["))
        #expect(printed.hasSuffix("}\n"))
        try await manifold.require("push", index)
        #expect(try await workshop.bytes("pause:3.10") == Array(printed.utf8.dropLast()))
        #expect(try await manifold("inspect", "--raw", index).stdout == Array(printed.utf8.dropLast()))
        #expect(try await text("inspect", "docker://\(index)") == printed)
    }

    @Test func imageWithTabulators() async throws {
        let image = try Sample.image("arm", seed: 2)
        let member = workshop.name("pause:arm")
        #expect(try await text("inspect", member).hasPrefix("{\n\t\""))
        #expect(try await manifold("inspect", "--raw", member).stdout == image.manifest)
        #expect(try await manifold("inspect", "--raw", "--config", member).stdout == image.config)
        #expect(try await text("inspect", index, member) == text("inspect", member))
        #expect(try await text("inspect", "--platform", "linux/arm/v7", index) == text("inspect", member))
        #expect(
            try await manifold("inspect", "--raw", "--config", "--platform", "linux/arm/v7", index).stdout
                == image.config
        )
        let absent = try await manifold("inspect", "--platform", "windows/arm", index)
        expectFailure(absent, 3, "windows/arm", "linux/s390x")
        expectFailure(try await manifold("inspect", index, workshop.name("pause:gone")), 3, "pause:gone")
        expectFailure(try await manifold("inspect", workshop.name("gone:1"), member), 3, "No such manifest")
    }

    @Test func verbose() async throws {
        struct Verbose: Decodable {
            struct Descriptor: Decodable {
                var digest: String
                var platform: IndexDocument.Platform?
            }

            var name: String
            var descriptor: Descriptor
            var raw: Data
            var manifest: [String: Anything]?

            enum CodingKeys: String, CodingKey {
                case name = "Ref"
                case descriptor = "Descriptor"
                case raw = "Raw"
                case manifest = "OCIManifest"
            }
        }
        struct Anything: Decodable {}

        let all = try JSONDecoder().decode([Verbose].self, from: Data(try await text("inspect", "-v", index).utf8))
        #expect(all.map(\.descriptor.platform?.architecture) == Sample.architectures)
        for (entry, sample) in zip(all, try Sample.all()) {
            #expect([UInt8](entry.raw) == sample.image.manifest)
            #expect(entry.descriptor.digest == sample.image.digest.description)
            #expect(entry.name == workshop.name("pause:\(sample.architecture)"))
            #expect(entry.manifest != nil)
        }
        let member = workshop.name("pause:arm")
        let one = try JSONDecoder().decode(Verbose.self, from: Data(try await text("inspect", "-v", member).utf8))
        #expect(one.descriptor.platform?.variant == "v7")
        #expect(one.name == member)

        // Of an index that is no draft, nobody knows what its entries were called.
        try await manifold.require("push", index)
        let pushed = try await text("inspect", "-v", "docker://\(index)")
        let entries = try JSONDecoder().decode([Verbose].self, from: Data(pushed.utf8))
        #expect(entries.map(\.name) == (try Sample.all()).map { "\(index)@\($0.image.digest)" })
    }

    @Test func show() async throws {
        let annotation = "org.example.note=two \u{1B}[2J lines"
        try await manifold.require("annotate", index, "linux/arm64", "--annotation", annotation)
        let shown = try await manifold.require("show", index)
        let lines = shown.split(separator: "\n")
        #expect(lines[0].hasPrefix(index) && lines[0].contains("draft"))
        for sample in try Sample.all() { #expect(shown.contains(sample.image.digest.description)) }
        #expect(lines.filter { $0.contains("1 layer") }.count == 5)
        #expect(!shown.contains("\u{1B}"))

        struct Shown: Decodable {
            struct Entry: Decodable {
                struct Layer: Decodable {
                    var digest: String
                    var shared: Bool
                }

                var digest: String
                var member: String?
                var attestation: Bool
                var layers: [Layer]?
            }

            var name: String
            var draft: Bool
            var digest: String
            var entries: [Entry]
        }
        let text = try await manifold.require("show", "--format", "json", index)
        let document = try JSONDecoder().decode(Shown.self, from: Data(text.utf8))
        #expect(document.name == index && document.draft)
        #expect(document.entries.map(\.digest) == (try Sample.all()).map(\.image.digest.description))
        #expect(document.entries.map(\.member) == workshop.names("pause:{arch}").map { "docker://\($0)" })
        #expect(document.entries.allSatisfy { $0.layers?.count == 1 && $0.layers?[0].shared == false })
        #expect(try await manifold.require("push", index) == document.digest)
    }

    /// Layers that entries have in common are marked.
    @Test func showsSharedLayers() async throws {
        let layer = SyntheticLayer(size: 500)
        let members = try await ["amd64", "arm64"].asyncMap { architecture in
            let image = try SyntheticImage(architecture: architecture, layers: [layer])
            return try await workshop.push(image, "shared:\(architecture)")
        }
        try await manifold.require(["create", "--push", workshop.name("shared:1")] + members)
        let shown = try await manifold.require("show", workshop.name("shared:1"))
        #expect(shown.split(separator: "\n").filter { $0.contains("1 shared") }.count == 2)
        #expect(!shown.contains("(draft)"))
    }
}

extension Array {
    /// The results for all elements, one after the other.
    func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
