import Testing

@testable import ManifoldOCI

/// A document by what is announced, what it calls itself and which members it has, and what becomes of it.
struct TypeVector: Sendable, CustomTestStringConvertible {
    enum Members: String, Sendable {
        case index = #""manifests":[]"#
        case image = #""config":CONFIG,"layers":[]"#
        case both = #""manifests":[],"config":CONFIG"#
        case layersToo = #""layers":[],"manifests":[]"#
        case neither = #""x":1"#
    }

    enum Outcome: Hashable, Sendable {
        case reads(MediaType)
        case refuses(DocumentError.Kind)
    }

    let announced: String?
    let inside: MediaType?
    let members: Members
    let outcome: Outcome

    init(_ announced: String?, _ inside: MediaType?, _ members: Members, _ result: MediaType) {
        (self.announced, self.inside, self.members, outcome) = (announced, inside, members, .reads(result))
    }

    init(_ announced: String?, _ inside: MediaType?, _ members: Members, _ kind: DocumentError.Kind) {
        (self.announced, self.inside, self.members, outcome) = (announced, inside, members, .refuses(kind))
    }

    var testDescription: String { "\(announced ?? "nil") \(inside?.rawValue ?? "nil") \(members)" }

    var text: String {
        let type = inside.map { #""mediaType":"\#($0)","# } ?? ""
        let parts = members.rawValue.split(separator: "CONFIG", omittingEmptySubsequences: false)
        return #"{"schemaVersion":2,"# + type + parts.joined(separator: descriptor(.ociConfig)) + "}"
    }
}

private let agreeing: [TypeVector] = MediaType.manifests.flatMap { type -> [TypeVector] in
    let members: TypeVector.Members = type.isIndex ? .index : .image
    return [
        .init(nil, type, members, type), .init(type.rawValue, nil, members, type),
        .init(type.rawValue, type, members, type),
        .init(type.rawValue + "; charset=utf-8", type, members, type), .init("application/json", type, members, type),
        .init("Application/JSON; charset=utf-8", type, members, type), .init("text/plain", type, members, type),
        .init("application/octet-stream", type, members, type), .init("", type, members, type),
    ]
}

private let ambiguous: [TypeVector] = MediaType.manifests.flatMap { type in
    ([.both, .layersToo] as [TypeVector.Members]).flatMap { members -> [TypeVector] in
        [
            .init(nil, nil, members, .ambiguous), .init(nil, type, members, .ambiguous),
            .init(type.rawValue, nil, members, .ambiguous), .init(type.rawValue, type, members, .ambiguous),
        ]
    }
}

/// Two types that differ, and one type with the other kind's members.
private let disagreeing: [TypeVector] = MediaType.manifests.flatMap { type -> [TypeVector] in
    let wrong: TypeVector.Members = type.isIndex ? .image : .index
    return [.init(nil, type, wrong, .ambiguous), .init(type.rawValue, nil, wrong, .ambiguous)]
        + MediaType.manifests.filter { $0 != type }.flatMap { other -> [TypeVector] in
            [.init(type.rawValue, other, .index, .ambiguous), .init(type.rawValue, other, .image, .ambiguous)]
        }
}

private let schema1 = MediaType(rawValue: "application/vnd.docker.distribution.manifest.v1+prettyjws")

private let others: [TypeVector] = [
    .init(nil, nil, .index, .ociIndex), .init(nil, nil, .image, .ociManifest), .init("", nil, .index, .ociIndex),
    .init("application/json", nil, .image, .ociManifest), .init(nil, nil, .neither, .malformed),
    .init("application/json", nil, .neither, .malformed), .init(nil, .ociManifest, .neither, .malformed),
    .init("text/html", nil, .index, .unsupported), .init("text/html; charset=utf-8", nil, .neither, .unsupported),
    .init("text/html", .ociIndex, .index, .ambiguous), .init(nil, .ociConfig, .image, .unsupported),
    .init("application/vnd.oci.descriptor.v1+json", nil, .index, .unsupported),
    .init(schema1.rawValue, nil, .image, .unsupported), .init(nil, schema1, .image, .unsupported),
    .init(schema1.rawValue, .dockerManifest, .image, .unsupported),
    .init(nil, MediaType(rawValue: ""), .image, .unsupported),
]

@Suite struct RawManifestTypeTests {
    @Test(arguments: agreeing + others + ambiguous + disagreeing)
    func detects(_ vector: TypeVector) throws {
        let manifest: RawManifest
        do {
            manifest = try document(vector.text, as: vector.announced)
        } catch {
            #expect(vector.outcome == .refuses(try #require(error as? DocumentError).kind))
            return
        }
        #expect(vector.outcome == .reads(manifest.mediaType))
        #expect((manifest.index != nil) == manifest.mediaType.isIndex)
        #expect((manifest.image != nil) == manifest.mediaType.isImageManifest)
        #expect(manifest.index?.mediaType ?? manifest.image?.mediaType == manifest.mediaType)
    }

