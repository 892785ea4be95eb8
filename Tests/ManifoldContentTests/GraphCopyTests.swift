import ManifoldOCI
import TestSupport
import Testing

@testable import ManifoldContent

@Suite(.timeLimit(.minutes(1)))
struct GraphCopyTests {
    /// Two images that share a configuration and a layer, in an index that names one of them twice, under another one.
    private struct Graph {
        let blobs: [(descriptor: Descriptor, bytes: [UInt8])]
        let manifests: [RawManifest]
        let root: RawManifest
        let source: MemoryPlace

        init(lends: Bool = false) {
            blobs = ["{}", "shared layer", "one", "two"].map { blob($0) }
            let one = RawManifest.image(config: blobs[0].descriptor, layers: [blobs[1], blobs[2]].map(\.descriptor))
            let two = RawManifest.image(config: blobs[0].descriptor, layers: [blobs[1], blobs[3]].map(\.descriptor))
            let inner = RawManifest.index(of: [one, two, one])
            root = RawManifest.index(of: [inner, two])
            manifests = [one, two, inner]
            source = MemoryPlace("source", lends: lends)
            source.put(blobs, manifests)
        }
    }

    @Test(arguments: [1, 2, 16])
    func childrenFirstEachOnceNamesLast(jobs: Int) async throws {
        let graph = Graph()
        let target = MemoryPlace("target")
        let report = try await GraphCopy(from: graph.source, to: target, jobs: jobs).copy(graph.root, as: ["b", "a"])
        let state = target.state.value
        #expect(state.early.isEmpty)
        #expect(state.events.suffix(3) == [graph.root.digest.description, "tag:b", "tag:a"])
        // Four blobs, four documents, two names.
        #expect(state.events.count == 10)
        #expect(state.blobs.count == 4)
        let documents = Set(graph.manifests.map(\.digest) + [graph.root.digest])
        #expect(Set(state.manifests.keys) == documents)
        #expect(graph.source.state.value.reads.values.allSatisfy { $0 == 1 })
        #expect(report.uploaded == 4)
        #expect(report.existed == 0)
        let bytes = graph.blobs.map(\.descriptor.size).reduce(0, +)
        #expect(report.uploadedBytes == bytes)
        #expect(Set(report.manifests) == Set(graph.manifests.map(\.digest)))
        #expect(report.manifests.last == graph.manifests[2].digest)
        #expect(state.peak <= jobs)
        #expect(graph.source.state.value.peak <= jobs)
    }

    @Test func whatIsThereIsNotSent() async throws {
        let graph = Graph()
        let target = MemoryPlace("target")
        target.put(Array(graph.blobs[..<2]))
        let report = try await GraphCopy(from: graph.source, to: target, jobs: 4).copy(graph.root, as: [])
        #expect(report.existed == 2)
        #expect(report.uploaded == 2)
        #expect(graph.source.state.value.reads[graph.blobs[0].descriptor.digest] == nil)
    }

    @Test func withoutTheRoot() async throws {
        let graph = Graph()
        let target = MemoryPlace("target")
        _ = try await GraphCopy(from: graph.source, to: target, jobs: 4).copyChildren(of: graph.root)
        #expect(target.state.value.manifests[graph.root.digest] == nil)
        #expect(target.state.value.manifests.count == 3)
        #expect(target.state.value.names.isEmpty)
    }

    @Test func borrowed() async throws {
        let graph = Graph(lends: true)
        let target = BorrowingPlace(memory: MemoryPlace("target"))
        let report = try await GraphCopy(from: graph.source, to: target, jobs: 4).copy(graph.root, as: ["a"])
        #expect(report.mounted == 4)
        #expect(report.uploaded == 0)
        #expect(Set(target.mounted.value) == Set(graph.blobs.map(\.descriptor.digest)))
        #expect(target.memory.state.value.early.isEmpty)

        // Who does not lend is asked for the bytes.
        let stranger = Graph()
        let other = BorrowingPlace(memory: MemoryPlace("target"))
        let second = try await GraphCopy(from: stranger.source, to: other, jobs: 4).copy(stranger.root, as: [])
        #expect(second.mounted == 0)
        #expect(second.uploaded == 4)
    }

    /// Within one place, only the new document and its names are written.
    @Test func inTheSamePlace() async throws {
        let graph = Graph()
        let report = try await GraphCopy(from: graph.source, to: graph.source, jobs: 4).copy(graph.root, as: ["a"])
        #expect(report == GraphCopy.Report())
        #expect(graph.source.state.value.events == [graph.root.digest.description, "tag:a"])
    }

    /// Layers that must not be passed on are left where they are.
    @Test func foreignLayers() async throws {
        let type = MediaType(rawValue: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")
        let config = blob("{}")
        let root = RawManifest.image(config: config.descriptor, layers: [blob("windows", type: type).descriptor])
        let source = MemoryPlace("source")
        source.put([config])
        let target = MemoryPlace("target")
        let report = try await GraphCopy(from: source, to: target, jobs: 4).copy(root, as: ["a"])
        #expect(report.uploaded == 1)
        #expect(target.state.value.blobs.count == 1)
    }

    @Test(arguments: [ContentLimits.nesting, ContentLimits.nesting + 1])
    func nesting(depth: Int) async throws {
        let config = blob("{}")
        var manifests = [RawManifest.image(config: config.descriptor, layers: [])]
        for _ in 1..<depth { manifests.append(.index(of: [manifests[manifests.count - 1]])) }
        let source = MemoryPlace("source")
        source.put([config], manifests)
        let target = MemoryPlace("target")
        let copy = GraphCopy(from: source, to: target, jobs: 2)
        let root = manifests[manifests.count - 1]
        if depth == ContentLimits.nesting {
            #expect(try await copy.copy(root, as: ["a"]).manifests.count == depth - 1)
        } else {
            let error = await #expect(throws: ManifoldError.self) { try await copy.copy(root, as: ["a"]) }
            #expect(error?.code == .integrity)
            #expect(target.state.value.names.isEmpty)
        }
    }
}
