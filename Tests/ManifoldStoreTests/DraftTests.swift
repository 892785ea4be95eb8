import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldStore

/// The form in which drafts lie in the store.
struct DraftTests {
    private func full() throws -> Draft {
        let image = try SyntheticImage(architecture: "arm", variant: "v7")
        var draft = try draft("registry.example:5000/team/app:1.2", [image, try SyntheticImage()])
        var descriptor = try image.raw().descriptor
        descriptor.platform = Platform(os: "linux", architecture: "arm", variant: "v8")
        descriptor.annotations = ["a": "1", "z": "\u{1B}\" \\ é"]
        draft.entries[0].descriptor = descriptor
        draft.entries[0].detected = Platform(os: "linux", architecture: "arm", variant: "v7")
        draft.annotations = ["org.opencontainers.image.title": "app"]
        draft.mediaType = .dockerList
        draft.updated = 2000
        draft.push = Draft.Push(digest: image.digest, time: 1999)
        return draft
    }

    @Test func thereAndBack() throws {
        for draft in [try full(), try draft("app:1")] {
            #expect(try Draft(JSONWriter.readable.bytes(draft.json)) == draft)
            #expect(try Draft(JSONWriter.compact.bytes(draft.json)) == draft)
        }
    }

    @Test func emptyMembersAreLeftOut() throws {
        let text = String(decoding: JSONWriter.compact.bytes(try draft("app:1").json), as: UTF8.self)
        let expected =
            #"{"version":1,"reference":"docker.io/library/app:1","created":1000,"updated":1000,"entries":[]}"#
        #expect(text == expected)
    }

    /// A later version may know more; what it adds is no reason to refuse.
    @Test func membersThatAreNotKnown() throws {
        let text = #"{"version":1,"reference":"registry.example/app:1","note":{"a":[1]},"entries":null}"#
        let draft = try Draft(Array(text.utf8))
        #expect(draft.reference.description == "registry.example/app:1")
        #expect(draft.entries.isEmpty)
    }

    @Test(
        arguments: [
            "", "{", "[]", "null", "{}", #"{"version":1}"#, #"{"version":2,"reference":"app:1"}"#,
            #"{"version":"1","reference":"app:1"}"#, #"{"version":1,"reference":"App:1"}"#,
            #"{"version":1,"reference":1}"#,
            #"{"version":1,"version":1,"reference":"app:1"}"#, #"{"version":1,"reference":"app:1","entries":{}}"#,
            #"{"version":1,"reference":"app:1","entries":[{}]}"#, #"{"version":1,"reference":"app:1","entries":[1]}"#,
            #"{"version":1,"reference":"app:1","created":1.5}"#,
            #"{"version":1,"reference":"app:1","annotations":{"a":1}}"#,
            #"{"version":1,"reference":"app:1","push":{"digest":"sha256:../x"}}"#,
        ]
    )
    func malformed(text: String) {
        #expect(throws: DocumentError.self) { try Draft(Array(text.utf8)) }
    }

    @Test(arguments: ["member", "origin", "descriptor"])
    func entriesThatLackSomething(name: String) throws {
        guard case .object(var object) = try full().json, case .array(let entries)? = object["entries"],
            case .object(var entry)? = entries.first
        else { throw TestSupportError("the draft is no object") }
        entry.members.removeAll { $0.name == name }
        object.members.removeAll { $0.name == "entries" }
        object.append("entries", .array([.object(entry)]))
        let error = #expect(throws: DocumentError.self) { try Draft(JSONWriter.compact.bytes(.object(object))) }
        #expect(error?.description.contains("entries[0]") == true)
        #expect(error?.description.contains(name) == true)
    }
}
