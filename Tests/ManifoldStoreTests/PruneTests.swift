import ManifoldContent
import ManifoldOCI
import SystemPackage
import TestSupport
import Testing

@testable import ManifoldStore

@Suite(.timeLimit(.minutes(1)))
struct PruneTests {
    private let files: TemporaryDirectory
    private let store: LocalStore
    private let kept: SyntheticImage
    private let loose: SyntheticImage

    init() throws {
        files = try TemporaryDirectory()
        store = try LocalStore(FilePath(files.path), creating: true)
        kept = try SyntheticImage(layers: [SyntheticLayer(bytes: [1])])
        loose = try SyntheticImage(architecture: "arm64", layers: [SyntheticLayer(bytes: [2, 2])])
    }

    private func ingest(_ image: SyntheticImage) async throws { try await store.ingest(try image.contents()) }

    private func digests(_ image: SyntheticImage) throws -> Set<Digest> {
        Set(try image.contents().map(\.descriptor.digest))
    }

    private func blobs() -> Set<String> {
        Set(files.files.filter { $0.hasPrefix("blobs/") }.map { "sha256:" + $0.dropFirst("blobs/sha256/".count) })
    }

    @Test func whatDraftsNameStays() async throws {
        try await ingest(kept)
        try await ingest(loose)
        let reference = try Reference(parsing: "registry.example/app:1")
        try await store.editDraft(reference) { _ in try draft("registry.example/app:1", [kept]) }

        let wouldGo = try await store.prune(olderThan: nil, dryRun: true)
        #expect(blobs().count == 6)
        let pruned = try await store.prune(olderThan: nil, dryRun: false)
        #expect(pruned == wouldGo)
        #expect(Set(pruned.blobs) == (try digests(loose)))
        let bytes = try loose.contents().map(\.descriptor.size).reduce(0, +)
        #expect(pruned.bytes == bytes)
        #expect(pruned.drafts.isEmpty)
        #expect(blobs() == Set(try digests(kept).map(\.description)))
        #expect(try await store.prune(olderThan: nil, dryRun: false) == LocalStore.Pruned())
    }

    @Test func whatNamesNameStays() async throws {
        try await store.layout.put(kept, as: ["1"])
        try await ingest(loose)
        let pruned = try await store.prune(olderThan: nil, dryRun: false)
        #expect(Set(pruned.blobs) == (try digests(loose)))
        #expect(try await store.layout.manifest(.tag("1")).digest == kept.digest)
    }

    /// A name that was only noted because a draft's member was fetched by it goes with the draft.
    @Test func whatWasOnlyFetched() async throws {
        try await ingest(kept)
        try await store.remember([("docker://registry.example/app:1", try kept.raw().descriptor)], time: 1)
        #expect(store.remembered("docker://registry.example/app:1")?.digest == kept.digest)
        let reference = try Reference(parsing: "registry.example/app:1")
        try await store.editDraft(reference) { _ in try draft("registry.example/app:1", [kept]) }
        #expect(try await store.prune(olderThan: nil, dryRun: false).blobs.isEmpty)
        #expect(store.remembered("docker://registry.example/app:1") != nil)

        try await store.removeDraft(reference)
        #expect(try await Set(store.prune(olderThan: nil, dryRun: false).blobs) == (try digests(kept)))
        #expect(store.remembered("docker://registry.example/app:1") == nil)
    }

    @Test func oldDrafts() async throws {
        for (name, image, time) in [("old", loose, 100), ("new", kept, 200)] {
            try await ingest(image)
            let text = "registry.example/\(name):1"
            try await store.editDraft(try Reference(parsing: text)) { _ in
                try draft(text, [image], updated: Int64(time))
            }
        }
        let wouldGo = try await store.prune(olderThan: 200, dryRun: true)
        #expect(try store.drafts().count == 2)
        let pruned = try await store.prune(olderThan: 200, dryRun: false)
        #expect(pruned == wouldGo)
        #expect(pruned.drafts == ["registry.example/old:1"])
        #expect(Set(pruned.blobs) == (try digests(loose)))
        #expect(try store.drafts().count == 1)
    }

