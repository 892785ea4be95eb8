import ManifoldAssembly
import ManifoldContent
import ManifoldOCI
import ManifoldStore

/// What `show` tells about an index: its entries with the sizes and the sharing of their layers.
struct IndexSummary {
    struct Entry: Sendable {
        let descriptor: Descriptor
        /// The image's document; nil when it cannot be fetched, with the reason.
        let manifest: RawManifest?
        let problem: String?
        /// Where it came from and when, in a draft.
        let member: String?
        let fetched: Int64?
    }

    let name: String
    let document: RawManifest
    let draft: Draft?
    let entries: [Entry]
    /// In how many entries each layer stands.
    private let uses: [Digest: Int]

    init(_ found: Lookup.Found, jobs: Int) async throws {
        name = found.name
        document = found.document
        draft = found.draft
        entries = try await Self.entries(found, jobs: jobs)
        uses = entries.reduce(into: [:]) { uses, entry in
            for layer in Set((entry.manifest?.image?.layers ?? []).map(\.digest)) { uses[layer, default: 0] += 1 }
        }
    }

    private static func entries(_ found: Lookup.Found, jobs: Int) async throws -> [Entry] {
        guard let index = found.document.index else {
            return [
                Entry(
                    descriptor: found.document.descriptor,
                    manifest: found.document,
                    problem: nil,
                    member: nil,
                    fetched: nil
                )
            ]
        }
        let slots = TransferSlots(jobs)
        var results = [Entry?](repeating: nil, count: index.manifests.count)
        try await withThrowingTaskGroup(of: (Int, Entry).self) { group in
            for (position, descriptor) in index.manifests.enumerated() {
                let source = found.source
                let origin = found.draft.map { $0.entries[position] }
                group.addTask {
                    var manifest: RawManifest?
                    var problem: String?
                    do {
                        manifest = try await slots.withSlot {
                            try await source.manifest(.digest(descriptor.digest))
                        }
                    } catch let error as ManifoldError where error.code != .cancelled {
                        problem = error.why
                    }
                    return (
                        position,
                        Entry(
                            descriptor: descriptor,
                            manifest: manifest,
                            problem: problem,
                            member: origin?.member,
                            fetched: origin?.fetched
                        )
                    )
                }
            }
            for try await (position, entry) in group { results[position] = entry }
        }
        return results.compactMap(\.self)
    }

    func isShared(_ layer: Descriptor) -> Bool { (uses[layer.digest] ?? 0) > 1 }
}

// MARK: Text

extension IndexSummary {
    /// A tree of the entries.
    func text(colour: Bool, now: Int64) -> String {
        func bold(_ text: String) -> String { colour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
        func dim(_ text: String) -> String { colour ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
        var lines = [bold(escapedForTerminal(name)) + (draft == nil ? "" : " (draft)")]
        lines.append("\(Self.kind(document.mediaType))  \(document.digest)  \(Size.text(Int64(document.bytes.count)))")
        for (key, value) in annotations.sorted(by: { $0.key < $1.key }) {
            lines.append(dim("  \(escapedForTerminal(key)) = \(escapedForTerminal(value))"))
        }
        let width = entries.map { Self.title($0).count }.max() ?? 0
        for (position, entry) in entries.enumerated() {
            let isLast = position == entries.count - 1
            let title = Self.title(entry)
            let padding = String(repeating: " ", count: width - title.count)
            lines.append(
                "\(isLast ? "└─" : "├─") \(bold(title))\(padding)  \(entry.descriptor.digest)  \(sizes(entry))"
            )
            let stem = isLast ? "     " : "│    "
            for detail in details(entry, now) { lines.append(stem + dim(escapedForTerminal(detail))) }
        }
        return lines.joined(separator: "\n")
    }

    private var annotations: Annotations {
        switch document.content {
        case .index(let index): index.annotations ?? [:]
        case .image(let image): image.annotations ?? [:]
        }
    }

    private static func kind(_ type: MediaType) -> String {
        switch type {
        case .ociIndex: "OCI image index"
        case .dockerList: "Docker manifest list"
        case .ociManifest: "OCI image"
        case .dockerManifest: "Docker image"
        default: escapedForTerminal(type.rawValue)
        }
    }

    private static func title(_ entry: Entry) -> String {
        if entry.descriptor.isAttestation { return "attestation" }
        if entry.descriptor.mediaType.isIndex { return "index" }
        return escapedForTerminal(entry.descriptor.platform?.description ?? "image")
    }

    private func sizes(_ entry: Entry) -> String {
        guard let image = entry.manifest?.image else { return entry.problem == nil ? "" : "not available" }
        let total = image.layers.reduce(image.config.size + entry.descriptor.size) { $0 + $1.size }
        let shared = image.layers.filter(isShared).count
        let layers = image.layers.count == 1 ? "1 layer" : "\(image.layers.count) layers"
        return "\(Size.text(total)) in \(layers)" + (shared > 0 ? ", \(shared) shared" : "")
    }

    private func details(_ entry: Entry, _ now: Int64) -> [String] {
        var details: [String] = []
        if let member = entry.member, let fetched = entry.fetched {
            details.append("from \(member), \(Age.text(fetched, now))")
        }
        if let attested = entry.descriptor.attestedDigest { details.append("of \(attested)") }
        for (key, value) in (entry.descriptor.annotations ?? [:]).sorted(by: { $0.key < $1.key })
        where key != AnnotationKey.dockerReferenceDigest {
            details.append("\(key) = \(value)")
        }
        if let problem = entry.problem { details.append(problem) }
        return details
    }
}

// MARK: JSON

extension IndexSummary {
    /// `name`, `draft`, `mediaType`, `digest`, `size`, `annotations`, and `entries`, each with its descriptor's members,
    /// `layers`, and in a draft `member` and `fetched`.
    var json: JSON {
        var object = JSONObject()
        object.append("name", .string(name))
        object.append("draft", .bool(draft != nil))
        object.append("mediaType", .string(document.mediaType.rawValue))
        object.append("digest", .string(document.digest.description))
        object.append("size", .integer(document.bytes.count))
        object.append("annotations", JSON.map(annotations))
        object.append("entries", .array(entries.map(json)))
        return .object(object)
    }

    private func json(_ entry: Entry) -> JSON {
        guard case .object(var object) = entry.descriptor.json else { return .null }
        object.append("attestation", .bool(entry.descriptor.isAttestation))
        object.append(
            "layers",
            entry.manifest?.image.map { image in
                .array(
                    image.layers.map { layer in
                        .object(
                            JSONObject([
                                .init("mediaType", .string(layer.mediaType.rawValue)),
                                .init("size", .integer(layer.size)),
                                .init("digest", .string(layer.digest.description)),
                                .init("shared", .bool(isShared(layer))),
                            ])
                        )
                    }
                )
            }
        )
        object.append("member", entry.member.map(JSON.string))
        object.append("fetched", entry.fetched.map { .integer($0) })
        object.append("problem", entry.problem.map(JSON.string))
        return .object(object)
    }
}
