import ManifoldContent
import ManifoldOCI
import Testing

@testable import ManifoldAssembly

@Suite struct IndexAssemblyTests {
    /// What the entries are.
    enum Entries: CaseIterable {
        case docker, oci, mixed, annotatedDocker, none

        var descriptors: [Descriptor] {
            switch self {
            case .docker: [.sample("linux/amd64", .dockerManifest), .sample("linux/arm64", .dockerManifest)]
            case .oci: [.sample("linux/amd64"), .sample("linux/arm64")]
            case .mixed: [.sample("linux/amd64", .dockerManifest), .sample("linux/arm64")]
            case .annotatedDocker:
                Entries.docker.descriptors.map { entry in
                    var entry = entry
                    entry.annotations = ["a": "b"]
                    return entry
                }
            case .none: []
            }
        }
    }

    /// The type that comes out; nil when the request is refused.
    @Test(
        arguments: [
            (.docker, .auto, false, .dockerList, 0), (.docker, .auto, true, .ociIndex, 1),
            (.docker, .oci, false, .ociIndex, 0), (.docker, .oci, true, .ociIndex, 0),
            (.docker, .docker, false, .dockerList, 0), (.docker, .docker, true, nil, 0),
            (.oci, .auto, false, .ociIndex, 0), (.oci, .auto, true, .ociIndex, 0), (.oci, .oci, false, .ociIndex, 0),
            (.oci, .docker, false, .dockerList, 1), (.oci, .docker, true, nil, 0),
            (.mixed, .auto, false, .ociIndex, 0), (.mixed, .oci, false, .ociIndex, 0),
            (.mixed, .docker, false, .dockerList, 1),
            (.annotatedDocker, .auto, false, .ociIndex, 1), (.annotatedDocker, .oci, false, .ociIndex, 0),
            (.annotatedDocker, .docker, false, nil, 0),
            (.none, .auto, false, .ociIndex, 0), (.none, .oci, false, .ociIndex, 0),
        ] as [(Entries, IndexAssembly.Family, Bool, MediaType?, Int)]
    )
    func family(
        _ entries: Entries,
        _ family: IndexAssembly.Family,
        _ isAnnotated: Bool,
        _ expected: MediaType?,
        _ warningCount: Int
    ) throws {
        let warnings = Warnings()
        func make() throws -> RawManifest {
            try IndexAssembly.index(
                of: entries.descriptors,
                annotations: isAnnotated ? ["org.example.a": "b"] : [:],
                family: family,
                notices: warnings.notices
            )
        }
        guard let expected else {
            let error = #expect(throws: ManifoldError.self) { try make() }
            #expect(error?.code == .invalidInput)
            return
        }
        let document = try make()
        #expect(document.mediaType == expected)
        #expect(document.index?.manifests == entries.descriptors)
        #expect(document.index?.annotations?.isEmpty != isAnnotated)
        #expect(warnings.all.count == warningCount)
    }

    @Test(
        arguments: [
            ([], .notFound), (["linux/amd64"], nil), (["linux/amd64", "linux/arm64"], nil),
            (["linux/amd64", "linux/amd64"], .conflict), (["linux/arm", "linux/arm/v7"], .conflict),
            (["linux/arm64", "linux/arm64/v8"], .conflict), (["linux/arm/v6", "linux/arm/v7"], nil),
            (["windows(10.0.1)/amd64", "windows(10.0.2)/amd64"], nil), (["linux/amd64", "windows/amd64"], nil),
        ] as [([String], ManifoldError.Code?)]
    )
    func checkForPush(_ platforms: [String], _ expected: ManifoldError.Code?) {
        let entries = platforms.enumerated().map { Descriptor.sample($1, content: "\($0)") }
        var code: ManifoldError.Code?
        do { try IndexAssembly.checkForPush(entries, name: "index") } catch { code = (error as? ManifoldError)?.code }
        #expect(code == expected)
        #expect(IndexAssembly.warnings(entries).isEmpty == (expected != .conflict))
    }

    @Test func platformThatNobodyNames() {
        var entry = Descriptor.sample("linux/amd64")
        for platform in [nil, Platform(os: "", architecture: "amd64"), Platform(os: "linux", architecture: "")] {
            entry.platform = platform
            let error = #expect(throws: ManifoldError.self) {
                try IndexAssembly.checkForPush([.sample("linux/arm64"), entry], name: "index")
            }
            #expect(error?.code == .integrity)
        }
    }

    @Test func duplicatesInOrder() {
        let platforms = ["linux/s390x", "linux/arm/v7", "linux/amd64", "linux/s390x", "linux/arm", "linux/s390x"]
        let entries = platforms.enumerated().map { Descriptor.sample($1, content: "\($0)") }
        let duplicates = IndexAssembly.duplicatePlatforms(entries)
        #expect(duplicates.map(\.platform.architecture) == ["s390x", "arm"])
        #expect(duplicates.map(\.digests.count) == [3, 2])
    }
}
