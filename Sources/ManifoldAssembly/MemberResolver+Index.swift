import ManifoldContent
import ManifoldOCI

extension MemberResolver {
    /// The entries of an index, and of indexes in it, with their annotations.
    ///
    /// Each is fetched, so that what the index promises is known to be there.
    func flattened(
        _ index: ImageIndex,
        _ member: Member,
        _ place: any ContentSource,
        _ slots: TransferSlots,
        depth: Int
    ) async throws -> [ResolvedEntry] {
        guard depth <= ContentLimits.nesting else {
            throw ManifoldError(
                .integrity,
                "cannot use \(member.location)",
                why: "indexes are nested more than \(ContentLimits.nesting) deep"
            )
        }
        let unwanted = unwanted(index, member)
        let wanted = index.manifests.enumerated().filter { !unwanted.contains($0.offset) }
        let documents = try await documents(Set(wanted.map(\.element.bare)), place, slots)
        var results = [[ResolvedEntry]](repeating: [], count: index.manifests.count)
        try await withThrowingTaskGroup(of: (Int, [ResolvedEntry]).self) { group in
            for (position, entry) in wanted {
                guard let document = documents[entry.bare] else { continue }
                group.addTask {
                    guard let inner = document.index else {
                        let found = try await slots.withSlot {
                            try await flattenedEntry(entry, document, member, place)
                        }
                        return (position, [found])
                    }
                    return (position, try await flattened(inner, member, place, slots, depth: depth + 1))
                }
            }
            for try await (position, entries) in group { results[position] = entries }
        }
        let entries = results.flatMap(\.self)
        guard entries.count <= ImageIndex.maximumEntries else {
            throw ManifoldError(.integrity, "cannot use \(member.location)", why: "it has \(entries.count) entries")
        }
        return entries
    }

    /// The documents of entries, each fetched once however many entries name it.
    private func documents(
        _ descriptors: Set<Descriptor>,
        _ place: any ContentSource,
        _ slots: TransferSlots
    ) async throws -> [Descriptor: RawManifest] {
        try await withThrowingTaskGroup(of: (Descriptor, RawManifest).self) { group in
            for descriptor in descriptors {
                group.addTask {
                    (descriptor, try await slots.withSlot { try await place.manifest(matching: descriptor) })
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// The positions of entries that need not be fetched to know that they will not be taken.
    private func unwanted(_ index: ImageIndex, _ member: Member) -> Set<Int> {
        let wanted = member.platform.map { [$0] } ?? options.platforms
        let images = index.manifests.enumerated().filter { !$0.element.isAttestation }
        let dropped = images.filter { _, entry in
            guard !entry.mediaType.isIndex, entry.platform != nil else { return false }
            return !wanted.isEmpty && !wanted.contains { $0.covers(entry.platform) }
        }
        let positions = Set(dropped.map(\.offset))
        let gone = Set(dropped.map(\.element.digest.description))
        let kept = Set(images.filter { !positions.contains($0.offset) }.map(\.element.digest.description))
        let companions = index.manifests.enumerated().filter { _, entry in
            guard entry.isAttestation else { return false }
            guard options.attestations == .keep else { return true }
            return entry.attestedDigest.map { gone.contains($0) && !kept.contains($0) } == true
        }
        return positions.union(companions.map(\.offset))
    }

    private func flattenedEntry(
        _ entry: Descriptor,
        _ manifest: RawManifest,
        _ member: Member,
        _ place: any ContentSource
    ) async throws -> ResolvedEntry {
        let origin = Places.pinned(member.location, to: entry.digest)
        guard entry.platform == nil, !entry.isAttestation, let image = manifest.image else {
            return ResolvedEntry(descriptor: entry, detected: entry.platform, manifest: manifest, origin: origin)
        }
        // An entry that does not say what it is for is an image like any other: its config does.
        let fetched = Fetched(manifest: manifest)
        let location = Member(platform: nil, location: origin)
        var resolved = try await self.entry(location, image, fetched, place)
        resolved.descriptor.annotations = entry.annotations
        return resolved
    }

    /// The entries that are asked for, by the member's own platform or by `--platform`, and the attestations that belong
    /// to them.
    func chosen(
        _ entries: [ResolvedEntry],
        for member: Member,
        offered: [Descriptor]
    ) throws -> [ResolvedEntry] {
        let wanted = member.platform.map { [$0] } ?? options.platforms
        func isTaken(_ entry: ResolvedEntry) -> Bool {
            !entry.descriptor.isAttestation
                && (wanted.isEmpty || wanted.contains { $0.covers(entry.descriptor.platform) })
        }
        let images = entries.filter(isTaken)
        guard !images.isEmpty else {
            let known = offered.filter { !$0.isAttestation && !$0.mediaType.isIndex }
                .compactMap { $0.platform?.description }
            let others = known.isEmpty ? "" : ", only for " + known.joined(separator: ", ")
            throw ManifoldError(
                member.platform == nil ? .notFound : .integrity,
                "cannot use \(member.location)",
                why: wanted.isEmpty
                    ? "it is an index without images"
                    : "it has nothing for \(wanted.map(\.description).joined(separator: ", "))" + others,
                advice: "Correct the platform or the name"
            )
        }
        let digests = Set(images.map(\.descriptor.digest.description))
        return entries.filter { entry in
            guard entry.descriptor.isAttestation else { return isTaken(entry) }
            guard options.attestations == .keep else { return false }
            return wanted.isEmpty || entry.descriptor.attestedDigest.map(digests.contains) == true
        }
    }
}
