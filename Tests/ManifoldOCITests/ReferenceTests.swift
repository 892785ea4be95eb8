import Testing

@testable import ManifoldOCI

@Suite struct ReferenceTests {
    @Test(arguments: acceptedReferences)
    func parses(_ vector: ReferenceVector) throws {
        let reference = try Reference(parsing: vector.text)
        #expect(reference.registry == vector.registry)
        #expect(reference.repository == vector.repository)
        #expect(reference.tag == vector.tag)
        #expect(reference.digest?.description == vector.digest)
        #expect(reference.description == vector.canonical)
        #expect(reference.name == "\(vector.registry)/\(vector.repository)")
    }

    @Test(arguments: acceptedReferences)
    func canonicalFormReadsBack(_ vector: ReferenceVector) throws {
        let reference = try Reference(parsing: vector.text)
        #expect(try Reference(parsing: reference.description) == reference)
        let parts = try Reference(
            registry: reference.registry,
            repository: reference.repository,
            tag: reference.tag,
            digest: reference.digest
        )
        #expect(parts == reference)
    }

    @Test(arguments: acceptedReferences)
    func familiarFormReadsBack(_ vector: ReferenceVector) throws {
        let reference = try Reference(parsing: vector.text)
        #expect(try Reference(parsing: reference.familiar) == reference)
    }

    @Test(arguments: refusedReferences)
    func refuses(text: String, phrase: String) {
        let error = #expect(throws: ReferenceError.self) { try Reference(parsing: text) }
        #expect(error?.text == text)
        let words = error?.description ?? ""
        #expect(words.hasPrefix(phrase))
        #expect(words.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
    }

    @Test(arguments: [
        ("docker.io/library/ubuntu:22.04", "ubuntu:22.04"), ("docker.io/me/app", "me/app"),
        ("library/foo/bar", "library/foo/bar"), ("localhost:5000/library/app", "localhost:5000/library/app"),
        ("ubuntu:1@sha256:\(hex64)", "ubuntu:1@sha256:\(hex64)"), ("localhost", "localhost"),
        // Without its registry each of these would be something else.
        ("docker.io/a.b/c", "docker.io/a.b/c"), ("docker.io/localhost/app", "docker.io/localhost/app"),
        ("library/\(hex64)", "docker.io/library/\(hex64)"),
    ])
    func familiarForm(text: String, familiar: String) throws {
        let reference = try Reference(parsing: text)
        #expect(reference.familiar == familiar)
        #expect(try Reference(parsing: familiar) == reference)
    }

    @Test func askingARegistry() throws {
        let digested = try Reference(parsing: "app:v1@\(digest("a"))")
        #expect(digested.target == .digest(digest("a")))
        #expect(digested.target.description == digest("a").description)
        #expect(digested.withDefaultTag == digested)
        #expect(digested.replacing(tag: "v2", digest: nil).description == "docker.io/library/app:v2")
        let bare = try Reference(parsing: "example.com/app")
        #expect(bare.target == .tag("latest"))
        #expect(bare.withDefaultTag.description == "example.com/app:latest")
        #expect(try Reference(parsing: "app:v1").target.description == "v1")
        #expect(try Reference(parsing: "app:v1").withDefaultTag.tag == "v1")
    }

    @Test(arguments: [
        ("ubuntu", "registry-1.docker.io"), ("index.docker.io/me/app", "registry-1.docker.io"),
        ("docker.io:443/ubuntu", "docker.io:443"), ("[::1]:5000/a", "[::1]:5000"), ("example.com/a", "example.com"),
    ])
    func wireHost(text: String, host: String) throws {
        #expect(try Reference(parsing: text).wireHost == host)
    }

    @Test(
        arguments: [
            ("myhost", "app", nil), ("", "app", nil), ("example.com", "app:v1", nil), ("example.com", "app", "v1@x"),
            ("example.com/a", "b", nil), ("example.com", "a/b:c", "d"), ("example.com", "", nil), ("a", "b", ""),
            ("example.com", "app@sha256:\(hex64)", nil),
        ] as [(String, String, String?)]
    )
    func partsMayNotSpillIntoOneAnother(registry: String, repository: String, tag: String?) {
        #expect(throws: ReferenceError.self) {
            try Reference(registry: registry, repository: repository, tag: tag)
        }
    }

    @Test func partsAreNormalised() throws {
        #expect(
            try Reference(registry: "index.docker.io", repository: "ubuntu").description == "docker.io/library/ubuntu"
        )
        #expect(try Reference(registry: "docker.io", repository: "ubuntu") == Reference(parsing: "ubuntu"))
    }

    @Test(arguments: [
        ("latest", true), ("_", true), ("A.b-C_9", true), ("0", true), (times(128, "x"), true),
        (times(129, "x"), false),
        ("", false), (".a", false), ("-a", false), ("a/b", false), ("a:b", false), ("a b", false), ("é", false),
        ("a\n", false), ("a\u{301}", false),
    ])
    func tags(text: String, isTag: Bool) {
        #expect(Reference.isTag(text) == isTag)
    }
}
