import ManifoldContent
import ManifoldOCI
import ManifoldStore
import TestSupport

@testable import ManifoldAssembly

extension Descriptor {
    /// An entry for a platform; its digest is that of a text, the platform unless another one is given.
    static func sample(_ platform: String, _ type: MediaType = .ociManifest, content: String? = nil) -> Descriptor {
        let bytes = Array((content ?? platform).utf8)
        var entry = Descriptor(mediaType: type, digest: Digest(sha256Of: bytes), size: Int64(bytes.count))
        entry.platform = try? Platform(parsing: platform)
        return entry
    }
}

extension Draft {
    /// A draft with an entry for each platform, from members `h/NUMBER:1`.
    static func sample(_ platforms: String...) throws -> Draft {
        var draft = Draft(reference: try Reference(parsing: "h.example/index:1"), time: 0)
        draft.entries = platforms.enumerated().map { number, platform in
            let entry = Descriptor.sample(platform, content: "\(number)")
            return DraftEntry(
                descriptor: entry,
                detected: entry.platform,
                member: "docker://h.example/\(number):1",
                origin: "docker://h.example/\(number)@\(entry.digest)",
                fetched: 0
            )
        }
        return draft
    }
}

/// What was warned about, in order.
final class Warnings: Sendable {
    private let texts = Guarded<[String]>([])

    var all: [String] { texts.value }
    var notices: Notices { Notices { [texts] text in texts.withLock { $0.append(text) } } }
}
