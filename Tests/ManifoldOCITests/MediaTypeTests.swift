import Testing

@testable import ManifoldOCI

@Suite struct MediaTypeTests {
    @Test(arguments: [
        ("application/json", "application/json"), ("application/json; charset=utf-8", "application/json"),
        ("application/json;charset=utf-8", "application/json"), ("  Text/HTML ; q=1; x=\"a;b\"", "text/html"),
        ("application/vnd.oci.image.index.v1+json\t; a", "application/vnd.oci.image.index.v1+json"),
        ("APPLICATION/VND.OCI.IMAGE.INDEX.V1+JSON", "application/vnd.oci.image.index.v1+json"), ("", ""), (";x", ""),
    ])
    func contentTypes(header: String, type: String) {
        #expect(MediaType(contentType: header).rawValue == type)
    }

    @Test(arguments: [
        ("application/vnd.oci.image.manifest.v1+json", true), ("a/b", true), ("A0/9!#$&^_.+-", true),
        (times(127, "a") + "/" + times(127, "b"), true), (times(128, "a") + "/b", false),
        ("a/" + times(128, "b"), false),
        ("", false), ("a", false), ("a/", false), ("/b", false), ("a/b/c", false), ("a b/c", false), ("a/b; c", false),
        ("-a/b", false), ("a/+b", false), ("a/b\n", false), ("a/é", false), ("a/b\u{301}", false), ("a/*", false),
    ])
    func wellFormedness(text: String, isWellFormed: Bool) {
        #expect(MediaType(rawValue: text).isWellFormed == isWellFormed)
    }

    @Test(arguments: [
        (MediaType.ociIndex, true, false, false), (.dockerList, true, false, true), (.ociManifest, false, true, false),
        (.dockerManifest, false, true, true), (.ociConfig, false, false, false), (.dockerConfig, false, false, true),
        (.ociLayer, false, false, false), (.ociLayerGzip, false, false, false), (.ociEmpty, false, false, false),
    ])
    func families(type: MediaType, isIndex: Bool, isImage: Bool, isDocker: Bool) {
        #expect(type.isIndex == isIndex)
        #expect(type.isImageManifest == isImage)
        #expect(type.isManifest == (isIndex || isImage))
        #expect(type.isDocker == isDocker)
        #expect(type.isWellFormed)
        #expect(!type.isSchema1 && !type.isNonDistributable)
        #expect(MediaType.manifests.contains(type) == type.isManifest)
    }

    @Test(arguments: ["json", "prettyjws"])
    func schema1(_ suffix: String) {
        let type = MediaType(rawValue: "application/vnd.docker.distribution.manifest.v1+" + suffix)
        #expect(type.isSchema1)
        #expect(!type.isManifest)
    }

    @Test(arguments: [
        "application/vnd.oci.image.layer.nondistributable.v1.tar",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
        "application/vnd.docker.image.rootfs.foreign.diff.tar",
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    ])
    func nonDistributable(_ text: String) {
        #expect(MediaType(rawValue: text).isNonDistributable)
    }
}