    @Test func whatACrashLeft() async throws {
        try await ingest(kept)
        try await store.layout.setNames([("1", try kept.raw().descriptor)])
        try files.write([1, 2, 3], to: "\(OCILayout.ingestPrefix)1-abc")
        try files.write([4, 5], to: ".index.json.1-abc")
        let reference = try Reference(parsing: "registry.example/app:1")
        try await store.editDraft(reference) { _ in try draft("registry.example/app:1", [kept]) }
        let folder = Digest(sha256Of: Array(reference.description.utf8)).encoded
        try files.write("{", to: "drafts/\(folder)/.draft.json.1-abc")
        try files.directory("drafts/begun")
        let pruned = try await store.prune(olderThan: nil, dryRun: false)
        #expect(pruned.bytes == 5)
        #expect(pruned.blobs.isEmpty)
        #expect(!files.files.contains { $0.contains("1-abc") })
        #expect(!LocalFile.exists(FilePath(files.file("drafts/begun"))))
        #expect(try store.draft(reference)?.entries.count == 1)
    }

    /// What is unknown cannot be known to be needless.
    @Test func notWhileADraftCannotBeRead() async throws {
        try await ingest(loose)
        let reference = try Reference(parsing: "registry.example/app:1")
        try await store.editDraft(reference) { _ in try draft("registry.example/app:1", [loose]) }
        let folder = Digest(sha256Of: Array(reference.description.utf8)).encoded
        try files.write("{", to: "drafts/\(folder)/draft.json")
        let error = await #expect(throws: ManifoldError.self) { try await store.prune(olderThan: nil, dryRun: false) }
        #expect(error?.code == .storage)
        #expect(error?.description.contains("registry.example/app:1") == true)
        #expect(blobs().count == 3)
        try await store.removeDraft(reference)
        #expect(try await store.prune(olderThan: nil, dryRun: false).blobs.count == 3)
    }

    /// The collector waits for those who have stored something that they have not named yet.
    @Test func notWhileSomebodyStores() async throws {
        let lock = try await store.lockForIngest()
        let second = try await store.lockForIngest()
        try await ingest(kept)
        let task = Task { [store] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.prune(olderThan: nil, dryRun: false)
        }
        let error = await #expect(throws: ManifoldError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        #expect(blobs().count == 3)
        withExtendedLifetime((lock, second)) {}
    }

    /// A damaged `index.json` or marker only forgets what names meant; drafts and their content are safe.
    @Test(arguments: ["index.json", "oci-layout"])
    func repaired(name: String) async throws {
        let reference = try Reference(parsing: "registry.example/app:1")
        try await ingest(kept)
        try await store.editDraft(reference) { _ in try draft("registry.example/app:1", [kept]) }
        try files.write("{", to: name)
        #expect(store.remembered("x") == nil)
        let again = try LocalStore(store.path, creating: true)
        try await again.remember([("x", try kept.raw().descriptor)], time: 1)
        #expect(again.remembered("x")?.digest == kept.digest)
        #expect(try await again.prune(olderThan: nil, dryRun: false).blobs.isEmpty)
        #expect(try again.draft(reference) != nil)
    }

    /// Files that are none of ours are left alone.
    @Test func strangers() async throws {
        try files.write("note", to: "README")
        try files.write("*", to: ".gitignore")
        try files.directory(".git")
        try files.write("x", to: "blobs/sha256/not-a-digest")
        #expect(try await store.prune(olderThan: nil, dryRun: false) == LocalStore.Pruned())
        #expect(files.files.contains("README"))
        #expect(files.files.contains(".gitignore"))
        #expect(files.files.contains("blobs/sha256/not-a-digest"))
    }
}
