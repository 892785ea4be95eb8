import Testing

@testable import ManifoldOCI

@Suite struct DescriptorTests {
    /// An index whose only entry is the text.
    private func index(of entry: String) throws -> Descriptor? {
        try document(#"{"schemaVersion":2,"manifests":[\#(entry)]}"#).children.first
    }

    private func entry(
        type: String = #""a/b""#,
        digest value: String? = nil,
        size: String = "7",
        more: String = ""
    ) -> String {
        #"{"mediaType":\#(type),"digest":\#(value ?? "\"\(digest("a"))\""),"size":\#(size)\#(more)}"#
    }

    @Test(
        arguments: [
            ("0", 0), ("7", 7), ("-0", 0), ("4611686018427387904", 1 << 62), ("9223372036854775807", .max),
        ] as [(String, Int64)]
    )
    func sizes(text: String, size: Int64) throws {
        #expect(try index(of: entry(size: text))?.size == size)
    }

    @Test(arguments: [
        ("-1", "is negative"), ("2.0", "not a whole number"), ("1e3", "not a whole number"),
        (
            "1E0",
            "not a whole number"
        ),
        ("1e400", "not a whole number"), ("9223372036854775808", "not a whole number"),
        ("-9223372036854775809", "not a whole number"), ("\"7\"", "is not a number"), ("null", "is missing"),
        ("true", "is not a number"), ("[7]", "is not a number"), ("07", "leading zero"), ("+7", "unexpected character"),
    ])
    func refusesSizes(text: String, phrase: String) {
        #expect(complaint { try index(of: entry(size: text)) }?.contains(phrase) == true)
    }

    @Test(arguments: [
        #""sha256:../../../../tmp/x""#, #""sha256:a/../b""#, #""../../x:abc""#, #""sha256:..""#,
        #""sha256\u002f..:abc""#,
        #""sha256:0123""#, #""SHA256:0123""#, #""""#, "null", "1", #"["sha256:0"]"#, #""x:\u0000""#, #""a/b:c""#,
    ])
    func refusesDigests(_ text: String) throws {
        let words = try #require(complaint { try index(of: entry(digest: text)) })
        #expect(words.hasPrefix(#"manifests[0]: "digest" is"#))
        #expect(words.contains("at byte") || !words.contains("invalid"))
        let image = #"{"schemaVersion":2,"config":\#(entry(digest: text)),"layers":[]}"#
        #expect(throws: DocumentError.self) { try document(image) }
        let layer = #"{"schemaVersion":2,"config":\#(entry()),"layers":[\#(entry(digest: text))]}"#
        #expect(throws: DocumentError.self) { try document(layer) }
        let subject = #"{"schemaVersion":2,"manifests":[],"subject":\#(entry(digest: text))}"#
        #expect(throws: DocumentError.self) { try document(subject) }
    }

    @Test func carriesDigestsOfOtherAlgorithms() throws {
        #expect(try index(of: entry(digest: #""blake3:abc_-=""#))?.digest.description == "blake3:abc_-=")
    }

    @Test(arguments: [#""""#, #""a""#, #""a/b; c""#, #""a/b/c""#, #""a/\n""#, "null", "1", "{}"])
    func refusesMediaTypes(_ text: String) {
        #expect(throws: DocumentError.self) { try index(of: entry(type: text)) }
    }

    @Test(arguments: [
        #"{"Size":1}"#, #"{"DIGEST":""}"#, #"{"mediatype":""}"#, #"{"Platform":{}}"#, #"{"Annotations":{}}"#,
        #"{"URLs":[]}"#,
        #"{"dige\u017ft":""}"#, #"{"platform":{"OS":"x"}}"#, #"{"platform":{"Architecture":"x"}}"#,
        #"{"platform":{"os.Version":"x"}}"#, #"{"platform":{"o\u017f":"x"}}"#, #"{"size":7}"#, #"{"platform":[]}"#,
        #"{"platform":{"os":1}}"#, #"{"platform":{"os.features":"x"}}"#, #"{"platform":{"os.features":[1]}}"#,
        #"{"urls":"x"}"#, #"{"urls":[null]}"#, #"{"annotations":{"a":null}}"#, #"{"data":1}"#, #"{"artifactType":[]}"#,
    ])
    func refusesMembers(_ text: String) {
        #expect(throws: DocumentError.self) { try index(of: entry(more: "," + text.dropFirst().dropLast())) }
    }

    @Test func nullAndEmptyMembersAreAbsent() throws {
        let members = #","platform":null,"annotations":null,"urls":null,"data":null,"artifactType":null"#
        let plain = try #require(try index(of: entry(more: members)))
        #expect(plain == plain.bare)
        let platform =
            #","platform":{"os":"linux","architecture":"arm","variant":"","os.version":"","os.features":null}"#
        let described = try #require(try index(of: entry(more: platform)))
        #expect(described.platform == Platform(os: "linux", architecture: "arm"))
        #expect(try index(of: entry(more: #","platform":{}"#))?.platform == Platform(os: "", architecture: ""))
    }
}
