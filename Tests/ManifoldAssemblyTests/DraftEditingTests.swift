import ManifoldContent
import ManifoldOCI
import ManifoldStore
import Testing

@testable import ManifoldAssembly

@Suite struct DraftEditingTests {
    private static func draft() throws -> Draft {
        try .sample("linux/amd64", "linux/arm/v6", "linux/arm/v7", "linux/arm64/v8", "windows(10.0.1)/amd64")
    }

    @Test(arguments: [
        ("linux/amd64", 0), ("x86_64", 0), ("linux/arm/v6", 1), ("linux/arm/v7", 2), ("linux/arm", 2),
        ("linux/arm64", 3), ("linux/arm64/v8", 3), ("windows/amd64", 4), ("windows(10.0.1)/amd64", 4),
        ("h.example/1:1", 1), ("docker://h.example/3:1", 3), ("linux/arm64=h.example/3:1", 3),
    ])
    func finds(_ text: String, _ position: Int) throws {
        #expect(try Self.draft().positions(of: text, in: "index") == [position])
    }

    @Test(arguments: [
        "linux/s390x", "linux/arm/v5", "windows(10.0.2)/amd64", "h.example/1", "h.example/9:1", "other.example/1:1",
    ])
    func findsNothing(_ text: String) throws {
        let error = try #require(throws: ManifoldError.self) { try Self.draft().positions(of: text, in: "index") }
        #expect(error.code == .notFound)
        #expect(error.what == "manifest for image \(text) does not exist in index")
    }

    @Test func findsByDigest() throws {
        let draft = try Self.draft()
        let digest = draft.entries[2].descriptor.digest
        #expect(try draft.positions(of: "h.example/other@\(digest)", in: "index") == [2])
    }

    @Test func annotatesOneEntry() throws {
        var draft = try Self.draft()
        let before = draft
        var edit = EntryEdit()
        edit.osVersion = "1.2"
        edit.osFeatures = ["a", "b", "a"]
        edit.annotations = ["k": "v"]
        try draft.annotate("linux/arm/v7", in: "index", edit, notices: Warnings().notices)
        var expected = Platform(os: "linux", architecture: "arm", variant: "v7", osVersion: "1.2")
        expected.osFeatures = ["a", "b"]
        #expect(draft.entries[2].descriptor.platform == expected)
        #expect(draft.entries[2].descriptor.annotations == ["k": "v"])
        #expect(draft.entries[2].detected == before.entries[2].detected)
        for position in [0, 1, 3, 4] { #expect(draft.entries[position] == before.entries[position]) }

        edit = EntryEdit()
        edit.annotations = ["k": "w", "l": ""]
        edit.osFeatures = ["b", "c"]
        try draft.annotate("h.example/2:1", in: "index", edit, notices: Warnings().notices)
        #expect(draft.entries[2].descriptor.annotations == ["k": "w", "l": ""])
        #expect(draft.entries[2].descriptor.platform?.osFeatures == ["a", "b", "c"])
    }

    /// What an architecture is called, and what becomes of a variant that was there.
    @Test(
        arguments: [
            ("linux/arm/v7", nil, "arm64", nil, "linux/arm64", 1),
            ("linux/amd64", nil, "x86_64", nil, "linux/amd64", 0),
            ("linux/amd64", nil, "armhf", nil, "linux/arm/v7", 1),
            ("linux/arm/v6", nil, "arm", nil, "linux/arm/v6", 0),
            ("linux/arm/v6", nil, nil, "v7", "linux/arm/v7", 1),
            ("linux/arm/v6", nil, nil, "", "linux/arm/v6", 0),
            ("linux/arm/v6", nil, nil, "7", "linux/arm/v7", 1),
            ("linux/amd64", "macos", nil, nil, "darwin/amd64", 1),
            ("linux/amd64", "windows", "arm64", "v8", "windows/arm64/v8", 1),
        ] as [(String, String?, String?, String?, String, Int)]
    )
    func changesPlatform(
        _ old: String,
        _ os: String?,
        _ architecture: String?,
        _ variant: String?,
        _ expected: String,
        _ warningCount: Int
    ) throws {
        var draft = try Draft.sample(old)
        var edit = EntryEdit()
        edit.os = os
        edit.architecture = architecture
        edit.variant = variant
        let warnings = Warnings()
        try draft.annotate("h.example/0:1", in: "index", edit, notices: warnings.notices)
        #expect(draft.entries[0].descriptor.platform?.description == expected)
        #expect(warnings.all.count == warningCount, "\(warnings.all)")
    }

    @Test(
        arguments: [("templeos", nil), (nil, "z80"), ("windows", "s390x"), ("linux", "wasm")] as [(String?, String?)]
    )
    func refusesUnknownPlatforms(_ os: String?, _ architecture: String?) throws {
        var draft = try Self.draft()
        let before = draft
        var edit = EntryEdit()
        edit.os = os
        edit.architecture = architecture
        let error = #expect(throws: ManifoldError.self) {
            try draft.annotate("linux/amd64", in: "index", edit, notices: Warnings().notices)
        }
        #expect(error?.code == .invalidInput)
        #expect(draft == before)
    }

    @Test func ambiguousEntries() throws {
        var draft = try Draft.sample("linux/amd64", "linux/amd64")
        let error = #expect(throws: ManifoldError.self) {
            try draft.annotate("linux/amd64", in: "index", EntryEdit(), notices: Warnings().notices)
        }
        #expect(error?.code == .invalidInput)
        #expect(throws: ManifoldError.self) { try draft.remove("linux/amd64", in: "index") }
        try draft.remove("h.example/0:1", in: "index")
        #expect(draft.entries.map(\.member) == ["docker://h.example/1:1"])
    }

    /// A member that was an index is several entries, which go together.
    @Test func removesAWholeMember() throws {
        var draft = try Self.draft()
        draft.entries[3].member = draft.entries[1].member
        try draft.remove("h.example/1:1", in: "index")
        #expect(draft.entries.map(\.descriptor.platform?.architecture) == ["amd64", "arm", "amd64"])
    }

    @Test func dockerListsTakeNoAnnotations() throws {
        var draft = try Self.draft()
        draft.mediaType = .dockerList
        var edit = EntryEdit()
        edit.annotations = ["a": "b"]
        #expect(throws: ManifoldError.self) { try draft.annotate(["a": "b"]) }
        #expect(throws: ManifoldError.self) {
            try draft.annotate("linux/amd64", in: "index", edit, notices: Warnings().notices)
        }
        #expect(draft.annotations.isEmpty)
    }
}