    @Test(
        arguments: [
            (#"{"schemaVersion":1,"name":"x","fsLayers":[],"history":[]}"#, .unsupported, "schema 1"),
            (#"{"schemaVersion":1,"config":{},"layers":[]}"#, .unsupported, "schema 1"), ("{}", .malformed, "neither"),
            (#"{"manifests":[]}"#, .malformed, "schemaVersion"),
            (
                #"{"schemaVersion":3,"manifests":[]}"#,
                .malformed, "is not 2"
            ),
            (#"{"schemaVersion":2.0,"manifests":[]}"#, .malformed, "2.0"),
            (
                #"{"schemaVersion":"2"}"#,
                .malformed, "a number"
            ),
            ("[]", .malformed, "not a JSON object"), ("\"x\"", .malformed, "not a JSON object"),
            ("", .malformed, "too early"),
            (#"{"schemaVersion":2,"mediaType":1,"manifests":[]}"#, .malformed, "is not a text"),
            (#"{"schemaVersion":2,"manifests":{}}"#, .malformed, "is not an array"),
            (#"{"schemaVersion":2,"manifests":[1]}"#, .malformed, "manifests[0] is not a JSON object"),
            (#"{"schemaVersion":2,"config":[],"layers":[]}"#, .malformed, "config is not a JSON object"),
            (#"{"schemaVersion":2,"layers":[]}"#, .malformed, "is missing"),
            (#"{"schemaVersion":2,"manifests":[],"manifests":[]}"#, .malformed, "a second time at byte 34"),
            (#"{"schemaVersion":2,"manifests":[],"Manifests":[]}"#, .ambiguous, "at byte 34"),
            (#"{"schemaVersion":2,"manifests":[],"MediaType":"x"}"#, .ambiguous, #""MediaType""#),
            (#"{"schemaVersion":2,"manifests":[],"Config":{}}"#, .ambiguous, #""Config""#),
            (#"{"schemaVersion":2,"manife\u017fts":[]}"#, .ambiguous, "at byte 19"),
            (#"{"schemaVersion":2,"manifests":[],"annotations":[]}"#, .malformed, "is not an object"),
            (#"{"schemaVersion":2,"manifests":[],"annotations":{"a":1}}"#, .malformed, #"under "a""#),
            (#"{"schemaVersion":2,"manifests":[],"annotations":{"a":"1","a":"2"}}"#, .malformed, "a second time"),
            (#"{"schemaVersion":2,"manifests":[],"subject":{}}"#, .malformed, "subject"),
            ("{\"schemaVersion\":2,\"mediaType\":\"\\u001b[2J\",\"manifests\":[]}", .unsupported, "\"\\u{1b}[2J\""),
        ] as [(String, DocumentError.Kind, String)]
    )
    func refuses(text: String, kind: DocumentError.Kind, phrase: String) {
        let error = #expect(throws: DocumentError.self) { try document(text) }
        #expect(error?.kind == kind)
        #expect(error?.description.contains(phrase) == true, "\(error?.description ?? "")")
    }

    @Test func nullIsAbsent() throws {
        let index = try document(#"{"schemaVersion":2,"mediaType":null,"manifests":[],"config":null,"subject":null}"#)
        #expect(index.mediaType == .ociIndex)
        #expect(index.index?.subject == nil)
        #expect(
            try document(#"{"schemaVersion":2,"mediaType":"\#(MediaType.dockerList)","manifests":null}"#).children == []
        )
    }

    @Test func entriesAreBounded() throws {
        func index(of count: Int) -> String {
            let entries = times(count - 1, descriptor() + ",") + descriptor()
            return #"{"schemaVersion":2,"manifests":["# + entries + "]}"
        }
        #expect(try document(index(of: 10_000)).children.count == 10_000)
        #expect(throws: DocumentError.self) { try document(index(of: 10_001)) }
    }
}
