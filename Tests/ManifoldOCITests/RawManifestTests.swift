import Testing

@testable import ManifoldOCI

@Suite struct RawManifestTests {
    /// A document that no writer here would make: odd spacing, odd order, members and numbers of every kind.
    private let strange = """
        { "x-first" : [ 1e400, -0, "\\u0041/\\/", null, {"b":{}, "a":[]} ],
          "manifests":[ {"platform":{"os":"linux","architecture":"arm64","x.cpu":{"z":1,"a":2.50}},
            "size":7,"x-entry":true,"digest":"\(digest("a"))","mediaType":"\(MediaType.ociManifest)"}],
          "mediaType":"\(MediaType.ociIndex)", "schemaVersion":2, "X-last":"<&>" }

        """

    @Test func bytesAndDigestAreThoseRead() throws {
        let manifest = try document(strange)
        #expect(manifest.bytes == Array(strange.utf8))
        #expect(manifest.digest == Digest(sha256Of: Array(strange.utf8)))
        #expect(manifest.descriptor.mediaType == .ociIndex)
        #expect(manifest.descriptor.digest == manifest.digest)
        #expect(manifest.descriptor.size == Int64(strange.utf8.count))
    }

    @Test func unknownMembersSurviveAnEdit() throws {
        var index = try #require(try document(strange).index)
        index.manifests[0].annotations = ["org.example.z": "1", "org.example.a": "<2>"]
        let written = index.serialized()
        #expect(
            text(written) == """
                {
                   "schemaVersion": 2,
                   "mediaType": "application/vnd.oci.image.index.v1+json",
                   "manifests": [
                      {
                         "mediaType": "application/vnd.oci.image.manifest.v1+json",
                         "size": 7,
                         "digest": "\(digest("a"))",
                         "platform": {
                            "architecture": "arm64",
                            "os": "linux",
                            "x.cpu": {
                               "z": 1,
                               "a": 2.50
                            }
                         },
                         "annotations": {
                            "org.example.a": "\\u003c2\\u003e",
                            "org.example.z": "1"
                         },
                         "x-entry": true
                      }
                   ],
                   "x-first": [
                      1e400,
                      -0,
                      "A//",
                      null,
                      {
                         "b": {},
                         "a": []
                      }
                   ],
                   "X-last": "\\u003c\\u0026\\u003e"
                }
                """
        )
        #expect(written.digest == Digest(sha256Of: written.bytes))
        #expect(written.digest != (try document(strange)).digest)
        #expect(try RawManifest(written.bytes).index == index)
    }

    @Test func everyKnownMemberIsReadAndWritten() throws {
        let whole = """
            {"schemaVersion":2,"mediaType":"\(MediaType.ociIndex)","artifactType":"a/b","manifests":[
            {"mediaType":"\(MediaType.ociManifest)","digest":"\(digest("b"))","size":9223372036854775807,
            "urls":["https://example.com/b"],"data":"e30=","artifactType":"c/d","annotations":{"k":""},
            "platform":{"architecture":"amd64","os":"windows","os.version":"10.0.1","os.features":["win32k"],
            "variant":"v2","features":["sse4"]}}],
            "subject":\(descriptor(digit: "c")),"annotations":{"k":"v"}}
            """
        let index = try #require(try document(whole).index)
        #expect(index.artifactType == "a/b")
        #expect(index.subject?.digest == digest("c"))
        #expect(index.annotations == ["k": "v"])
        let entry = try #require(index.manifests.first)
        #expect(entry.size == .max)
        #expect(entry.urls == ["https://example.com/b"])
        #expect(entry.data == "e30=")
        #expect(entry.artifactType == "c/d")
        #expect(entry.annotations == ["k": ""])
        #expect(entry.platform?.description == "windows(10.0.1+win32k)/amd64/v2")
        #expect(entry.platform?.features == ["sse4"])
        #expect(try RawManifest(index.serialized().bytes).index == index)
        #expect(entry.bare == Descriptor(mediaType: .ociManifest, digest: digest("b"), size: .max))
    }

    @Test func imageKeepsItsMembers() throws {
        let source = """
            {"schemaVersion":2,"mediaType":"\(MediaType.dockerManifest)","x":1,"config":\(descriptor(.dockerConfig, digit: "c")),
            "layers":[\(descriptor(.ociLayer, digit: "1", more: ",\"y\":[]")),\(descriptor(.ociLayer, digit: "2"))],
            "subject":\(descriptor(digit: "3")),"artifactType":"a/b","annotations":{"k":"v"}}
            """
        let manifest = try document(source)
        let image = try #require(manifest.image)
        #expect(manifest.children.map(\.digest) == [digest("c"), digest("1"), digest("2")])
        #expect(image.subject?.digest == digest("3"))
        #expect(image.artifactType == "a/b")
        #expect(image.annotations == ["k": "v"])
        let again = image.serialized()
        #expect(again.mediaType == .dockerManifest)
        #expect(try RawManifest(again.bytes).image == image)
        #expect(text(again).contains("\"x\": 1"))
        #expect(text(again).contains("\"y\": []"))
    }

    @Test func emptyObjectsSayNothing() throws {
        let index = try #require(try document(#"{"schemaVersion":2,"manifests":[],"annotations":{}}"#).index)
        #expect(index.annotations == nil)
        #expect(try RawManifest(index.serialized().bytes).index == index)
    }

    @Test func attestations() throws {
        let marked = Descriptor(
            mediaType: .ociManifest,
            digest: digest("a"),
            size: 1,
            annotations: [
                AnnotationKey.dockerReferenceType: "attestation-manifest",
                AnnotationKey.dockerReferenceDigest: digest("b").description,
            ]
        )
        #expect(marked.isAttestation)
        #expect(marked.attestedDigest == digest("b").description)
        #expect(!marked.bare.isAttestation)
        let unknown = Platform(os: "unknown", architecture: "unknown")
        #expect(Descriptor(mediaType: .ociManifest, digest: digest("a"), size: 1, platform: unknown).isAttestation)
    }
}
