import Testing

@testable import ManifoldOCI

/// Docker's documents, byte for byte: the expected texts are written out, not computed.
@Suite struct DockerListGoldenTests {
    private func entry(_ digit: Character, _ size: Int64, _ platform: Platform) -> Descriptor {
        Descriptor(mediaType: .dockerManifest, digest: digest(digit), size: size, platform: platform)
    }

    @Test func fivePlatforms() throws {
        let windows = Platform(
            os: "windows",
            architecture: "amd64",
            osVersion: "10.0.17763.5329",
            osFeatures: ["win32k", "a"]
        )
        let list = ImageIndex(
            mediaType: .dockerList,
            manifests: [
                entry("1", 529, Platform(os: "linux", architecture: "amd64")),
                entry("2", 530, Platform(os: "linux", architecture: "arm64", variant: "v8")),
                entry("3", 531, Platform(os: "linux", architecture: "arm", variant: "v7", features: ["neon"])),
                entry("4", 0, Platform(os: "linux", architecture: "s390x")),
                entry("5", 9_223_372_036_854_775_807, windows),
            ]
        )
        let manifest = list.serialized()
        #expect(text(manifest) == golden)
        #expect(manifest.mediaType == .dockerList)
        #expect(manifest.digest == Digest(sha256Of: Array(golden.utf8)))
        #expect(try document(golden).index == list)
        #expect(try document(golden).digest == manifest.digest)
    }

    @Test func noMembers() {
        #expect(
            text(ImageIndex(mediaType: .dockerList, manifests: []).serialized()) == """
                {
                   "schemaVersion": 2,
                   "mediaType": "application/vnd.docker.distribution.manifest.list.v2+json",
                   "manifests": []
                }
                """
        )
    }

    @Test func singleImageWithTabs() {
        let config = Descriptor(mediaType: .dockerConfig, digest: digest("c"), size: 1510)
        let image = ImageManifest(mediaType: .dockerManifest, config: config, layers: [])
        #expect(
            JSONWriter.tabbed.string(image.json)
                == "{\n\t\"schemaVersion\": 2,\n"
                + "\t\"mediaType\": \"application/vnd.docker.distribution.manifest.v2+json\",\n"
                + "\t\"config\": {\n\t\t\"mediaType\": \"application/vnd.docker.container.image.v1+json\",\n"
                + "\t\t\"size\": 1510,\n\t\t\"digest\": \"\(digest("c"))\"\n\t},\n\t\"layers\": []\n}"
        )
    }

    @Test func theEmptyDescriptor() throws {
        let empty = Descriptor(mediaType: .ociEmpty, digest: Digest(sha256Of: Array("{}".utf8)), size: 2)
        #expect(
            JSONWriter.compact.string(empty.json)
                == #"{"mediaType":"application/vnd.oci.empty.v1+json","size":2,"#
                + #""digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}"#
        )
    }
}

private let golden = """
    {
       "schemaVersion": 2,
       "mediaType": "application/vnd.docker.distribution.manifest.list.v2+json",
       "manifests": [
          {
             "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
             "size": 529,
             "digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111",
             "platform": {
                "architecture": "amd64",
                "os": "linux"
             }
          },
          {
             "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
             "size": 530,
             "digest": "sha256:2222222222222222222222222222222222222222222222222222222222222222",
             "platform": {
                "architecture": "arm64",
                "os": "linux",
                "variant": "v8"
             }
          },
          {
             "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
             "size": 531,
             "digest": "sha256:3333333333333333333333333333333333333333333333333333333333333333",
             "platform": {
                "architecture": "arm",
                "os": "linux",
                "variant": "v7",
                "features": [
                   "neon"
                ]
             }
          },
          {
             "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
             "size": 0,
             "digest": "sha256:4444444444444444444444444444444444444444444444444444444444444444",
             "platform": {
                "architecture": "s390x",
                "os": "linux"
             }
          },
          {
             "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
             "size": 9223372036854775807,
             "digest": "sha256:5555555555555555555555555555555555555555555555555555555555555555",
             "platform": {
                "architecture": "amd64",
                "os": "windows",
                "os.version": "10.0.17763.5329",
                "os.features": [
                   "win32k",
                   "a"
                ]
             }
          }
       ]
    }
    """
