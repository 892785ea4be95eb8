import ManifoldContent
import ManifoldOCI
import ManifoldStore

/// Makes drafts of resolved members, and indexes of drafts.
public struct DraftAssembly: Sendable {
    /// What to do when a draft of the name exists.
    public enum Existing: Sendable {
        /// Refuse.
        case refuse
        /// Take the members in beside its own.
        case amend
        /// Begin anew.
        case replace
    }

    private let store: LocalStore
    private let notices: Notices

    /// Prepares for work on a store.
    public init(store: LocalStore, notices: Notices) {
        self.store = store
        self.notices = notices
    }

    /// Refuses early, before anything is fetched, what the store would refuse later.
    /// - Throws: `ManifoldError`, `conflict`.
    public func checkFree(_ reference: Reference, _ existing: Existing) throws {
        switch existing {
        case .refuse:
            if try store.draft(reference) != nil { throw Self.refusal(reference) }
        case .amend: _ = try store.draft(reference)
        case .replace: break
        }
    }

    /// Writes a draft: all members or none.
    /// - Parameter time: Now, in seconds since 1970.
    /// - Throws: `ManifoldError`.
    public func create(
        _ reference: Reference,
        _ members: [ResolvedMember],
        annotations: Annotations,
        mediaType: MediaType?,
        connection: Draft.Connection = Draft.Connection(),
        existing: Existing,
        time: Int64
    ) async throws -> Draft {
        let lock = try await store.lockForIngest()
        defer { withExtendedLifetime(lock) {} }
        try await store.ingest(members.flatMap { $0.entries.flatMap(\.contents) })
        if case .replace = existing, (try? store.draft(reference)) == nil {
            // A damaged draft is no reason to refuse a new one.
            try? await store.removeDraft(reference)
        }
        let draft = try await store.editDraft(reference) { current in
            if current != nil, case .refuse = existing { throw Self.refusal(reference) }
            var draft = Draft(reference: reference, time: time)
            if case .amend = existing, let current { draft = current }
            draft.updated = time
            draft.connection = draft.connection.union(connection)
            draft.annotations.merge(annotations) { _, new in new }
            if let mediaType { draft.mediaType = mediaType }
            draft.merge(members, time: time)
            // What a push would refuse for its annotations is refused now.
            _ = try DraftAssembly.index(of: draft, family: nil, notices: notices)
            return draft
        }
        try await store.remember(Self.names(members), time: time)
        for warning in IndexAssembly.warnings(draft.entries.map(\.descriptor)) { notices.warn(warning) }
        return draft
    }

    private static func names(_ members: [ResolvedMember]) -> [(name: String, content: Descriptor)] {
        members.compactMap { member in
            guard case .registry(let reference) = member.member.location else { return nil }
            guard member.entries.count == 1, member.entries[0].descriptor.digest == member.document.digest,
                member.entries[0].manifest != nil
            else {
                return nil
            }
            return (reference.withDefaultTag.description, member.document)
        }
    }

    private static func refusal(_ reference: Reference) -> ManifoldError {
        ManifoldError(
            .conflict,
            "refusing to amend an existing manifest list with no --amend flag",
            why: "the store has a draft of \(reference)",
            advice: "Add to it with --amend, or begin anew with --replace",
            reference: reference
        )
    }

    /// The entries of a draft in the form in which they are pushed.
    /// - Throws: `ManifoldError` when the draft holds an origin that cannot be read.
    public static func entries(of draft: Draft) throws -> [ResolvedEntry] {
        try draft.entries.map { entry in
            let origin: Location
            do { origin = try Location(parsing: entry.origin) } catch {
                throw ManifoldError(
                    .storage,
                    "cannot use the draft \(draft.reference)",
                    why: String(describing: error),
                    advice: "Make it again with: manifold create --replace"
                )
            }
            return ResolvedEntry(descriptor: entry.descriptor, detected: entry.detected, origin: origin)
        }
    }

    /// The index that a draft stands for.
    /// - Throws: `ManifoldError`.
    public static func index(
        of draft: Draft,
        family: IndexAssembly.Family?,
        notices: Notices
    ) throws -> RawManifest {
        try IndexAssembly.index(
            of: draft.entries.map(\.descriptor),
            annotations: draft.annotations,
            family: family ?? draft.family,
            notices: notices
        )
    }
}

extension Draft {
    /// The family that was asked for when the draft was made.
    fileprivate var family: IndexAssembly.Family {
        switch mediaType {
        case .ociIndex?: .oci
        case .dockerList?: .docker
        default: .auto
        }
    }

    /// Takes members in: each at the place that one of its name had before, else at the end.
    ///
    /// What was annotated stays annotated. A name that is given twice stays two entries.
    fileprivate mutating func merge(_ members: [ResolvedMember], time: Int64) {
        let before = entries
        for (name, group) in Self.byName(members) {
            let previous = before.filter { $0.member == name }
            let position = entries.firstIndex { $0.member == name }
            entries.removeAll { $0.member == name }
            let fresh = group.flatMap { member in
                member.entries.map { Self.entry($0, of: member, name, previous, isOnly: group.count == 1, time: time) }
            }
            entries.insert(contentsOf: fresh, at: min(position ?? entries.count, entries.count))
        }
        if before.isEmpty { restoreOrder(members) }
    }

    /// The members by name, in the order in which the names first appear.
    private static func byName(_ members: [ResolvedMember]) -> [(name: String, members: [ResolvedMember])] {
        let names = members.map(\.member.canonicalName).uniqued()
        return names.map { name in (name, members.filter { $0.member.canonicalName == name }) }
    }

    private static func entry(
        _ resolved: ResolvedEntry,
        of member: ResolvedMember,
        _ name: String,
        _ previous: [DraftEntry],
        isOnly: Bool,
        time: Int64
    ) -> DraftEntry {
        var entry = DraftEntry(
            descriptor: resolved.descriptor,
            detected: resolved.detected,
            member: name,
            origin: resolved.origin.description,
            fetched: time
        )
        let ancestor =
            isOnly && previous.count == 1 && member.entries.count == 1
            ? previous[0] : previous.first { $0.detected == resolved.detected }
        if let ancestor { entry.inherit(from: ancestor, isGiven: member.member.platform != nil) }
        return entry
    }

    /// Puts the entries of a new draft into the order of the arguments, even where one name was given in two places.
    private mutating func restoreOrder(_ members: [ResolvedMember]) {
        var rest = entries
        entries = members.flatMap { member in
            member.entries.compactMap { resolved in
                let position = rest.firstIndex {
                    $0.member == member.member.canonicalName && $0.descriptor == resolved.descriptor
                }
                return position.map { rest.remove(at: $0) }
            }
        }
        entries += rest
    }
}

extension DraftEntry {
    /// Keeps what a user said about the entry that this one replaces.
    fileprivate mutating func inherit(from ancestor: DraftEntry, isGiven: Bool) {
        if let annotations = ancestor.descriptor.annotations {
            descriptor.annotations = (descriptor.annotations ?? [:]).merging(annotations) { _, said in said }
        }
        let wasAnnotated = ancestor.descriptor.platform != ancestor.detected
        if wasAnnotated, !isGiven { descriptor.platform = ancestor.descriptor.platform }
    }
}
