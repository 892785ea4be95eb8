import ManifoldContent
import ManifoldOCI
import SystemPackage
import TestSupport
import Testing

@testable import ManifoldStore

@Suite(.timeLimit(.minutes(1)))
struct DraftStoreTests {
    private let files: TemporaryDirectory
    private let store: LocalStore
    private let app: Reference

    init() throws {
        files = try TemporaryDirectory()
        store = try LocalStore(FilePath(files.file("store")), creating: true)
        app = try Reference(parsing: "registry.example/app:1")
    }

    private func folder(_ reference: Reference) -> String {
        "store/drafts/\(Digest(sha256Of: Array(reference.description.utf8)).encoded)"
    }

    private func names() throws -> [String] {
        try store.drafts().map { listing in
            switch listing {
            case .draft(let draft): draft.reference.description
            case .damaged(let name, _): "damaged: \(name)"
            }
        }
    }

    @Test func writtenReadAndRemoved() async throws {
        #expect(try store.draft(app) == nil)
        let draft = try draft("registry.example/app:1", [try SyntheticImage()])
        let written = try await store.editDraft(app) { existing in
            #expect(existing == nil)
            return draft
        }
        #expect(written == draft)
        #expect(try store.draft(app) == draft)
        #expect(try names() == ["registry.example/app:1"])
        // Another process sees the same.
        #expect(try LocalStore(store.path, creating: false).draft(app) == draft)
        try await store.removeDraft(app)
        #expect(try store.draft(app) == nil)
        #expect(try names() == [])
        let error = await #expect(throws: ManifoldError.self) { try await store.removeDraft(app) }
        #expect(error?.code == .notFound)
        #expect(error?.description.hasPrefix("No such manifest: registry.example/app:1") == true)
    }

    /// Names that other tools confuse with each other, in alphabetical order.
    @Test func namesDoNotCollide() async throws {
        let all = [
            "a.example/app-m:1", "a.example/app:1", "a.example/app:m-1", "a.example/app_m:1", "a.example:1/app:m",
        ]
        for name in all.reversed() {
            let reference = try Reference(parsing: name)
            try await store.editDraft(reference) { _ in try draft(name) }
        }
        #expect(try names() == all.sorted())
    }

    /// Many tasks that add to one draft at once: no entry is lost.
    @Test func manyEditors() async throws {
        let image = try SyntheticImage()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<30 {
                group.addTask { [app, store] in
                    try await store.editDraft(app) { existing in
                        var draft = try existing ?? ManifoldStoreTests.draft("registry.example/app:1")
                        var entry = try ManifoldStoreTests.draft("registry.example/app:1", [image]).entries[0]
                        entry.member = "member \(number)"
                        await Task.yield()
                        draft.entries.append(entry)
                        return draft
                    }
                }
            }
            try await group.waitForAll()
        }
        let members = try #require(try store.draft(app)).entries.map(\.member)
        #expect(members.count == 30)
        #expect(Set(members) == Set((0..<30).map { "member \($0)" }))
        #expect(files.files.filter { $0.hasPrefix(folder(app)) }.count == 2)
    }

    @Test func anEditThatFailsChangesNothing() async throws {
        struct Oops: Error {}
        await #expect(throws: Oops.self) { try await store.editDraft(app) { _ in throw Oops() } }
        #expect(!LocalFile.exists(FilePath(files.file(folder(app)))))
        let draft = try draft("registry.example/app:1")
        try await store.editDraft(app) { _ in draft }
        await #expect(throws: Oops.self) { try await store.editDraft(app) { _ in throw Oops() } }
        #expect(try store.draft(app) == draft)
    }

    @Test(arguments: ["", "{", "{}", "{\"version\":1,\"reference\":\"registry.example/other:1\"}"])
    func damaged(text: String) async throws {
        try await store.editDraft(app) { _ in try draft("registry.example/app:1") }
        let other = try Reference(parsing: "registry.example/b:1")
        try await store.editDraft(other) { _ in try draft("registry.example/b:1") }
        try files.write(text, to: "\(folder(app))/draft.json")

        let error = #expect(throws: ManifoldError.self) { try store.draft(app) }
        #expect(error?.code == .storage)
        #expect(error?.description.contains("registry.example/app:1") == true)
        #expect(error?.advice?.contains("manifold rm registry.example/app:1") == true)
        // It is named in the list, the others go on working, and it can be removed.
        #expect(try names() == ["damaged: registry.example/app:1", "registry.example/b:1"])
        #expect(try store.draft(other) != nil)
        await #expect(throws: ManifoldError.self) {
            try await store.editDraft(app) { _ in try draft("registry.example/app:1") }
        }
        try await store.removeDraft(app)
        #expect(try names() == ["registry.example/b:1"])
        try await store.editDraft(app) { _ in try draft("registry.example/app:1") }
        #expect(try store.draft(app) != nil)
    }

    /// Not even the name is left: the directory's name stands for it.
    @Test func damagedBeyondItsName() async throws {
        try await store.editDraft(app) { _ in try draft("registry.example/app:1") }
        try files.write("{", to: "\(folder(app))/draft.json")
        try files.write("\u{1B}[31m", to: "\(folder(app))/reference")
        #expect(try names() == ["damaged: \(folder(app).dropFirst("store/drafts/".count))"])
        try await store.removeDraft(app)
    }

    @Test func aLinkInPlaceOfADraft() async throws {
        let text = JSONWriter.compact.bytes(try draft("registry.example/app:1").json)
        try files.write(text, to: "outside")
        try files.directory(folder(app))
        try files.link("\(folder(app))/draft.json", to: files.file("outside"))
        let error = #expect(throws: ManifoldError.self) { try store.draft(app) }
        #expect(error?.code == .storage)
        try await store.removeDraft(app)
        #expect(try files.read("outside") == text)
    }

    /// What a crash before the first write leaves is no draft.
    @Test func anEmptyDirectory() async throws {
        try files.directory(folder(app))
        #expect(try store.draft(app) == nil)
        #expect(try names() == [])
        try await store.editDraft(app) { _ in try draft("registry.example/app:1") }
        #expect(try store.draft(app) != nil)
    }

    @Test func noStoreAtAll() async throws {
        let none = try LocalStore(FilePath(files.file("none")), creating: false)
        #expect(try none.drafts().isEmpty)
        #expect(try none.draft(app) == nil)
        #expect(none.remembered("x") == nil)
        #expect(try await none.prune(olderThan: nil, dryRun: false) == LocalStore.Pruned())
        #expect(!LocalFile.exists(none.path))
    }
}
